package io.github.camelmodelarts.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Canaries;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Addresses to which the management API or IAM try to send a call with its credentials. Calls to other machines would go through the evil server. */
class HostileDirectoryTest extends EachWayInTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private volatile String advertised = "";

    /** The management API, which is also a service. */
    @Override
    String answer(String request) throws IOException {
        if (!request.startsWith("GET ")) {
            return super.answer(request);
        }
        Object urls = request.startsWith("GET /v1/")
                ? advertised
                : List.of(Map.of("type", "PUBLIC", "urls", List.of(advertised)));
        return ok(JSON.writeValueAsString(Map.of(
                "service_id",
                "s1",
                "id",
                "s1",
                "status",
                "running",
                "access_address",
                advertised,
                "predict_url",
                urls)));
    }

    private String session(String authType, String options) {
        return "modelarts:predict?authType=" + authType + "&serviceId=s1&projectId=p1&modelArtsEndpoint="
                + origin(service) + "&proxyHost=127.0.0.1&proxyPort="
                + evil.port() + "&nonProxyHosts=127.0.0.1" + options;
    }

    private static String origin(ScriptedServer server) {
        return server.address().substring(0, server.address().indexOf("/v1"));
    }

    private void assertRefused(Exchange exchange, String why) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining(why)
                .message()
                .hasSizeLessThan(700)
                .doesNotContainPattern("[\\x00-\\x1F]");
        assertThat(((ModelArtsFailure) exchange.getException()).getAttempts()).isZero();
        assertThat(received).allSatisfy(request -> assertThat(request).startsWith("GET "));
    }

    static Stream<Arguments> hostile() {
        return LookedUpAddressTest.hostile();
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("hostile")
    @DisplayName("H16, H17, H19: an address from a response that is not in the cloud")
    void sendsNothingToAnAddressOutsideTheCloud(String address, String why) throws Exception {
        advertised = address;

        assertRefused(call(session("TOKEN", ""), "{}", Map.of()), why);
    }

    @Test
    @DisplayName("H16, H17: an address on this machine that is not the management API's own")
    void sendsNothingToAnotherPort() throws Exception {
        advertised = evil.address();
        assertRefused(call(session("TOKEN", ""), "{}", Map.of()), "neither the configured one nor in allowedHosts");

        advertised = evil.address().replace("http:", "https:");
        assertRefused(call(session("TOKEN", ""), "{}", Map.of()), "neither the configured one nor in allowedHosts");
    }

    @Test
    @DisplayName("H21: an address that changes")
    void validatesAChangedAddressAgain() throws Exception {
        String from = way.route(routes(), session("TOKEN", ""));
        advertised = service.address();
        assertThat(routes().call(from, "{}").getException()).isNull();
        advertised = evil.address();

        assertThat(routes().call(from, "{}").getException()).isNull();
        received.clear();
        CLOCK.forward(Duration.ofHours(25));
        assertRefused(routes().call(from, "{}"), "neither the configured one nor in allowedHosts");
    }

    @Test
    @DisplayName("H21: an address that another caller got")
    void givesNoCallerTheAddressOfAnother() throws Exception {
        advertised = service.address();
        assertThat(call(session("TOKEN", ""), "{}", Map.of()).getException()).isNull();
        received.clear();
        advertised = evil.address();

        assertRefused(call(session("AK_SK", ""), "{}", Map.of()), "neither the configured one nor in allowedHosts");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @DisplayName("H22: IAM redirects with")
    void followsNoRedirectOfIam(int status) throws Exception {
        try (ScriptedServer iam = ScriptedServer.answering(status, "Location: " + evil.address() + "?x=told\r\n", "")) {
            Exchange exchange = call(predict("PASSWORD", "&projectId=p1&iamEndpoint=" + origin(iam)), "{}", Map.of());

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageNotContaining("told");
            assertThat(iam.heads()).hasSize(1);
            assertThat(received).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @DisplayName("H22: the management API redirects with")
    void followsNoRedirectOfTheManagementApi(int status) throws Exception {
        try (ScriptedServer management = ScriptedServer.answering(status, "Location: " + evil.address() + "\r\n", "")) {
            Exchange exchange = call(session("TOKEN", "").replace(origin(service), origin(management)), "{}", Map.of());

            assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
            assertThat(management.heads()).hasSize(1);
            assertThat(received).isEmpty();
        }
    }

    @Test
    @DisplayName("H17: each host gets only its own credentials")
    void eachHostGetsOnlyItsOwnCredentials() throws Exception {
        ModelArtsConfiguration options = routes().component().getConfiguration();
        try (ScriptedServer serving = ScriptedServer.answering(200, "", "{}")) {
            advertised = serving.address();
            Exchange exchange = call(session("API_KEY", "&apiVersion=v2&allowedHosts=127.0.0.1"), "{}", Map.of());

            assertThat(exchange.getException()).isNull();
            assertThat(serving.heads()).hasSize(1);
            assertThat(values(serving.heads().get(0), "Authorization"))
                    .containsExactly("Bearer " + options.getApiKey());
            Canaries.of(options, options.getApiKey())
                    .assertNotIn("The service", serving.heads().get(0));
            assertThat(received).hasSize(1);
            Canaries.of(options, options.getAccessKey()).assertNotIn("The directory", received.get(0));
        }
    }
}
