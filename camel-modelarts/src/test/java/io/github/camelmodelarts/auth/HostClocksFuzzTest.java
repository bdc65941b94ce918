package io.github.camelmodelarts.auth;

import java.time.Instant;
import java.time.InstantSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;
import io.github.camelmodelarts.auth.signing.SigningKey;
import io.github.camelmodelarts.secrets.ErrorBody;

import static org.assertj.core.api.Assertions.assertThat;

/** The time that a server sends, in the header {@code Date} or in its message. It is used if it is between 2020 and 2100, otherwise ignored. */
class HostClocksFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final ServiceRequest REQUEST = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);

    @FuzzTest
    void learnsATimeThatCanBeOrNone(byte[] written) {
        ServiceResponse answer = WrittenAnswer.read(written);
        HostClocks clocks = HostClocks.corrected(InstantSource.fixed(NOW));

        boolean learned = clocks.learn(
                REQUEST, SigningKey.date(NOW), answer, ErrorBody.of(answer).message());

        Instant now = clocks.now(REQUEST);
        assertThat(now.equals(NOW)).isNotEqualTo(learned);
        assertThat(now).isBetween(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(SigningKey.date(now)).matches("\\d{8}T\\d{6}Z");
    }
}
