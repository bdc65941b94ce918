package io.github.camelmodelarts.local.models;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import io.github.camelmodelarts.local.api.ModelRequest;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A request as the gateway passes it to a model. */
final class SentRequest implements ModelRequest {

    private final String method;
    private final String type;
    private final String field;
    private final byte[] content;

    private SentRequest(String method, String type, String field, byte[] content) {
        this.method = method;
        this.type = type;
        this.field = field;
        this.content = content;
    }

    static SentRequest by(String method) {
        return new SentRequest(method, null, null, new byte[0]);
    }

    static SentRequest body(String type, byte[] content) {
        return new SentRequest("POST", type, null, content);
    }

    static SentRequest json(String content) {
        return body("application/json; charset=utf-8", content.getBytes(UTF_8));
    }

    static SentRequest form(String field, byte[] content) {
        return new SentRequest("POST", "multipart/form-data; boundary=b", field, content);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String header(String name) {
        return name.equalsIgnoreCase("Content-Type") ? type : null;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(content);
    }

    @Override
    public byte[] part(String name) {
        return name.equals(field) ? content : null;
    }
}
