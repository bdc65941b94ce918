package io.github.camelmodelarts.consumers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form with files, in the format of a browser. */
final class Form {

    private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** Adds a picture to a field. */
    Form file(String field, String fileName, byte[] content) {
        return part("name=\"" + field + "\"; filename=\"" + fileName + "\"\r\nContent-Type: image/png", content);
    }

    /** Adds a text field. */
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

    /** Returns the whole body. Nothing can be added afterwards. */
    byte[] bytes() {
        write("--" + BOUNDARY + "--\r\n");
        return written.toByteArray();
    }
}
