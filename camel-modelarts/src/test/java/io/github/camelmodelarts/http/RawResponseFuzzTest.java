package io.github.camelmodelarts.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.hc.core5.http.ConnectionClosedException;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers as they come off the wire: packed, cut, in a charset that nobody has. With the header {@code X-Pack} the body is packed before,
 * which no fuzzer would hit upon.
 */
class RawResponseFuzzTest {

    private static final int LIMIT = 4096;

    @FuzzTest
    void unpacksWithinBoundsOrSaysWhyNot(byte[] written) throws IOException {
        ServiceResponse answer = WrittenAnswer.read(written);
        boolean pack = answer.headers().get("X-Pack") != null;
        byte[] sent = pack ? packed(answer.body()) : answer.body();
        boolean endedWithConnection = answer.headers().get("Connection") != null;
        ReceivedBytes received = new ReceivedBytes(sent.length % 7);
        for (int i = 0; i < sent.length; i += 100) {
            received.write(sent, i, Math.min(100, sent.length - i));
        }
        boolean success = RawResponse.isSuccess(answer.status());
        try {
            ServiceResponse plain =
                    new RawResponse(answer.status(), answer.headers(), received, endedWithConnection).unpacked(LIMIT);

            boolean coded = answer.headers().get("Content-Encoding") != null;
            assertThat(plain.status()).isEqualTo(answer.status());
            assertThat(plain.body().length).isLessThanOrEqualTo(coded ? (success ? LIMIT : 65_536) : sent.length);
            assertThat(plain.text()).isNotNull();
            if (plain.isText()) {
                assertThat(plain.contentType()).isNotBlank();
            }
            if (!coded) {
                assertThat(plain.body()).isEqualTo(sent);
            } else if (pack && "gzip".equals(answer.headers().get("Content-Encoding"))) {
                assertThat(answer.body()).startsWith(plain.body());
                assertThat(success && plain.body().length != answer.body().length)
                        .isFalse();
            }
        } catch (ModelArtsResponseException | ConnectionClosedException e) {
            assertThat(success).isTrue();
            assertPlain(e.getMessage(), 1000);
        }
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
