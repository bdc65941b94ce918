package io.github.camelmodelarts.text;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Limits of {@code Retry-After}. */
class RetryAfterTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "' 2\t', PT2S",
        "86399, PT23H59M59S",
        "86400, PT24H",
        "86401, PT24H",
        "999999999, PT24H",
        "'Sun, 22 Nov 2026 08:00:10 GMT', PT10S",
        "'Sun, 22 Nov 2026 07:59:50 GMT', PT0S",
        "'Tue, 24 Nov 2026 08:00:00 GMT', PT24H",
    })
    void isReadAsSecondsOrAsADateUpToADay(String value, Duration asked) {
        assertThat(RetryAfter.read(value, CLOCK)).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1234567890", "Sun, 22 Nov 2026"})
    void isNullIfItCantBeRead(String value) {
        assertThat(RetryAfter.read(value, CLOCK)).isNull();
    }

    @Test
    void isNullWithoutAValue() {
        assertThat(RetryAfter.read(null, CLOCK)).isNull();
    }
}
