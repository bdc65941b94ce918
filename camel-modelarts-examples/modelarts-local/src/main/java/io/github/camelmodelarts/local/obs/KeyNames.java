package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Converts the key of an object to the names of directories and of a file, and back. Ordinary keys become the same path.
 * Everything that a file system does not keep is percent-encoded: control characters, {@code \ : * ? " < > |}, a dot or a
 * blank at the end of a name. So no name is {@code .} or {@code ..}.
 *
 * <p>A percent sign at the end of a name has a meaning: {@code %} alone is an empty name, as in {@code in/} or {@code //};
 * {@code name%} is an object beside a directory with this name; {@code name%+} is the beginning of a long name, which
 * continues in this directory. Stateless.
 */
final class KeyNames {

    /** The name of an object between two slashes, or after the last one. */
    private static final String EMPTY = "%";

    private static final String BESIDE_DIRECTORY = "%";
    private static final String CONTINUED = "%+";

    /** File systems allow 255 octets; the marks must fit too. */
    private static final int MAX_OCTETS = 240;

    private static final String FORBIDDEN = "\\:*?\"<>|";

    private KeyNames() {}

    /**
     * The names for a key, the last one for the file.
     *
     * @param ascii whether characters beyond ASCII are percent-encoded, for file systems that don't keep them
     */
    static List<String> of(String key, boolean ascii) {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', start)) {
            add(names, key.substring(start, slash), ascii);
            start = slash + 1;
        }
        add(names, key.substring(start), ascii);
        return names;
    }

    /** The name of the file of an object if a directory has its first name. */
    static String beside(String name) {
        return name + BESIDE_DIRECTORY;
    }

    private static void add(List<String> names, String segment, boolean ascii) {
        if (segment.isEmpty()) {
            names.add(EMPTY);
            return;
        }
        StringBuilder name = new StringBuilder();
        int octets = 0;
        for (int i = 0; i < segment.length(); i += Character.charCount(segment.codePointAt(i))) {
            String character = character(segment, i, ascii);
            int length = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > MAX_OCTETS) {
                names.add(name + CONTINUED);
                name.setLength(0);
                octets = 0;
            }
            name.append(character);
            octets += length;
        }
        names.add(name.toString());
    }

    private static String character(String segment, int index, boolean ascii) {
        int c = segment.codePointAt(index);
        boolean last = index + Character.charCount(c) == segment.length();
        boolean isEscaped = c < ' '
                || c == 0x7F
                || FORBIDDEN.indexOf(c) >= 0
                || (last && (c == '.' || c == ' '))
                || (c == '%' && (last || segment.charAt(index + 1) == '+' || octet(segment, index + 1) >= 0))
                || (ascii && c > 0x7F);
        String character = Character.toString(c);
        if (!isEscaped) {
            return character;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        return escaped.toString();
    }

    /** The key for the names of directories and of a file, or null if no key has these names. */
    static @Nullable String key(List<String> names) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean last = i == names.size() - 1;
            if (last && name.length() > 1 && name.endsWith(BESIDE_DIRECTORY)) {
                name = name.substring(0, name.length() - 1);
            }
            boolean continued = !last && name.endsWith(CONTINUED);
            String decoded = name.equals(EMPTY)
                    ? ""
                    : decoded(continued ? name.substring(0, name.length() - CONTINUED.length()) : name);
            if (decoded == null) {
                return null;
            }
            key.append(decoded).append(last || continued ? "" : "/");
        }
        return key.toString();
    }

    private static @Nullable String decoded(String name) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(name.length());
        int i = 0;
        while (i < name.length()) {
            int octet = name.charAt(i) == '%' ? octet(name, i + 1) : -1;
            if (octet >= 0) {
                octets.write(octet);
                i += 3;
            } else {
                String character = Character.toString(name.codePointAt(i));
                octets.writeBytes(character.getBytes(StandardCharsets.UTF_8));
                i += character.length();
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The octet of two hexadecimal digits, or -1. */
    private static int octet(String text, int index) {
        if (index + 1 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(index));
        int low = digit(text.charAt(index + 1));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
