package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks messages that quote text of a server. */
public final class Plain {

    private Plain() {}

    /** Checks that a message is short, has one line, and contains no characters that colour or forge a log line. */
    public static void assertPlain(@Nullable String message, int longest) {
        if (message == null) {
            return;
        }
        assertThat(message).hasSizeLessThanOrEqualTo(longest);
        message.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                throw new AssertionError(String.format("U+%04X in: %s", c, message));
            }
        });
    }
}
