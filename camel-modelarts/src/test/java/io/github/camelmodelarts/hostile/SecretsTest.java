package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.apache.camel.Endpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.auth.signing.SigningKey;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** The component's own objects print no secret. */
class SecretsTest extends CamelTestSupport {

    static Stream<Object> ours() {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAppKey("canary-1");
        return Stream.of(
                new Credentials.AppSignature("canary-1", "canary-2"),
                new Credentials.AppCode("canary-1"),
                new Credentials.AppKey("canary-1"),
                new Credentials.AccessKey("canary-1", "canary-2", "canary-3"),
                new Credentials.User("https://iam.example.com", "canary-1", "canary-2", "canary-3", "p", "r"),
                new Credentials.Token("canary-1"),
                new Credentials.ApiKey("canary-1"),
                new SigningKey("canary-1", "canary-2"),
                new ClientSettings(
                        null, new ClientSettings.Proxy("h", 1, "canary-1", "canary-2", HostPatterns.NONE), 1, false),
                options);
    }

    @ParameterizedTest
    @MethodSource("ours")
    @Tag("S2")
    void printsNoSecret(Object object) {
        assertThat(object.toString()).doesNotContain("canary");
    }

    @Test
    void thereAreCredentialsForEachAuthType() {
        assertThat(Credentials.class.getPermittedSubclasses()).hasSize(AuthType.values().length);
    }

    @Test
    void anEndpointPrintsItsAddressAndNotItsUri() {
        Endpoint endpoint = context.getEndpoint(
                "modelarts:predict?appCode=canary&address=https://service.example.com/v1/infers/s1?token=canary");

        assertThat(endpoint).hasToString("modelarts:predict[https://service.example.com/v1/infers/s1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"appKey=canary&appSecret=canary", "appCode=canary"})
    void warnsOfACredentialInAUriThatCamelDoesNotMask(String credentials) {
        String printed = printedWhile("modelarts:predict?address=https://service.example.com/v1&" + credentials);

        assertThat(printed)
                .containsOnlyOnce(" WARN ")
                .contains(credentials.substring(0, 6), "camel.component.modelarts.", "credentialsProvider")
                .doesNotContain("canary");
    }

    @Test
    void warnsOfNothingElse() {
        assertThat(printedWhile("modelarts:predict?address=https://service.example.com/v1&token=canary"))
                .doesNotContain("WARN", "canary");
    }

    private String printedWhile(String uri) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            context.getEndpoint(uri);
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
