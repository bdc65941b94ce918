package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.api.MultipartReaders.ReadPart;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Base of the tests of bodies: creates pictures and reads the requests. */
abstract class BodyTest extends RouteTest {

    /** Bytes that are not text in any charset, and that contain characters that could end a part. */
    static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, '-', '-', (byte) 0xFF};

    @TempDir
    protected Path folder;

    protected String uri() {
        return predict("APP_SIGNATURE", local.address("echo"));
    }

    protected Path picture(String name) throws IOException {
        return Files.write(folder.resolve(name), PICTURE);
    }

    /** Returns the request of one call. */
    protected RecordedRequest sent(String options, Object body, Map<String, Object> headers) throws Exception {
        local.clearRequests();
        assertPredicted(routes.send(uri() + options, body, headers));
        return request();
    }

    /** Returns the parts of the form of one call, which two parsers read the same. */
    protected List<ReadPart> parts(String options, Object body, Map<String, Object> headers) throws Exception {
        return parts(sent(options, body, headers));
    }

    protected static List<ReadPart> parts(RecordedRequest request) throws IOException {
        String contentType = request.header("Content-Type");
        assertThat(contentType).startsWith("multipart/form-data; boundary=modelarts-");
        List<ReadPart> parts = MultipartReaders.UNDERTOW.read(contentType, request.body());
        assertThat(MultipartReaders.COMMONS_FILEUPLOAD.read(contentType, request.body()))
                .isEqualTo(parts);
        return parts;
    }

    /** Returns a part with the picture. */
    protected static ReadPart part(String field, String fileName, String contentType) {
        return new ReadPart(field, fileName, contentType, MultipartReaders.octets(PICTURE));
    }

    /** Returns a text field of a form. */
    protected static ReadPart field(String name, String value) {
        return new ReadPart(name, null, null, value);
    }

    protected void assertRefused(Exchange exchange, String... parts) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContainingAll(parts);
        assertThat(local.requests()).isEmpty();
    }

    protected void assertRefused(String options, Object body, Map<String, Object> headers, String... parts)
            throws Exception {
        local.clearRequests();
        assertRefused(routes.send(uri() + options, body, headers), parts);
    }
}
