package io.github.camelmodelarts.auth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ServiceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** For which requests the input of the signature is available. */
class SignatureInputTest {

    private static final ServiceRequest PLAIN = ServiceRequest.of("GET", "https://service.example/v1", Body.NONE);
    private static final ServiceRequest DATED = PLAIN.withHeader("X-Sdk-Date", "20261122T080000Z");
    private static final String SIGNED = "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature=00";

    @Test
    void existsForARequestThatIsSignedByThisComponent() {
        SignatureInput input = SignatureInput.of(DATED.withHeader("Authorization", SIGNED));

        assertThat(input).isNotNull();
        assertThat(input.canonicalRequest()).startsWith("GET\n/v1/\n\nhost:service.example\n");
        assertThat(input.stringToSign()).startsWith("SDK-HMAC-SHA256\n20261122T080000Z\n");
    }

    @Test
    void doesNotExistForARequestThatIsNotSigned() {
        assertThat(SignatureInput.of(PLAIN)).isNull();
        assertThat(SignatureInput.of(DATED)).isNull();
        assertThat(SignatureInput.of(PLAIN.withHeader("Authorization", SIGNED))).isNull();
        assertThat(SignatureInput.of(PLAIN.withHeader("Authorization", SIGNED.replace(";x-sdk-date", ""))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer test-token", "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=00"})
    void doesNotExistForARequestThatIsSignedDifferently(String authorization) {
        assertThat(SignatureInput.of(DATED.withHeader("Authorization", authorization)))
                .isNull();
    }
}
