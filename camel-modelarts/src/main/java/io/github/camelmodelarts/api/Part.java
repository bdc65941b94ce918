package io.github.camelmodelarts.api;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Printable;

/**
 * One part of a {@code multipart/form-data} body.
 *
 * @param name the form field
 * @param fileName the name of the file; only its last path element is sent. Null for a plain field
 * @param content the content of the part, with its media type
 */
public record Part(String name, @Nullable String fileName, Body content) {

    private static final String ENCODED_WORD = "=?";

    /** The longest file name, in bytes of UTF-8. */
    private static final int LONGEST = 255;

    /**
     * Refuses a field name that is not possible in the head of a part. A file name is not refused but made safe,
     * because it comes with the file and not from the route's author.
     *
     * @throws ModelArtsRequestException if the field name is empty, or contains a quote, a backslash or a control
     *     character, or what multipart parsers interpret differently: blanks around it, or {@code =?}, which begins an
     *     encoded word (RFC 2047)
     */
    public Part {
        boolean safe = !name.isEmpty()
                && name.equals(name.trim())
                && !name.contains(ENCODED_WORD)
                && name.codePoints().noneMatch(c -> isUnsafe(c) || c == '"' || c == '\\');
        if (!safe) {
            throw new ModelArtsRequestException(
                    "'" + Printable.of(name, 40) + "' is not allowed as the name of a multipart field: use a name"
                            + " without quotes, backslashes, control characters, =? and blanks around it");
        }
    }

    /** Returns the file name that is sent, made safe, or null for a plain field. */
    public @Nullable String sentName() {
        return fileName == null ? null : safe(fileName);
    }

    /** Returns the delimiter and the header fields of the part, including the empty line after them. */
    String head(String boundary) {
        StringBuilder head = new StringBuilder("--").append(boundary).append("\r\n");
        head.append("Content-Disposition: form-data; name=\"").append(name).append('"');
        String sentName = sentName();
        if (sentName != null) {
            head.append("; filename=\"").append(sentName).append('"');
        }
        head.append("\r\n");
        if (content.contentType() != null) {
            head.append("Content-Type: ").append(content.contentType()).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /**
     * Returns the last element of a path, with characters that multipart parsers interpret differently replaced by an
     * underscore. They are not escaped, because RFC 7578 does not define the escaping and servers differ.
     */
    private static String safe(String fileName) {
        String last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder(last.length());
        last.codePoints()
                .map(c -> isUnsafe(c) || "\"\\;%".indexOf(c) >= 0 ? '_' : c)
                .forEach(safe::appendCodePoint);
        // some parsers drop blanks around a name, or decode it a second time
        String trimmed = safe.toString().replace(ENCODED_WORD, "_?").trim();
        boolean isName = !trimmed.isEmpty() && !trimmed.equals(".") && !trimmed.equals("..");
        return isName ? shortened(trimmed) : "file";
    }

    /** Shortens a name to the length that most file systems allow. Keeps the extension. */
    private static String shortened(String name) {
        int excess = name.getBytes(StandardCharsets.UTF_8).length - LONGEST;
        if (excess <= 0) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        int end = dot > 0 && name.length() - dot <= 20 ? dot : name.length();
        int kept = end;
        for (int saved = 0; saved < excess && kept > 0; ) {
            int last = name.codePointBefore(kept);
            saved += Character.toString(last).getBytes(StandardCharsets.UTF_8).length;
            kept -= Character.charCount(last);
        }
        return name.substring(0, kept) + name.substring(end);
    }

    private static boolean isUnsafe(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE
                || changesDirection(codePoint);
    }

    /** Characters that make a name look like another one (Unicode TR 36, 3.3; the bidirectional controls of TR 9). */
    private static boolean changesDirection(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
