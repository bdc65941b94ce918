package io.github.camelmodelarts.auth.signing;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The requests that Huawei's official signers sign differently, each with the behaviour of this component. */
class DisputedVectorsTest {

    @Test
    void coversAllDisputedVectors() throws IOException {
        assertThat(Vector.read("signing-disputed.json").map(Vector::id))
                .containsExactlyInAnyOrder(
                        "d-query-plus-raw",
                        "d-query-repeated-unsorted",
                        "d-path-trailing-double",
                        "d-hdr-outer-space",
                        "d-query-key-encoded",
                        "d-hdr-underscore",
                        "d-fragment");
    }

    @ParameterizedTest
    @CsvSource({
        "d-query-plus-raw, write %20 for a blank",
        "d-path-trailing-double, single /",
        "d-fragment, fragment",
    })
    void refusesBeforeSendingAndSaysWhatToWrite(String id, String remedy) throws IOException {
        String url = Vector.named("signing-disputed.json", id).url();

        assertThatThrownBy(() -> ServiceAddress.parse(url))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"d-query-repeated-unsorted", "d-query-key-encoded", "d-hdr-outer-space", "d-hdr-underscore"})
    void signsByTheRuleOfTheAlgorithmsDocument(String id) throws IOException {
        Vector vector = Vector.named("signing-disputed.json", id);

        SigningVectorsTest.assertStepByStep(
                vector, vector.canonical(false), vector.json().get("recommendedExpected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d-query-repeated-unsorted", "d-query-key-encoded"})
    void leavesTheOrderOnTheWireAsGiven(String id) throws IOException {
        String url = Vector.named("signing-disputed.json", id).url();

        assertThat(ServiceAddress.parse(url).uri()).hasToString(url);
    }

    @Test
    void sendsAHeaderValueWithoutTheSpacesThatTheSignatureLeavesOut() {
        assertThat(Headers.NONE.with("X-Note", "  padded\t ").get("X-Note")).isEqualTo("padded");
    }
}
