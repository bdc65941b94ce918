package io.github.camelmodelarts.api;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** What a message has to be that quotes foreign words. */
public final class Plain {

    private Plain() {}

    /** Short enough for a log, on one line, and without what would colour or forge one. */
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
