package io.github.camelmodelarts.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Validates the head of a response and the end of its body (RFC 9112, 6.3 and 8). */
final class Framing {

    /** The most bytes of all header names and values together. */
    static final int LONGEST_HEAD = 256 * 1024;

    private static final int MOST_DIGITS = 19;
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)\\s*application/([^;]*\\+)?json\\s*(;.*)?");
    private static final int LONGEST_LITERAL = 8;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Framing() {}

    /**
     * Refuses a head with two different statements about the end of the body: a proxy or gateway possibly used the other one, and took the rest
     * of the body for a separate response.
     */
    static void requireUnambiguous(List<Map.Entry<String, String>> head) throws ProtocolException {
        String length = first(head, HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return;
        }
        if (first(head, HttpHeaders.TRANSFER_ENCODING) != null) {
            throw new ProtocolException("Content-Length and Transfer-Encoding in one head");
        }
        if (!isNumber(length)) {
            throw new ProtocolException("Invalid content length: " + length);
        }
    }

    private static boolean isNumber(String text) {
        boolean digits = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }

    private static @Nullable String first(List<Map.Entry<String, String>> head, String name) {
        for (Map.Entry<String, String> line : head) {
            if (line.getKey().equalsIgnoreCase(name)) {
                return line.getValue();
            }
        }
        return null;
    }

    /** Refuses a head that is too long as a whole. */
    static void requireShort(List<Map.Entry<String, String>> head) throws ProtocolException {
        long length = 0;
        for (Map.Entry<String, String> line : head) {
            length += line.getKey().length() + line.getValue().length();
        }
        if (length > LONGEST_HEAD) {
            throw new ProtocolException("The head is longer than " + LONGEST_HEAD + " bytes");
        }
    }

    /** Whether the body ends with the connection. Such a body can't be distinguished from one whose connection broke. */
    static boolean endsWithConnection(HttpResponse head, @Nullable EntityDetails entity) {
        return entity != null
                && entity.getContentLength() < 0
                && !head.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && (head.getVersion() == null || head.getVersion().lessEquals(HttpVersion.HTTP_1_1));
    }

    /** The failure if a body that ends with the connection was cut, or null. It was cut if it is empty, or JSON that is incomplete. */
    static @Nullable ConnectionClosedException cut(byte[] body, @Nullable String contentType) {
        if (body.length == 0) {
            return new ConnectionClosedException("the connection ended before the body, whose length was not given");
        }
        boolean json = contentType == null
                ? startsAsJson(body)
                : JSON_TYPE.matcher(contentType).matches();
        return json && isCut(body)
                ? new ConnectionClosedException("the connection ended in the middle of the JSON")
                : null;
    }

    private static boolean startsAsJson(byte[] body) {
        int i = 0;
        while (i < body.length - 1 && Character.isWhitespace(body[i])) {
            i++;
        }
        return body[i] == '{' || body[i] == '[';
    }

    /** Whether the JSON is incomplete. Malformed JSON is not reported here. */
    private static boolean isCut(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                // to the end
            }
            return false;
        } catch (JsonEOFException e) {
            return true;
        } catch (JsonParseException e) {
            // the JSON can end in the middle of true, false or null
            return e.getLocation().getByteOffset() >= json.length - LONGEST_LITERAL;
        } catch (IOException e) {
            // nested too deeply to be parsed, or not valid in the detected encoding
            return false;
        }
    }
}
