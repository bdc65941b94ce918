package io.github.camelmodelarts.auth.signing;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The output of a signing key, and what it shows of itself. */
class SigningKeyTest {

    private static final CanonicalRequest REQUEST =
            CanonicalRequest.of("GET", "/", "", Map.of("host", "service.example", "x-sdk-date", "d"), "hash");

    private final SigningKey key = new SigningKey("test-access-key", "test-secret-key");

    @Test
    void recognizesItsOwnAuthorization() {
        assertThat(SigningKey.isAuthorization(key.authorization(REQUEST, "20261122T080000Z"), REQUEST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer test-token",
                "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=00",
                "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date;x-stage, Signature=00",
                "V11-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature=00",
            })
    void doesNotRecognizeOtherHeadersOrAlgorithms(String authorization) {
        assertThat(SigningKey.isAuthorization(authorization, REQUEST)).isFalse();
    }

    @Test
    void datesToTheSecondInUtc() {
        assertThat(SigningKey.date(Instant.parse("2026-11-22T23:59:59.999Z"))).isEqualTo("20261122T235959Z");
    }

    @Test
    void showsOnlyTheNameOfTheAlgorithm() {
        assertThat(key).hasToString("SDK-HMAC-SHA256 key");
    }

    @Test
    void refusesAnEmptySecret() {
        assertThatThrownBy(() -> new SigningKey("test-access-key", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
