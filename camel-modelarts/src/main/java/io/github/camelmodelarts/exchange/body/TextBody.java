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

/** Encodes text for a body, and decodes text files. No character is replaced by another one. */
final class TextBody {

    /** How JSON of more than one value begins (RFC 8259, 2), after a byte order mark that some programs write. */
    private static final Pattern CONTAINER = Pattern.compile(
            "\\uFEFF?[ \\t\\r\\n]*(\\{[ \\t\\r\\n]*[\"}]|\\[[ \\t\\r\\n]*([]{\\[\"0-9-]|(true|false|null)\\b))");

    private TextBody() {}

    /**
     * Text as a body. JSON goes out in UTF-8; other text in the charset that its media type names, or else in UTF-8, which the
     * media type then names.
     *
     * @param contentType the media type, or null for JSON
     * @throws ModelArtsRequestException if the charset is not known, or lacks a character of the text
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

    /** Text that was made of a picture or an upload, whose media type still stands in the header. */
    private static Body ofLeftOver(CharSequence text, String contentType) {
        if (MediaTypes.isMultipart(contentType) && text.toString().startsWith("--")) {
            return Body.of(utf8(text), contentType);
        } else if (isJson(text.toString(), true)) {
            return Body.of(utf8(text), MediaTypes.JSON);
        }
        throw new ModelArtsRequestException("The body is text, and the header Content-Type says "
                + Printable.of(contentType, 60)
                + ", as an earlier step may have left it: nothing was sent. Set Content-Type to what"
                + " the text is, text/plain for example, or remove it to send JSON");
    }

    /** The text of a form's field. */
    static Body ofField(Object value) {
        boolean isNumber =
                !(value instanceof Double || value instanceof Float) || Double.isFinite(((Number) value).doubleValue());
        if (!isNumber) {
            throw new ModelArtsRequestException(
                    "it is " + value + ", which is no number: nothing was sent. Replace it before");
        }
        return Body.of(utf8(value.toString()), null);
    }

    /** @throws ModelArtsRequestException if the text has half of a surrogate pair */
    static byte[] utf8(CharSequence text) {
        return encoded(text, StandardCharsets.UTF_8);
    }

    private static byte[] encoded(CharSequence text, Charset charset) {
        if (!charset.canEncode()) {
            throw new ModelArtsRequestException(
                    "The header Content-Type names the charset " + charset
                            + ", which Java reads and does not write: nothing was sent. Name another charset there, UTF-8 for example");
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
                    "The body is text with a character that " + charset
                            + " lacks: nothing was sent. Name another charset"
                            + " in the header Content-Type, UTF-8 for example; correct the text if it has half of a surrogate pair",
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
     * The characters of a text file's content.
     *
     * @throws ModelArtsRequestException if it is not in this charset
     */
    static String decoded(byte[] bytes, Charset charset) {
        String text = decodedOrNull(bytes, charset, true);
        if (text == null) {
            throw new ModelArtsRequestException("A text file or field is not in " + charset
                    + ", and nothing was sent: correct the option charset of the endpoint that read it");
        }
        return text;
    }

    /** A JSON file in another charset, in UTF-8. May wait. */
    static Body decoded(FileLike file) {
        Charset charset = file.charset() == null ? StandardCharsets.UTF_8 : file.charset();
        return of(decoded(file.content().all(), charset), null);
    }

    /** Whether this is the beginning of JSON in UTF-8. */
    static boolean isJson(byte[] head) {
        String text = decodedOrNull(head, StandardCharsets.UTF_8, head.length < Content.HEAD);
        return text != null && isJson(text, head.length < Content.HEAD);
    }

    /** Of a number, a string or a literal all is looked at: other text may begin like one. */
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
        return text.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
    }

    /** Whether content may be what a {@code Content-Type} says that an earlier step may have left. */
    static boolean fits(byte[] head, String contentType) {
        if (MediaTypes.isJson(contentType)) {
            return isJson(head);
        } else if (MediaTypes.isMultipart(contentType)) {
            return head.length > 2 && head[0] == '-' && head[1] == '-';
        }
        Charset charset = MediaTypes.charset(contentType);
        return isText(head, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /** Whether this is the beginning of text in UTF-8. */
    static boolean isUtf8(byte[] head) {
        return decodedOrNull(head, StandardCharsets.UTF_8, head.length < Content.HEAD) != null;
    }

    /** Whether this is the beginning of text in a charset: without control characters other than white space. */
    private static boolean isText(byte[] head, Charset charset) {
        String text = decodedOrNull(head, charset, head.length < Content.HEAD);
        return text != null && !hasControls(text);
    }

    /** @param whole whether the last character must be complete */
    private static @Nullable String decodedOrNull(byte[] bytes, Charset charset, boolean whole) {
        CharBuffer text = CharBuffer.allocate(
                (int) (bytes.length * (double) charset.newDecoder().maxCharsPerByte()) + 1);
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes), text, whole).isError()
                ? null
                : text.flip().toString();
    }
}
