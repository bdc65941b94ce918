package io.github.camelmodelarts.local.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.undertow.connector.ByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.MultipartParser;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.call.RequestBody;

/** Collects the fields of a multipart form. If several have the same name, the first counts. */
final class MultipartFields implements MultipartParser.PartHandler {

    private final Map<String, byte[]> fields = new LinkedHashMap<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable String name;

    private MultipartFields() {}

    /** The fields by name. If the content has another type, there are none and the body is not read. */
    static Map<String, byte[]> read(@Nullable String contentType, RequestBody body, ByteBufferPool buffers)
            throws IOException {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Map.of();
        }
        String boundary = Headers.extractQuotedValueFromHeader(contentType, "boundary");
        if (boundary == null) {
            throw new IOException("The Content-Type multipart/form-data has no boundary");
        }
        MultipartFields form = new MultipartFields();
        MultipartParser.ParseState parser = MultipartParser.beginParse(
                buffers, form, boundary.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8.name());
        parser.parse(ByteBuffer.wrap(body.whole()));
        if (!parser.isComplete()) {
            throw new IOException("The multipart body ends before its closing boundary");
        }
        return form.fields;
    }

    @Override
    public void beginPart(HeaderMap headers) {
        String disposition = headers.getFirst(Headers.CONTENT_DISPOSITION);
        name = disposition == null ? null : Headers.extractQuotedValueFromHeader(disposition, "name");
        content.reset();
    }

    @Override
    public void data(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        content.writeBytes(octets);
    }

    @Override
    public void endPart() {
        if (name != null) {
            fields.putIfAbsent(name, content.toByteArray());
        }
    }
}
