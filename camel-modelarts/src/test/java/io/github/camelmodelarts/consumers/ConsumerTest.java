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

/** Base of the tests with Camel's own consumers. */
abstract class ConsumerTest extends RouteTest {

    /** Bytes that are not text in any charset, and that contain characters that could end a part. */
    static final byte[] PICTURE = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, '\r', '\n', '-', '-', (byte) 0xFF, (byte) 0xD8, 0
    };

    private final BlockingQueue<Exchange> ended = new LinkedBlockingQueue<>();

    /** Returns an endpoint with {@code bodyType=AUTO} and a signature. */
    String predict() {
        return predict("APP_SIGNATURE", local.address("echo"));
    }

    /** Returns the picture as a part. */
    static ReadPart picture(String field, String fileName) {
        return new ReadPart(field, fileName, "image/png", MultipartReaders.octets(PICTURE));
    }

    /** Returns a text field of a form. */
    static ReadPart text(String field, String value) {
        return new ReadPart(field, null, null, value);
    }

    /** Returns a route from each consumer to the service; {@link #next} returns the exchanges after the call. */
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

    /** Returns the next exchange after its call. */
    Exchange next() throws InterruptedException {
        Exchange next = ended.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    /** Returns a copy with the failure of the exchange, so that the consumer still treats its message as processed. */
    private static Exchange ended(Exchange exchange) {
        Exchange ended = exchange.copy();
        ended.setException(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        return ended;
    }

    /** Returns the parts of the only request. */
    List<ReadPart> sent() {
        return parts(request());
    }

    /** Returns the parts of a request that two parsers read the same. */
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

    /** Returns the only request, which contains JSON that its signature covers. */
    RecordedRequest sentJson() {
        RecordedRequest request = request();
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("x-sdk-content-sha256")).isNull();
        return request;
    }
}
