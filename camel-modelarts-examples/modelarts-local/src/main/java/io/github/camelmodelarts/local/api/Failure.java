package io.github.camelmodelarts.local.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * A planned failure: a response in place of the model's response, or a connection that is closed without a complete
 * response. Data only; immutable. The gateway's own error responses are in {@link Refusals}.
 */
public final class Failure {

    /** When the server closes the connection. */
    public enum Cut {
        /** It does not close it. */
        NEVER,
        /** After the request was read. */
        BEFORE_ANSWER,
        /** After half of the response's body. */
        IN_BODY
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final @Nullable String errorCode;
    private final @Nullable String errorMessage;
    private final Map<String, List<String>> headers;
    private final Cut cut;

    private Failure(
            int status,
            String contentType,
            byte[] body,
            @Nullable String errorCode,
            @Nullable String errorMessage,
            Map<String, List<String>> headers,
            Cut cut) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.errorCode = errorCode;
        this.errorMessage = errorMessage;
        this.headers = headers;
        this.cut = cut;
    }

    /**
     * A failure with any response, for example an error page of a proxy, an empty 200, or text with the content type of
     * JSON. The array is copied.
     *
     * @param contentType empty for a response without {@code Content-Type}
     */
    public static Failure answer(int status, String contentType, byte[] body) {
        return new Failure(status, contentType, body.clone(), null, null, Map.of(), Cut.NEVER);
    }

    /**
     * An error response in the format of the gateway and of ModelArts: {@code error_msg} and {@code error_code}; the
     * gateway's also has {@code request_id}. A code that begins with {@code ModelArts.} belongs to ModelArts, any other
     * code to the gateway.
     */
    public static Failure error(int status, String code, String message) {
        return new Failure(status, "application/json", new byte[0], code, message, Map.of(), Cut.NEVER);
    }

    /** A JSON response with any body. {@code code} is recorded with the request, but not added to the body. */
    public static Failure coded(int status, String code, byte[] body) {
        return new Failure(status, "application/json;charset=UTF-8", body, code, null, Map.of(), Cut.NEVER);
    }

    /**
     * Returns the failure as the gateway of the cloud's own APIs sends it: its codes begin with {@code APIGW.} instead of
     * {@code APIG.} and have the same numbers. Returns a failure with another code, or without a code, unchanged.
     */
    public Failure ofCloudService() {
        String code = errorCode;
        if (code == null || !code.startsWith("APIG.")) {
            return this;
        }
        String same = "APIGW" + code.substring(4);
        return new Failure(status, contentType, body, same, errorMessage, headers, cut);
    }

    /** The server closes the connection after it read the request, without a response. */
    public static Failure cutBeforeAnswer() {
        return new Failure(0, "", new byte[0], null, null, Map.of(), Cut.BEFORE_ANSWER);
    }

    /**
     * The server sends the headers with the full {@code Content-Length} and half of the body, and closes the
     * connection.
     *
     * @param body the full body, at least 2 bytes; copied
     */
    public static Failure cutInBody(int status, String contentType, byte[] body) {
        if (body.length < 2) {
            throw new IllegalArgumentException(
                    "A body of " + body.length + " bytes can't be cut in half: set at least 2 bytes");
        }
        return new Failure(status, contentType, body.clone(), null, null, Map.of(), Cut.IN_BODY);
    }

    /**
     * A copy with one more header, for example {@code Retry-After}. If the name is set already, both values are sent.
     */
    public Failure withHeader(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
        values.add(value);
        more.put(name, List.copyOf(values));
        return new Failure(status, contentType, body, errorCode, errorMessage, more, cut);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The media type of the body; empty for a response without {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** The error code of the response, or null. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /** The added headers with all their values. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** When the server closes the connection. */
    public Cut cut() {
        return cut;
    }

    /** Whether it is an error of ModelArts, not of the gateway. */
    public boolean isFromModelArts() {
        return errorCode != null && errorCode.startsWith("ModelArts.");
    }

    /** The body of the response; an error of the gateway contains the request id. Not a copy. */
    public byte[] body(String requestId) {
        if (errorCode == null || errorMessage == null) {
            return body;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("error_msg", errorMessage);
        fields.put("error_code", errorCode);
        if (!isFromModelArts()) {
            fields.put("request_id", requestId);
        }
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Jackson can't write three strings", e);
        }
    }

    /** Shows status and code, but not the message, which may contain a key. */
    @Override
    public String toString() {
        return "Failure[" + (cut == Cut.BEFORE_ANSWER ? "cut" : status) + (errorCode == null ? "" : " " + errorCode)
                + "]";
    }
}
