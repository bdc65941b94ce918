package io.github.camelmodelarts.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/** How long a service asks to be left alone (RFC 9110, 10.2.3): seconds, or a date. */
public final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The pause asked for, at most a day, or null where there is none or it can't be read. */
    public static @Nullable Duration read(@Nullable String value, InstantSource clock) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        try {
            Duration asked = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
