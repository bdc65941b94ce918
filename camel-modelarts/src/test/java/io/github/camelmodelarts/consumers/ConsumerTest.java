package io.github.camelmodelarts.consumers;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.api.MultipartReaders.ReadPart;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** What the tests of Camel's own consumers share. */
abstract class ConsumerTest extends RouteTest {

    /** No charset has it, and it holds what could end a part. */
    static final byte[] PICTURE = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, '\r', '\n', '-', '-', (byte) 0xFF, (byte) 0xD8, 0
    };

    private final BlockingQueue<Exchange> ended = new LinkedBlockingQueue<>();

    /** An endpoint with {@code bodyType=AUTO} and a signature. */
    String predict() {
        return predict("APP_SIGNATURE", local.address("echo"));
    }

    /** The picture as a part. */
    static ReadPart picture(String field, String fileName) {
        return new ReadPart(field, fileName, "image/png", MultipartReaders.octets(PICTURE));
    }

    /** A field of a form. */
    static ReadPart text(String field, String value) {
        return new ReadPart(field, null, null, value);
    }

    /** A route from each of these to the service; {@link #next} gives their exchanges after the call. */
    RoutesBuilder consuming(List<String> consumers) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String consumer : consumers) {
                    from(consumer)
                            .doTry()
                            .to(predict())
                            .doCatch(Exception.class)
                            .end()
                            .process(exchange -> ended.add(ended(exchange)));
                }
            }
        };
    }

    /** The next exchange after its call. */
    Exchange next() throws InterruptedException {
        Exchange next = ended.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    /** A copy that holds what the exchange failed with: the consumer shall take its message for processed. */
    private static Exchange ended(Exchange exchange) {
        Exchange ended = exchange.copy();
        ended.setException(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        return ended;
    }

    /** The parts of the one request. */
    List<ReadPart> sent() {
        return parts(request());
    }

    /** The parts of a request, as two parsers read them. */
    static List<ReadPart> parts(RecordedRequest request) {
        String contentType = request.header("Content-Type");
        assertThat(contentType).startsWith("multipart/form-data; boundary=");
        try {
            List<ReadPart> parts = MultipartReaders.UNDERTOW.read(contentType, request.body());
            assertThat(MultipartReaders.COMMONS_FILEUPLOAD.read(contentType, request.body()))
                    .isEqualTo(parts);
            return parts;
        } catch (IOException e) {
            return fail("no multipart body, but " + request.bodyLength() + " bytes", e);
        }
    }

    /** The one request, which carries JSON that is covered by its signature. */
    RecordedRequest sentJson() {
        RecordedRequest request = request();
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("x-sdk-content-sha256")).isNull();
        return request;
    }
}
