package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads arbitrary responses as IAM's response with a temporary key: the result is a complete key that is used for a day at most, or a
 * failure that does not contain a part of the response.
 */
class KeyRequestFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @FuzzTest
    void getsAKeyOrAReason(byte[] written) {
        Answering answering = new Answering(List.of(WrittenAnswer.read(written)));

        Object outcome = Answering.outcome(
                new KeyRequest(ServiceAddress.parse("https://iam.example"), AuthType.TOKEN, InstantSource.fixed(NOW))
                        .send(answering));

        assertThat(answering.requests()).hasSize(1);
        if (outcome instanceof Lease<?> lease) {
            Credentials.AccessKey key = (Credentials.AccessKey) lease.value();
            assertThat(key.fields()).doesNotContainNull();
            assertThat(lease.life()).isPositive().isLessThanOrEqualTo(Duration.ofHours(24));
            assertThat(lease.renewAfter()).isBetween(Duration.ZERO, lease.life());
        } else {
            assertThat(outcome).isInstanceOf(ModelArtsAuthenticationException.class);
            assertPlain(((Exception) outcome).getMessage(), 1000);
            assertThat(outcome.toString()).contains("IAM").doesNotContain("test-s");
        }
    }
}
