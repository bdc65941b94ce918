package io.github.camelmodelarts.text;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code Retry-After} is the pause that the service asks for, at most a day, or none. */
class AskedPauseTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final int DAY = 24 * 3600;

    @Property
    void isAnyNumberOfSecondsUpToADay(@ForAll @IntRange(min = 0, max = 999_999_999) int seconds) {
        assertThat(RetryAfter.read(" " + seconds + " ", CLOCK)).isEqualTo(Duration.ofSeconds(Math.min(seconds, DAY)));
    }

    @Property
    void isTheTimeUntilADateUpToADay(@ForAll @IntRange(min = -100_000_000, max = 100_000_000) int seconds) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                NOW.plusSeconds(seconds).atOffset(ZoneOffset.UTC));

        assertThat(RetryAfter.read(date, CLOCK)).isEqualTo(Duration.ofSeconds(Math.max(0, Math.min(seconds, DAY))));
    }

    @Property
    void isNullIfItCantBeRead(@ForAll String words) {
        Duration asked = RetryAfter.read(words, CLOCK);

        if (asked != null) {
            assertThat(asked).isBetween(Duration.ZERO, Duration.ofDays(1));
        }
    }
}
