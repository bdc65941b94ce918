package io.github.camelmodelarts.local.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** The response of a model: complete, or streamed in steps. Immutable, unless the array is changed. */
public final class ModelAnswer {

    private static final JsonMapper JSON = new JsonMapper();

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final @Nullable Iterable<? extends StreamStep> stream;
    private final Map<String, String> headers;

    private ModelAnswer(
            int status,
            String contentType,
            byte[] body,
            @Nullable Iterable<? extends StreamStep> stream,
            Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.stream = stream;
        this.headers = headers;
    }

    /** Any response. The array is not copied. */
    public static ModelAnswer of(int status, String contentType, byte[] body) {
        return new ModelAnswer(status, contentType, body, null, Map.of());
    }

    /**
     * A response whose body is sent step by step, for example an {@link AnswerStream}. The steps are iterated once, on a thread that also
     * serves other connections: the iterator must not wait. Each step is taken when the one before it was written, so a client that reads
     * slowly slows down the steps. If the iterator throws an exception, the connection is closed.
     *
     * <p>Without a {@code Content-Length} (see {@link #withHeader}), the body is sent in chunks. If the body has another length than its
     * {@code Content-Length}, the connection is closed.
     */
    public static ModelAnswer stream(int status, String contentType, Iterable<? extends StreamStep> steps) {
        return new ModelAnswer(status, contentType, new byte[0], steps, Map.of());
    }

    /**
     * Server-sent events: {@link #stream} with status 200 and the content type {@code text/event-stream;charset=UTF-8} of the ModelArts
     * documentation.
     */
    public static ModelAnswer events(Iterable<? extends StreamStep> steps) {
        return stream(200, "text/event-stream;charset=UTF-8", steps);
    }

    /** Status 200 with {@code value} as JSON, written by Jackson. */
    public static ModelAnswer json(Object value) {
        return json(200, value);
    }

    /**
     * The response of ModelArts' model server if a model can't process its input: with {@code erno}, not
     * {@code error_code} (ModelArts documentation, "error MR.0105").
     */
    public static ModelAnswer refusal(int status, String reason) {
        return json(status, Map.of("erno", "MR.0105", "msg", reason, "words_result", Map.of()));
    }

    private static ModelAnswer json(int status, Object value) {
        try {
            return of(status, "application/json", JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Jackson can't write " + value.getClass().getName(), e);
        }
    }

    /** A copy with this header in place of an earlier one with the same name. */
    public ModelAnswer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ModelAnswer(status, contentType, body, stream, more);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The media type of the body. */
    public String contentType() {
        return contentType;
    }

    /** The added headers. */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /** The steps of a streamed body; null if {@link #body()} is the body. */
    public @Nullable Iterable<? extends StreamStep> stream() {
        return stream;
    }

    /** The body itself, not a copy; empty if the body is a {@link #stream()}. */
    public byte[] body() {
        return body;
    }
}
