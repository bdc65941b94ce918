package io.github.camelmodelarts.auth.signing;

import java.io.IOException;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SigningVectorsTest {

    static Stream<Vector> agreed() throws IOException {
        return Vector.read("signing.json");
    }

    static Stream<Vector> withContentType() throws IOException {
        return agreed().filter(vector -> vector.json().has("expectedContentTypeSigned"));
    }

    @Test
    void coversAllVectors() throws IOException {
        assertThat(agreed()).hasSize(50);
        assertThat(agreed().map(Vector::id)).contains("doc-example");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("agreed")
    void signsAsTheOfficialSignersDo(Vector vector) {
        assertStepByStep(vector, vector.canonical(false), vector.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withContentType")
    void signsContentTypeAsTheOfficialSignersDo(Vector vector) {
        assertStepByStep(vector, vector.canonical(true), vector.json().get("expectedContentTypeSigned"));
    }

    static void assertStepByStep(Vector vector, CanonicalRequest canonical, JsonNode expected) {
        assertThat(canonical.text()).isEqualTo(expected.get("canonicalRequest").asText());
        assertThat(canonical.signedHeaders())
                .isEqualTo(expected.get("signedHeaders").asText());
        assertThat(SigningKey.stringToSign(canonical, vector.date()))
                .isEqualTo(expected.get("stringToSign").asText());
        assertThat(vector.key().similar(canonical, vector.date()).authorization(""))
                .isEqualTo(expected.get("authorization").asText())
                .endsWith("Signature=" + expected.get("signature").asText());
    }
}
