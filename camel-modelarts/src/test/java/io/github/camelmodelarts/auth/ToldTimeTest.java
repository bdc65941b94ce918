package io.github.camelmodelarts.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;

import static org.assertj.core.api.Assertions.assertThat;

/** The header {@code Date} of a rejection: it is learned to the second, or ignored. */
class ToldTimeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final ServiceRequest REQUEST = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);

    @Property
    void isLearnedIfItIsPossibleAndMinutesOff(@ForAll @IntRange int secondsOff) {
        Instant told = NOW.plusSeconds(secondsOff);
        boolean canBe = !told.isBefore(Instant.parse("2020-01-01T00:00:00Z"))
                && !told.isAfter(Instant.parse("2100-01-01T00:00:00Z"));
        boolean off = Duration.ofSeconds(secondsOff).abs().compareTo(Duration.ofMinutes(4)) >= 0;

        HostClocks clocks = clocks();

        boolean learned = learn(clocks, DateTimeFormatter.RFC_1123_DATE_TIME.format(told.atOffset(ZoneOffset.UTC)));

        assertThat(learned).isEqualTo(canBe && off);
        assertThat(clocks.now(REQUEST)).isEqualTo(learned ? told : NOW);
    }

    @Property
    void isIgnoredIfItCanNotBeRead(@ForAll String words) {
        HostClocks clocks = clocks();

        assertThat(learn(clocks, words)).isFalse();
        assertThat(clocks.now(REQUEST)).isEqualTo(NOW);
    }

    private static HostClocks clocks() {
        return HostClocks.corrected(InstantSource.fixed(NOW));
    }

    private static boolean learn(HostClocks clocks, String date) {
        Headers headers = Headers.received(List.of(Map.entry("Date", date)));
        return clocks.learn(REQUEST, SigningKey.date(NOW), Responses.of(401, headers, new byte[0]), null);
    }
}
