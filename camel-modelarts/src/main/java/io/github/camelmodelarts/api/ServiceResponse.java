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
 * A response whose body was collected: read to its end and unpacked. Immutable as long as nobody writes to the array. Made by {@link
 * Transport#send} alone.
 */
public final class ServiceResponse {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXTUAL = Pattern.compile(
            "text/.*|application/([^;]*\\+)?(json|xml|x-ndjson|javascript|yaml|x-yaml|x-www-form-urlencoded)");

    private final ResponseHead head;
    private final byte[] body;
    private final ResponseMemory.Share memory;

    /** The array is not copied. */
    ServiceResponse(ResponseHead head, byte[] body) {
        this(head, body, ResponseMemory.UNLIMITED.share());
    }

    /** The same with what it takes of a budget. */
    ServiceResponse(ResponseHead head, byte[] body, ResponseMemory.Share memory) {
        this.head = head;
        this.body = body;
        this.memory = memory;
    }

    /** What came before the body. */
    public ResponseHead head() {
        return head;
    }

    /** The HTTP status. */
    public int status() {
        return head.status();
    }

    /** True for every 2xx but 206: a part of an answer, unasked for, is none. */
    public boolean isSuccess() {
        return head.isSuccess();
    }

    /** What the server sent along; untrusted. */
    public Headers headers() {
        return head.headers();
    }

    /** The media type as the server sent it, or null. */
    public @Nullable String contentType() {
        return headers().get("Content-Type");
    }

    /** The body itself, not a copy; empty without one. */
    public byte[] body() {
        return body;
    }

    /** What it takes of the budget that answers share; given back by those who use the response, when they need it no more. */
    public ResponseMemory.Share memory() {
        return memory;
    }

    /** Whether the media type says text or JSON. */
    public boolean isText() {
        return isText(head);
    }

    static boolean isText(ResponseHead head) {
        String contentType = head.headers().get("Content-Type");
        if (contentType == null) {
            return false;
        }
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return TEXTUAL.matcher(mediaType).matches();
    }

    /**
     * The body as text, in the charset that the media type names, or in UTF-8 where it names none that exists here; without a byte order
     * mark.
     */
    public String text() {
        return ByteOrderMark.decoded(body, charset(head));
    }

    static Charset charset(ResponseHead head) {
        String contentType = head.headers().get("Content-Type");
        Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
        if (named.find()) {
            try {
                return Charset.forName(named.group(1));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return StandardCharsets.UTF_8;
            }
        }
        return StandardCharsets.UTF_8;
    }

    /** Status and size; never the content. */
    @Override
    public String toString() {
        return status() + " (" + body.length + " bytes)";
    }
}
