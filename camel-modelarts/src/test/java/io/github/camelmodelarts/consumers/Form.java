package io.github.camelmodelarts.consumers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form with files as a browser sends it. */
final class Form {

    private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** Adds a picture that was chosen in a field. */
    Form file(String field, String fileName, byte[] content) {
        return part("name=\"" + field + "\"; filename=\"" + fileName + "\"\r\nContent-Type: image/png", content);
    }

    /** Adds what was written into a field. */
    Form text(String field, String value) {
        return part("name=\"" + field + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    private Form part(String head, byte[] content) {
        write("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n");
        written.writeBytes(content);
        write("\r\n");
        return this;
    }

    private void write(String text) {
        written.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** The whole body; nothing can be added any more. */
    byte[] bytes() {
        write("--" + BOUNDARY + "--\r\n");
        return written.toByteArray();
    }
}
