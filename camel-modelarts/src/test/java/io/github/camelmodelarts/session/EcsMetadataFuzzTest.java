package io.github.camelmodelarts.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Reads arbitrary responses as token and key: the result is a usable key, or a failure that quotes neither. */
class EcsMetadataFuzzTest {

    @FuzzTest
    void getsAKeyOrAReason(byte[] written) {
        List<ServiceResponse> answers = WrittenAnswer.readAll(written);
        Answering transport = new Answering(answers);
        EcsMetadataCredentials provider = new EcsMetadataCredentials(
                "http://169.254.169.254", new Timings().at(InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"))));

        Object outcome = Answering.outcome(provider.credentials(transport.transport()));

        assertThat(transport.requests()).hasSizeBetween(1, 2);
        if (outcome instanceof Credentials.AccessKey key) {
            assertThat(key.securityToken()).isNotBlank();
            assertThat(key.toString()).isEqualTo("AccessKey[***]");
        } else {
            assertThat(outcome).isInstanceOf(ModelArtsAuthenticationException.class);
            assertPlain(((Exception) outcome).getMessage(), 1000);
            // the text of an error response is quoted
            if (answers.stream().noneMatch(answer -> answer.status() >= 400)) {
                assertThat(outcome.toString()).doesNotContain("test-metadata-secret", "test-metadata-token");
            }
        }
    }
}
