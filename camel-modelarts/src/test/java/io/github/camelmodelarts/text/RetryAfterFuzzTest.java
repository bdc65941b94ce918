package io.github.camelmodelarts.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The header {@code Retry-After} with any content. */
class RetryAfterFuzzTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));

    @FuzzTest
    void readsAPauseOfADayAtMost(byte[] header) {
        Duration asked = RetryAfter.read(new String(header, StandardCharsets.ISO_8859_1), CLOCK);

        if (asked != null) {
            assertThat(asked).isBetween(Duration.ZERO, Duration.ofDays(1));
        }
    }
}
