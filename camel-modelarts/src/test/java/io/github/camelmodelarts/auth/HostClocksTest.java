package io.github.camelmodelarts.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.auth.signing.SigningKey;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** Which times are used, at the limits. */
class HostClocksTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final String DATED = SigningKey.date(NOW);
    private static final ServiceRequest REQUEST = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);
    private static final ServiceRequest OTHER = ServiceRequest.of("POST", "https://other.example/v1", Body.NONE);

    private final HostClocks clocks = HostClocks.corrected(InstantSource.fixed(NOW));

    private static ServiceResponse answer(@Nullable Instant date) {
        return Responses.of(
                401,
                date == null
                        ? Headers.NONE
                        : Headers.received(List.of(Map.entry(
                                "Date",
                                " " + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))))),
                new byte[0]);
    }

    private static String words(Instant time) {
        return "signature expired,server time: " + SigningKey.date(time);
    }

    @ParameterizedTest
    @CsvSource({"239, false", "240, true", "-239, false", "-240, true"})
    void correctsAClockThatIsFourMinutesOff(long seconds, boolean corrected) {
        Instant right = NOW.plusSeconds(seconds);

        assertThat(clocks.learn(REQUEST, DATED, answer(right), null)).isEqualTo(corrected);
        assertThat(clocks.now(REQUEST)).isEqualTo(corrected ? right : NOW);
        assertThat(clocks.now(OTHER)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "2019-12-31T23:59:59Z, false",
        "2020-01-01T00:00:00Z, true",
        "2100-01-01T00:00:00Z, true",
        "2100-01-01T00:00:01Z, false",
    })
    void ignoresAnImpossibleTime(Instant told, boolean believed) {
        assertThat(clocks.learn(REQUEST, DATED, answer(told), null)).isEqualTo(believed);
        assertThat(clocks.learn(OTHER, DATED, answer(null), words(told))).isEqualTo(believed);
    }

    /** As with a name that leads to two gateways. */
    @Test
    void logsAClockThatChangesAllTheTimeOnceAMinute() throws Exception {
        TestClock clock = new TestClock();
        HostClocks changing = HostClocks.corrected(clock);
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            for (int minute = 1; minute <= 2; minute++) {
                for (int i = 0; i < 10; i++) {
                    Instant now = clock.instant();
                    String own = SigningKey.date(now);
                    String ahead = SigningKey.date(now.plusSeconds(3600));
                    assertThat(changing.learn(REQUEST, own, answer(null), words(now.plusSeconds(3600))))
                            .isTrue();
                    assertThat(changing.learn(REQUEST, ahead, answer(null), words(now)))
                            .isTrue();
                }
                assertThat(log.text().lines().filter(line -> line.contains("The clock of service.example")))
                        .hasSize(minute);
                clock.forward(Duration.ofMinutes(1));
            }
        }
    }

    @Test
    void prefersTheTimeInTheMessageToTheDateHeader() {
        Instant right = NOW.plusSeconds(3600);

        assertThat(clocks.learn(REQUEST, DATED, answer(NOW), words(right))).isTrue();
        assertThat(clocks.now(REQUEST)).isEqualTo(right);
        assertThat(clocks.learn(OTHER, DATED, answer(right), "server time:20261399T999999Z"))
                .isTrue();
        assertThat(clocks.now(OTHER)).isEqualTo(right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20261399T999999Z", "yesterday"})
    void learnsNothingFromARequestWithAnUnreadableDate(String dated) {
        assertThat(clocks.learn(REQUEST, dated, answer(NOW.plusSeconds(3600)), null))
                .isFalse();
        assertThat(clocks.learn(REQUEST, null, answer(NOW.plusSeconds(3600)), null))
                .isFalse();
    }

    @Test
    void learnsNothingWithoutATimeOrWithoutCorrection() {
        HostClocks own = HostClocks.of(InstantSource.fixed(NOW));

        assertThat(clocks.learn(REQUEST, DATED, answer(null), null)).isFalse();
        assertThat(own.learn(REQUEST, DATED, answer(NOW.plusSeconds(3600)), null))
                .isFalse();
        assertThat(own.now(REQUEST)).isEqualTo(NOW);
    }
}
