package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads arbitrary responses as IAM's response to a login: the result is a token that can be sent and is used for a day at most, or a
 * failure that does not contain the password.
 */
class IamFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @FuzzTest
    void getsATokenOrAReason(byte[] written) {
        Credentials.User user = new Credentials.User(
                "https://iam.example", "test-account", "test-user", "test-password", null, "cn-north-4");
        Answering transport = new Answering(List.of(WrittenAnswer.read(written)));

        Object outcome = Answering.outcome(new Iam(transport.transport(), InstantSource.fixed(NOW))
                .login(user, new Fetch())
                .thenApply(Login::required));

        assertThat(transport.requests()).hasSize(1);
        if (outcome instanceof Lease<?> lease) {
            assertThat(Headers.NONE.with("X-Auth-Token", (String) lease.value()).get("X-Auth-Token"))
                    .isEqualTo(lease.value());
            assertThat(lease.life()).isPositive().isLessThanOrEqualTo(Duration.ofHours(24));
            assertThat(lease.renewAfter()).isBetween(Duration.ZERO, lease.life());
            assertThat(lease.toString()).isEqualTo("Lease[for " + lease.life() + "]");
        } else {
            assertThat(outcome).isInstanceOf(ModelArtsAuthenticationException.class);
            assertPlain(((Exception) outcome).getMessage(), 1000);
            assertThat(outcome.toString()).contains("IAM").doesNotContain("test-password");
        }
    }
}
