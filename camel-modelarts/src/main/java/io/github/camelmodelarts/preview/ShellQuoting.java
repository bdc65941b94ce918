package io.github.camelmodelarts.preview;

import java.nio.charset.StandardCharsets;

/** Quotes text so that bash and a terminal treat it only as text. */
final class ShellQuoting {

    private ShellQuoting() {}

    /** The text as one word for bash. */
    static String quoted(String text) {
        if (text.codePoints().allMatch(ShellQuoting::isShown)) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        // a terminal interprets control characters even between quotes, and takes a carriage return for a line feed
        StringBuilder escaped = new StringBuilder("$'");
        text.codePoints().forEach(c -> {
            if (c == '\'' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (isShown(c)) {
                escaped.appendCodePoint(c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format("\\x%02x", octet));
                }
            }
        });
        return escaped.append('\'').toString();
    }

    private static boolean isShown(int c) {
        return c == '\n'
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}
