package io.github.camelmodelarts.session;

import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Reads arbitrary responses as IAM's list of projects: the result is one id that is valid in a path, or a failure. */
class ProjectsFuzzTest {

    @FuzzTest
    void findsOneProjectOrSaysWhyNot(byte[] written) {
        Answering transport = new Answering(List.of(WrittenAnswer.read(written)));
        Projects projects =
                new Projects(transport, ServiceAddress.parse("https://iam.example"), "cn-north-4", Timings.ofSystem());

        Object outcome = Answering.outcome(projects.id());

        assertThat(transport.requests()).hasSize(1);
        if (outcome instanceof String id) {
            assertThat(id).matches("[A-Za-z0-9_-]{1,64}");
        } else {
            assertThat(outcome).isInstanceOfAny(ModelArtsRequestException.class, ModelArtsResponseException.class);
            assertPlain(((Exception) outcome).getMessage(), 2000);
        }
    }
}
