package io.github.camelmodelarts.local.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.ModelRequest;

/** A request of a batch service to its model: the same as a client would send to a real-time service. */
final class FileRequest implements ModelRequest {

    private final String uri;
    private final String contentType;
    private final byte[] body;
    private final String field;
    private final byte @Nullable [] file;

    private FileRequest(String uri, String contentType, byte[] body, String field, byte @Nullable [] file) {
        this.uri = uri;
        this.contentType = contentType;
        this.body = body;
        this.field = field;
        this.file = file;
    }

    /**
     * A form with one file.
     *
     * @param field the name of the form field
     * @param type the media type of the file
     */
    static FileRequest form(String uri, String field, String name, String type, byte[] file) {
        String boundary = "modelarts-local-" + UUID.randomUUID();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(field)
                + "\"; filename=\"" + quoted(name) + "\"\r\nContent-Type: " + type + "\r\n\r\n";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return new FileRequest(uri, "multipart/form-data; boundary=" + boundary, body.toByteArray(), field, file);
    }

    /** JSON. */
    static FileRequest json(String uri, byte[] json) {
        return new FileRequest(uri, "application/json", json, "", null);
    }

    /** Escapes a name like browsers do (HTML standard, "Multipart form data"). */
    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    @Override
    public String query() {
        int query = uri.indexOf('?');
        return query < 0 ? "" : uri.substring(query + 1);
    }

    @Override
    public @Nullable String header(String name) {
        if (name.equalsIgnoreCase("Content-Type")) {
            return contentType;
        }
        return name.equalsIgnoreCase("Content-Length") ? String.valueOf(body.length) : null;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public byte @Nullable [] part(String name) {
        return file != null && name.equals(field) ? file.clone() : null;
    }
}
