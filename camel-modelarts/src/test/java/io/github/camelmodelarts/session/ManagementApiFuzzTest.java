package io.github.camelmodelarts.session;

import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads arbitrary responses of the management API, also as pages of lists. The result is a list with each entry once, or a failure, and no
 * extra request is sent.
 */
class ManagementApiFuzzTest {

    @FuzzTest
    void readsResponsesAndPages(byte[] written) {
        List<ServiceResponse> answers = WrittenAnswer.readAll(written);
        for (ApiVersion version : ApiVersion.values()) {
            for (ManagementOperation call : List.of(
                    ManagementOperation.of(ModelArtsOperation.listServices),
                    ManagementOperation.of(ModelArtsOperation.listApps),
                    ManagementOperation.of(ModelArtsOperation.describeService),
                    ManagementOperation.of(ModelArtsOperation.authorizeApp))) {
                Answering transport = new Answering(answers);

                Object outcome = Answering.outcome(
                        transport.managementApi(version).call(call, ServiceReference.id("s-1"), Json.object()));

                assertThat(transport.requests()).hasSizeLessThanOrEqualTo(answers.size() + 1);
                if (outcome instanceof ManagementResponse answer) {
                    assertThat(answer.content().isObject()).isTrue();
                    assertPlain(answer.status(), 50);
                    assertPlain(answer.serviceId(), 140);
                    ManagementOperation.Listing listing = call.in(version).listing();
                    if (listing != null) {
                        assertWhole(answer.content(), listing.items(), listing.id(), listing.total());
                    }
                } else {
                    assertThat(outcome)
                            .isInstanceOfAny(
                                    ModelArtsRequestException.class,
                                    ModelArtsResponseException.class,
                                    ModelArtsConnectionException.class);
                    assertPlain(((Exception) outcome).getMessage(), 2000);
                }
            }
        }
    }

    private static void assertWhole(JsonNode list, String items, String id, String total) {
        List<String> ids = new ArrayList<>();
        list.path(items).forEach(item -> ids.add(item.path(id).asText()));
        assertThat(list.path(items).isArray()).isTrue();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(list.path(total).asInt()).isEqualTo(ids.size());
    }
}
