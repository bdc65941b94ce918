package io.github.camelmodelarts.session;

import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Reads arbitrary responses as state and address of a service, in both generations and for both kinds of credentials. */
class ServiceDirectoryFuzzTest {

    @FuzzTest
    void findsAnAddressThatWasCheckedOrSaysWhyNot(byte[] written) {
        List<ServiceResponse> answers = WrittenAnswer.readAll(written);
        for (ApiVersion version : ApiVersion.values()) {
            for (ServiceReference service : List.of(ServiceReference.id("s-1"), ServiceReference.name("flowers"))) {
                for (boolean forApps : new boolean[] {true, false}) {
                    Answering transport = new Answering(answers);
                    assertAddressOrFailure(transport, version, service, forApps);
                    assertThat(transport.requests()).hasSizeLessThanOrEqualTo(answers.size() + 1);
                    assertThat(transport.requests())
                            .allSatisfy(request -> assertThat(request.host()).isEqualTo("modelarts.example"));
                }
            }
        }
    }

    private static void assertAddressOrFailure(
            Answering transport, ApiVersion version, ServiceReference service, boolean forApps) {
        ServiceDirectory directory = new ServiceDirectory(
                new ServiceAddresses(transport.managementApi(version), Timings.ofSystem()),
                forApps,
                found -> {},
                Timings.ofSystem());

        Object outcome = Answering.outcome(directory.address(service));

        if (!(outcome instanceof ServiceAddress)) {
            assertThat(outcome)
                    .isInstanceOfAny(
                            ModelArtsRequestException.class,
                            ModelArtsResponseException.class,
                            ModelArtsServiceStateException.class,
                            ModelArtsConnectionException.class);
            assertPlain(((Exception) outcome).getMessage(), 2000);
        }
    }
}
