package io.github.camelmodelarts.api;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

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

    /** The array is not copied. */
    ServiceResponse(ResponseHead head, byte[] body) {
        this.head = head;
        this.body = body;
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

    /** Whether the media type says text or JSON. */
    public boolean isText() {
        String contentType = contentType();
        if (contentType == null) {
            return false;
        }
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return TEXTUAL.matcher(mediaType).matches();
    }

    /** The body as text, in the charset that the media type names, or in UTF-8 where it names none that exists here. */
    public String text() {
        return new String(body, charset());
    }

    private Charset charset() {
        String contentType = contentType();
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
