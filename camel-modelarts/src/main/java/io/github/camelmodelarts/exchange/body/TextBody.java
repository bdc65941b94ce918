package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;

/** Encodes text for a body, and decodes text files. Never replaces a character that can't be converted. */
final class TextBody {

    /** The beginning of a JSON object or array (RFC 8259, 2), after a byte order mark that some programs write. */
    private static final Pattern CONTAINER = Pattern.compile(
            "\\uFEFF?[ \\t\\r\\n]*(\\{[ \\t\\r\\n]*[\"}]|\\[[ \\t\\r\\n]*([]{\\[\"0-9-]|(true|false|null)\\b))");

    private TextBody() {}

    /**
     * Returns text as a body. JSON is sent in UTF-8. Other text is sent in the charset that its media type names,
     * otherwise in UTF-8, which is then added to the media type.
     *
     * @param contentType the media type, or null for JSON
     * @throws ModelArtsRequestException if the charset is not supported, or does not contain a character of the text
     */
    static Body of(CharSequence text, @Nullable String contentType) {
        if (contentType == null) {
            return Body.of(encoded(text, StandardCharsets.UTF_8), MediaTypes.JSON);
        }
        if (MediaTypes.isNoText(contentType)) {
            return ofLeftOver(text, contentType);
        }
        Charset named = MediaTypes.charset(contentType);
        Charset charset = named == null || MediaTypes.isJson(contentType) ? StandardCharsets.UTF_8 : named;
        byte[] bytes = encoded(text, charset);
        if (named == null ? MediaTypes.isText(contentType) : !named.equals(charset)) {
            String plain = MediaTypes.withoutParameters(contentType);
            return Body.of(bytes, MediaTypes.isJson(contentType) ? plain : contentType + "; charset=UTF-8");
        }
        return Body.of(bytes, contentType);
    }

    /**
     * Returns the body for text that has the media type of a picture or an upload, because an earlier step left the
     * header. JSON is sent as JSON, and text that begins like multipart is sent unchanged; other text is refused.
     */
    private static Body ofLeftOver(CharSequence text, String contentType) {
        if (MediaTypes.isMultipart(contentType) && text.toString().startsWith("--")) {
            return Body.of(utf8(text), contentType);
        } else if (isJson(text.toString(), true)) {
            return Body.of(utf8(text), MediaTypes.JSON);
        }
        throw new ModelArtsRequestException("The body is text, but the header Content-Type is "
                + Printable.of(contentType, 60)
                + ", which an earlier step may have left: nothing was sent. Set Content-Type to the type of the text,"
                + " text/plain for example, or remove the header to send JSON");
    }

    /** Returns the text of a form field. */
    static Body ofField(Object value) {
        boolean isNumber =
                !(value instanceof Double || value instanceof Float) || Double.isFinite(((Number) value).doubleValue());
        if (!isNumber) {
            throw new ModelArtsRequestException("The value is " + value
                    + ", which is not a finite number: nothing was sent. Replace it before" + " this endpoint");
        }
        return Body.of(utf8(value.toString()), null);
    }

    /** @throws ModelArtsRequestException if the text contains half of a surrogate pair */
    static byte[] utf8(CharSequence text) {
        return encoded(text, StandardCharsets.UTF_8);
    }

    private static byte[] encoded(CharSequence text, Charset charset) {
        if (!charset.canEncode()) {
            throw new ModelArtsRequestException("The header Content-Type names the charset " + charset
                    + ", which Java can read but not write: nothing was sent. Set another charset there,"
                    + " UTF-8 for example");
        } else if (charset.equals(StandardCharsets.UTF_8) && !hasSurrogates(text)) {
            return text.toString().getBytes(charset);
        }
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new ModelArtsRequestException(
                    "The body is text with a character that is not in the charset " + charset
                            + ": nothing was sent. Set another charset in the header Content-Type, UTF-8 for example,"
                            + " or correct the text if it contains half of a surrogate pair",
                    e);
        }
    }

    private static boolean hasSurrogates(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decodes the content of a text file.
     *
     * @throws ModelArtsRequestException if the content is not in this charset
     */
    static String decoded(byte[] bytes, Charset charset) {
        String text = decodedOrNull(bytes, charset, true);
        if (text == null) {
            throw new ModelArtsRequestException("A text file or field is not in the charset " + charset
                    + ": nothing was sent. Correct the option charset of the endpoint that read it");
        }
        return text;
    }

    /** Converts a JSON file in another charset to a body in UTF-8. May wait. */
    static Body decoded(FileLike file) {
        Charset charset = file.charset() == null ? StandardCharsets.UTF_8 : file.charset();
        return of(decoded(file.content().all(), charset), null);
    }

    /** Returns whether this is the beginning of JSON in UTF-8. */
    static boolean isJson(byte[] head) {
        String text = decodedOrNull(head, StandardCharsets.UTF_8, head.length < Content.HEAD);
        return text != null && isJson(text, head.length < Content.HEAD);
    }

    /**
     * Returns whether this is the beginning of JSON. A number, string or literal is checked as a whole, because other
     * text may begin like one.
     */
    private static boolean isJson(String text, boolean whole) {
        if (hasControls(text)) {
            return false;
        } else if (CONTAINER.matcher(text).lookingAt()) {
            return true;
        }
        try (JsonParser parser = PlainJson.MAPPER.createParser(text)) {
            JsonToken value = parser.nextToken();
            return value != null && value.isScalarValue() && parser.getText() != null && parser.nextToken() == null;
        } catch (JsonEOFException e) {
            return !whole;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && !Character.isWhitespace(c)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether content matches a {@code Content-Type} that an earlier step may have left. */
    static boolean fits(byte[] head, String contentType) {
        if (MediaTypes.isJson(contentType)) {
            return isJson(head);
        } else if (MediaTypes.isMultipart(contentType)) {
            return head.length > 2 && head[0] == '-' && head[1] == '-';
        }
        Charset charset = MediaTypes.charset(contentType);
        return isText(head, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /** Returns whether this is the beginning of text in UTF-8. */
    static boolean isUtf8(byte[] head) {
        return decodedOrNull(head, StandardCharsets.UTF_8, head.length < Content.HEAD) != null;
    }

    /** Returns whether this is the beginning of text in a charset, without control characters except white space. */
    private static boolean isText(byte[] head, Charset charset) {
        String text = decodedOrNull(head, charset, head.length < Content.HEAD);
        return text != null && !hasControls(text);
    }

    /**
     * Returns the text, or null if the bytes are not in the charset.
     *
     * @param whole whether the last character must be complete
     */
    private static @Nullable String decodedOrNull(byte[] bytes, Charset charset, boolean whole) {
        if (charset.equals(StandardCharsets.UTF_8) && isAscii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        CharBuffer text = CharBuffer.allocate(
                (int) (bytes.length * (double) charset.newDecoder().maxCharsPerByte()) + 1);
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes), text, whole).isError()
                ? null
                : text.flip().toString();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte octet : bytes) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }
}
