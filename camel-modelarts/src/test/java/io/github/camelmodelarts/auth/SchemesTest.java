package io.github.camelmodelarts.auth;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.secrets.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of schemes is complete, and its entries agree with the strategies. */
class SchemesTest {

    private static final AuthStrategy TOKENS =
            request -> new HeaderStrategy(Headers.NONE.with("X-Auth-Token", "test-token")).authenticate(request);

    private static String value(String option) {
        return option.equals("iamEndpoint") ? "https://iam.example.com" : "test-" + option;
    }

    @ParameterizedTest
    @EnumSource
    void readsTheCredentialsOfItsTypeFromItsOptions(AuthType type) {
        Scheme scheme = Schemes.of(type);
        Credentials credentials = scheme.credentials().apply(SchemesTest::value);

        assertThat(scheme.type()).isEqualTo(type);
        assertThat(credentials.authType()).isEqualTo(type);
        assertThat(credentials.fields())
                .containsAll(scheme.options().stream().map(SchemesTest::value).toList());
        assertThat(credentials.toString()).doesNotContain("test-");
    }

    @ParameterizedTest
    @EnumSource
    void setsTheHeadersOfItsEntryAndNoOthers(AuthType type) {
        Scheme scheme = Schemes.of(type);
        Headers headers = Schemes.strategy(
                        scheme.credentials().apply(SchemesTest::value),
                        new Scheme.Surroundings("RELEASE", HostClocks.of(InstantSource.system()), user -> TOKENS))
                .authenticate(ServiceRequest.of("POST", "https://service.example.com/", Body.NONE))
                .toCompletableFuture()
                .join()
                .request()
                .headers();

        List<String> always = scheme.headers().stream()
                .filter(AuthHeader::always)
                .map(AuthHeader::name)
                .toList();
        assertThat(headers.asMap().keySet()).containsAll(always);
        assertThat(scheme.headers().stream().map(AuthHeader::name))
                .containsAll(headers.asMap().keySet());
    }

    @ParameterizedTest
    @EnumSource
    void marksTheSameHeadersAsSecretAsProofDoes(AuthType type) {
        for (AuthHeader header : Schemes.of(type).headers()) {
            Proof proof = new Proof(Headers.NONE, Headers.NONE.with(header.name(), "value"));
            assertThat(proof.secrets().containsKey(header.name()))
                    .as(header.name())
                    .isEqualTo(header.variable() != null);
        }
    }

    @Test
    void prefersAKeyThatIsNotSentForASession() {
        assertThat(Schemes.types(Scheme.Use.SESSION))
                .containsExactly(AuthType.AK_SK, AuthType.PASSWORD, AuthType.TOKEN);
    }

    @Test
    void infersNoSchemeFromAnAppKeyAlone() {
        assertThat(Schemes.all().stream().filter(scheme -> !scheme.inferred()).map(Scheme::type))
                .containsExactly(AuthType.APP_KEY, AuthType.NONE);
    }

    @Test
    void knowsAllAuthenticationHeaders() {
        assertThat(Schemes.headerNames())
                .isEqualTo(Set.of(
                        "Authorization",
                        "X-Sdk-Date",
                        "x-sdk-content-sha256",
                        "X-Security-Token",
                        "X-Auth-Token",
                        "X-Apig-AppCode",
                        "apikey",
                        "x-stage"));
    }
}
