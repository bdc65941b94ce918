package io.github.camelmodelarts.api;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.ByteOrderMark;

/**
 * A response. Its body was read to its end and decompressed, or is a stream that is read while it arrives. Immutable as
 * long as the array of the body is not changed. Only {@link Transport#send} creates it.
 */
public final class ServiceResponse {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXTUAL = Pattern.compile(
            "text/.*|application/([^;]*\\+)?(json|xml|x-ndjson|javascript|yaml|x-yaml|x-www-form-urlencoded)");

    /** The media type that was read last: most responses have the same one, and reading it takes regular expressions. */
    private static volatile Type lastType = Type.NONE;

    private final ResponseHead head;
    private final byte[] body;
    private final ResponseMemory.Share memory;
    private final @Nullable ResponseStream stream;

    /** Creates a response. The array is not copied. */
    ServiceResponse(ResponseHead head, byte[] body) {
        this(head, body, ResponseMemory.UNLIMITED.share());
    }

    /** Creates a response with its share of a memory budget. The array is not copied. */
    ServiceResponse(ResponseHead head, byte[] body, ResponseMemory.Share memory) {
        this(head, body, memory, null);
    }

    /** Creates a response whose body is read while it arrives. */
    ServiceResponse(ResponseHead head, ResponseStream stream) {
        this(head, new byte[0], ResponseMemory.UNLIMITED.share(), stream);
    }

    private ServiceResponse(
            ResponseHead head, byte[] body, ResponseMemory.Share memory, @Nullable ResponseStream stream) {
        this.head = head;
        this.body = body;
        this.memory = memory;
        this.stream = stream;
    }

    /** Returns status and headers. */
    public ResponseHead head() {
        return head;
    }

    /** Returns the HTTP status. */
    public int status() {
        return head.status();
    }

    /** Returns true for every 2xx status except 206, because a partial response was not requested. */
    public boolean isSuccess() {
        return head.isSuccess();
    }

    /** Returns the headers as the server sent them; not trustworthy. */
    public Headers headers() {
        return head.headers();
    }

    /** Returns the media type as the server sent it, or null if there is none. */
    public @Nullable String contentType() {
        return headers().get("Content-Type");
    }

    /** Returns the body itself, not a copy; empty if the response has no body or is streamed. */
    public byte[] body() {
        return body;
    }

    /** Returns the body of a streamed response, or null if the response is not streamed. Its reader closes it. */
    public @Nullable ResponseStream stream() {
        return stream;
    }

    /** Releases what the response holds, because it is not used: its memory, and the connection if it is streamed. */
    public void discard() {
        memory.release();
        if (stream != null) {
            stream.close();
        }
    }

    /**
     * Returns the response's share of the memory budget. The user of the response releases it when the response is no
     * longer needed.
     */
    public ResponseMemory.Share memory() {
        return memory;
    }

    /** Returns whether the media type is a text type, which includes JSON and XML. */
    public boolean isText() {
        return isText(head);
    }

    static boolean isText(ResponseHead head) {
        return type(head).isText;
    }

    private static Type type(ResponseHead head) {
        String contentType = head.headers().get("Content-Type");
        if (contentType == null) {
            return Type.NONE;
        }
        Type known = lastType;
        if (!known.contentType.equals(contentType)) {
            known = Type.of(contentType);
            lastType = known;
        }
        return known;
    }

    /** What a media type says about the body. */
    private record Type(String contentType, boolean isText, Charset charset) {

        static final Type NONE = new Type("", false, StandardCharsets.UTF_8);

        static Type of(String contentType) {
            String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return new Type(contentType, TEXTUAL.matcher(mediaType).matches(), charset(contentType));
        }

        private static Charset charset(String contentType) {
            Matcher named = CHARSET.matcher(contentType);
            if (named.find()) {
                try {
                    return Charset.forName(named.group(1));
                } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                    return StandardCharsets.UTF_8;
                }
            }
            return StandardCharsets.UTF_8;
        }
    }

    /**
     * Returns the body as text, decoded with the charset of the media type, or with UTF-8 if it names none or one that
     * Java does not support. A byte order mark is removed.
     */
    public String text() {
        return ByteOrderMark.decoded(body, charset(head));
    }

    static Charset charset(ResponseHead head) {
        return type(head).charset;
    }

    /** Returns status and size, never the content. */
    @Override
    public String toString() {
        return status() + " (" + body.length + " bytes)";
    }
}
