package io.github.camelmodelarts.local.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * An answer that takes the place of a model's, or a connection that breaks instead of answering. Data only; immutable. See
 * {@link Refusals} for the gateway's own.
 */
public final class Failure {

    /** Where the connection is cut. */
    public enum Cut {
        /** Not at all. */
        NEVER,
        /** When the request has been read. */
        BEFORE_ANSWER,
        /** After half of the answer's body. */
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
     * Any answer: an error page of a proxy, an empty 200, text that says it is JSON. The array is copied.
     *
     * @param contentType empty for an answer without {@code Content-Type}
     */
    public static Failure answer(int status, String contentType, byte[] body) {
        return new Failure(status, contentType, body.clone(), null, null, Map.of(), Cut.NEVER);
    }

    /**
     * An answer in the shape that gateway and ModelArts use: {@code error_msg} and {@code error_code}, and from the gateway
     * {@code request_id} as well. A code that begins with {@code ModelArts.} is ModelArts' own, any other the gateway's.
     */
    public static Failure error(int status, String code, String message) {
        return new Failure(status, "application/json", new byte[0], code, message, Map.of(), Cut.NEVER);
    }

    /** An answer of any shape, recorded under its code. */
    public static Failure coded(int status, String code, byte[] body) {
        return new Failure(status, "application/json;charset=UTF-8", body, code, null, Map.of(), Cut.NEVER);
    }

    /** The same from the gateway before the cloud's own APIs, whose codes begin with {@code APIGW.} and have the same numbers. */
    public Failure ofCloudService() {
        String code = errorCode;
        if (code == null || !code.startsWith("APIG.")) {
            return this;
        }
        String same = "APIGW" + code.substring(4);
        return new Failure(status, contentType, body, same, errorMessage, headers, cut);
    }

    /** The connection is closed when the request has been read, without an answer. */
    public static Failure cutBeforeAnswer() {
        return new Failure(0, "", new byte[0], null, null, Map.of(), Cut.BEFORE_ANSWER);
    }

    /**
     * The answer begins, says how long it will be, and ends after half of its body, with the connection.
     *
     * @param body the whole of the body that is not sent as a whole, at least 2 bytes; copied
     */
    public static Failure cutInBody(int status, String contentType, byte[] body) {
        if (body.length < 2) {
            throw new IllegalArgumentException("A body of " + body.length + " bytes has no middle; give at least 2");
        }
        return new Failure(status, contentType, body.clone(), null, null, Map.of(), Cut.IN_BODY);
    }

    /** The same with one more header, for example {@code Retry-After}. A header of a name already given is sent twice. */
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

    /** The media type of the body; empty for an answer without {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** The code by which programs tell errors apart, or null. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /** The headers that were added, all values of each. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Where the connection is cut. */
    public Cut cut() {
        return cut;
    }

    /** Whether it is ModelArts' own error and not the gateway's. */
    public boolean isFromModelArts() {
        return errorCode != null && errorCode.startsWith("ModelArts.");
    }

    /** The body: of the answer to this request, if it is an error of the gateway. Not a copy. */
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

    /** Status and code; never the message, which may name a key. */
    @Override
    public String toString() {
        return "Failure[" + (cut == Cut.BEFORE_ANSWER ? "cut" : status) + (errorCode == null ? "" : " " + errorCode)
                + "]";
    }
}
