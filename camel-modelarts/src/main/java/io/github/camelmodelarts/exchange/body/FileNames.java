package io.github.camelmodelarts.exchange.body;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads file names in the forms in which paths, mails and browsers contain them. {@code api.Part} later replaces the
 * characters that are not possible in the head of a part.
 */
final class FileNames {

    /** An encoded word (RFC 2047, 2). The white space between it and another encoded word is included, and dropped (6.2). */
    private static final Pattern ENCODED = Pattern.compile(
            "=\\?([\\w.:-]+)(?:\\*[\\w-]*)?\\?([bBqQ])\\?([^?\\s]*)\\?=(?:\\s+(?==\\?[\\w.:-]+\\?[bBqQ]\\?))?");

    private FileNames() {}

    /** Returns the last element of a path, or {@code otherwise} if there is none. */
    static String last(@Nullable String path, String otherwise) {
        if (path == null) {
            return otherwise;
        }
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return name.isBlank() || name.equals(".") || name.equals("..") ? otherwise : name;
    }

    /** Decodes the encoded words in a name that a mail program or a browser wrote. */
    static @Nullable String decoded(@Nullable String name) {
        if (name == null || !name.contains("=?")) {
            return name;
        }
        return ENCODED.matcher(name)
                .replaceAll(word ->
                        Matcher.quoteReplacement(decoded(word.group(), word.group(1), word.group(2), word.group(3))));
    }

    private static String decoded(String word, String charset, String encoding, String text) {
        try {
            byte[] bytes = encoding.toUpperCase(Locale.ROOT).equals("B")
                    ? Base64.getDecoder().decode(text)
                    : unquoted(text);
            return new String(bytes, Charset.forName(charset));
        } catch (IllegalArgumentException e) {
            // the charset or the encoding is not known: the text stays as it is
            return word;
        }
    }

    private static byte[] unquoted(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("incomplete escape");
                }
                bytes[length++] = (byte) Integer.parseInt(text, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '_' ? ' ' : c);
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
