package io.github.camelmodelarts.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPOutputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

import io.github.camelmodelarts.api.CollectedResponse;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses as they arrive: compressed, cut, in an unknown charset. With the header {@code X-Pack} the test compresses the body, because a
 * fuzzer would not produce valid gzip.
 */
class ResponseConsumerFuzzTest {

    private static final int LIMIT = 4096;

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), LIMIT);

    @FuzzTest
    void unpacksWithinLimitsOrReportsWhyNot(byte[] written) throws Exception {
        ServiceResponse answer = WrittenAnswer.read(written);
        boolean pack = answer.headers().get("X-Pack") != null;
        byte[] sent = pack ? packed(answer.body()) : answer.body();
        boolean success = answer.isSuccess();
        HttpReply reply = new HttpReply(failure -> failure);
        boolean endedWithConnection = answer.headers().get("Connection") != null;
        CompletableFuture<ServiceResponse> collected = CollectedResponse.of(
                reply,
                response ->
                        endedWithConnection && success ? Framing.cut(response.body(), response.contentType()) : null);
        try {
            consume(answer, sent, new ResponseConsumer(reply, LIMITS, false, false, null));
            ServiceResponse plain = collected.join();

            boolean coded = answer.headers().get("Content-Encoding") != null;
            assertThat(plain.status()).isEqualTo(answer.status());
            assertThat(plain.body().length).isLessThanOrEqualTo(success ? LIMIT : 65_536);
            assertThat(plain.text()).isNotNull();
            if (plain.isText()) {
                assertThat(plain.contentType()).isNotBlank();
            }
            if (!coded) {
                assertThat(sent).startsWith(plain.body());
                assertThat(plain.body()).hasSize(Math.min(sent.length, success ? LIMIT : 65_536));
            } else if (pack && "gzip".equals(answer.headers().get("Content-Encoding"))) {
                assertThat(answer.body()).startsWith(plain.body());
                assertThat(success && plain.body().length != answer.body().length)
                        .isFalse();
            }
        } catch (CompletionException e) {
            assertThat(success).isTrue();
            assertThat(e.getCause()).isInstanceOfAny(ModelArtsResponseException.class, ConnectionClosedException.class);
            assertPlain(e.getCause().getMessage(), 1000);
        }
    }

    private static void consume(ServiceResponse answer, byte[] sent, ResponseConsumer consumer) throws Exception {
        BasicHttpResponse head = new BasicHttpResponse(answer.status());
        for (Map.Entry<String, String> header : answer.headers().asMap().entrySet()) {
            if (!header.getKey().equalsIgnoreCase("Content-Length")
                    && !header.getKey().equalsIgnoreCase("Transfer-Encoding")) {
                head.addHeader(header.getKey(), header.getValue());
            }
        }
        EntityDetails entity = new BasicEntityDetails(-1, null);
        try {
            consumer.consumeResponse(head, entity, HttpCoreContext.create(), ignoring());
            for (int i = 0; i < sent.length; i += 100) {
                consumer.consume(ByteBuffer.wrap(sent, i, Math.min(100, sent.length - i)));
            }
            consumer.streamEnd(null);
        } catch (HttpStreamResetException e) {
            consumer.failed((Exception) e.getCause());
        } finally {
            consumer.releaseResources();
        }
    }

    private static FutureCallback<ResponseHead> ignoring() {
        return new FutureCallback<>() {
            @Override
            public void completed(ResponseHead head) {
                // the reply has reported the result
            }

            @Override
            public void failed(Exception cause) {
                // the reply has reported the result
            }

            @Override
            public void cancelled() {
                // not cancelled here
            }
        };
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
