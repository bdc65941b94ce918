package io.github.camelmodelarts.hostile;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Responses that try to redirect a request, to get credentials, or to write headers of the exchange: they have no effect. */
class HostileReplyTest extends EachWayInTest {

    private String to(ScriptedServer server, String authType, String options) {
        return "modelarts:predict?authType=" + authType + "&address=" + server.address() + options;
    }

    @ParameterizedTest(name = "{0} to a call by {1}")
    @CsvSource({"301, APP_CODE", "302, TOKEN", "303, API_KEY", "307, APP_CODE", "308, APP_SIGNATURE"})
    @DisplayName("H23: a redirect to another port, host or scheme:")
    void followsNoRedirect(int status, String authType) throws Exception {
        int port = evil.port();
        for (String[] elsewhere : new String[][] {
            {"http://127.0.0.1:" + port + "/v1?token=told", "http://127.0.0.1"},
            {"http://localhost:" + port + "/v1#told", "http://localhost"},
            {"https://127.0.0.1:" + port + "/told", "https://127.0.0.1"},
            {"http://told:told@127.0.0.1:" + port + "/told", "http://127.0.0.1"},
        }) {
            try (ScriptedServer server =
                    ScriptedServer.answering(status, "Location: " + elsewhere[0] + "\r\n", "moved")) {
                Exchange exchange = call(to(server, authType, ""), "{}", Map.of());

                ModelArtsOperationFailedException failure = failed(exchange);
                assertThat(failure.getStatusCode()).isEqualTo(status);
                assertThat(failure.getRedirectLocation()).isEqualTo(elsewhere[1]);
                assertThat(failure)
                        .hasMessageContaining("Redirects are not followed")
                        .hasMessageNotContaining("told");
                assertThat(server.heads()).hasSize(1);
            }
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {"http://evil\\@127.0.0.1", "//", "http://[", "", "jar:file:/x!/y", "ldap://127.0.0.1/x"})
    @DisplayName("H23: a redirect to nowhere:")
    void survivesARedirectToNowhere(String location) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(302, "Location: " + location + "\r\n", "")) {
            assertThat(failed(call(to(server, "APP_CODE", ""), "{}", Map.of())).getStatusCode())
                    .isEqualTo(302);

            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {302, 307, 308})
    @DisplayName("H24: a redirect to another path of the same host:")
    void followsNoRedirectToAnotherPath(int status) throws Exception {
        for (String location : List.of("/v1/infers/other", "other")) {
            try (ScriptedServer server = ScriptedServer.answering(status, "Location: " + location + "\r\n", "")) {
                assertThat(failed(call(to(server, "TOKEN", ""), "{}", Map.of())).getStatusCode())
                        .isEqualTo(status);

                assertThat(server.heads()).hasSize(1);
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "401; WWW-Authenticate: Basic realm=\"x\"",
                "401; WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\"",
                "401; WWW-Authenticate: NTLM",
                "401; WWW-Authenticate: Negotiate",
                "401; WWW-Authenticate: Bearer",
                "407; Proxy-Authenticate: Basic realm=\"x\"",
                "407; Proxy-Authenticate: Negotiate"
            })
    @DisplayName("H26: a challenge:")
    void respondsToNoChallenge(int status, String challenge) throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        Authenticator before = Authenticator.getDefault();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.set(true);
                return new PasswordAuthentication("caravan", "told".toCharArray());
            }
        });
        try (ScriptedServer server = ScriptedServer.answering(status, challenge + "\r\n", "")) {
            String proxy = "&proxyHost=127.0.0.1&proxyPort="
                    + evil.port()
                    + "&proxyUsername=caravan&proxyPassword=told&nonProxyHosts=127.0.0.1";

            Exchange exchange = call(to(server, "APP_CODE", proxy), "{}", Map.of());

            assertThat(exchange.getException()).isInstanceOf(ModelArtsFailure.class);
            assertThat(server.heads()).hasSize(1);
            assertThat(values(server.heads().get(0), "Authorization")).isEmpty();
            assertThat(values(server.heads().get(0), "Proxy-Authorization")).isEmpty();
            assertThat(asked).isFalse();
        } finally {
            Authenticator.setDefault(before);
        }
    }

    @Test
    @DisplayName("H28: a cookie")
    void sendsNoCookieBackOrToOtherHosts() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering(200, "Set-Cookie: a=1; Path=/\r\nSet-Cookie2: b=2\r\n", "x")) {
            String uri = to(server, "APP_CODE", "");
            assertThat(call(uri, "{}", Map.of()).getException()).isNull();
            assertThat(call(uri, "{}", Map.of()).getException()).isNull();
            assertThat(call(to(server, "TOKEN", ""), "{}", Map.of()).getException())
                    .isNull();
            String elsewhere = sent(call(predict(""), "{}", Map.of()));

            assertThat(server.heads())
                    .hasSize(3)
                    .allSatisfy(head -> assertThat(head).doesNotContainIgnoringCase("cookie"));
            assertThat(elsewhere).doesNotContainIgnoringCase("cookie");
        }
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {200, 400})
    @DisplayName("H37: headers of a response that would overwrite those of the exchange:")
    void noHeaderOfAResponseEntersTheExchange(int status) throws Exception {
        StringBuilder hostile = new StringBuilder();
        Map<String, Object> own = new HashMap<>();
        for (String name : List.of(
                "Authorization",
                "X-Auth-Token",
                "Host",
                "breadcrumbId",
                "CamelHttpUri",
                "cAmElHttpUri",
                "CamelModelArtsAddress",
                "org.apache.camel.foo",
                "Cookie",
                "Set-Cookie",
                "X-Mine",
                "CamelFileName")) {
            hostile.append(name).append(": ../../evil\r\n");
            own.put(name, "mine");
        }
        try (ScriptedServer server = ScriptedServer.answering(status, hostile.toString(), "x")) {
            Exchange exchange = call(to(server, "APP_CODE", "&throwExceptionOnFailure=false"), "{}", own);

            assertThat(exchange.getException()).isNull();
            Map<String, Object> headers = exchange.getMessage().getHeaders();
            Map<?, ?> received = (Map<?, ?>) headers.remove(ModelArtsConstants.RESPONSE_HEADERS);
            assertThat(received.get("camelfilename")).isEqualTo("../../evil");
            assertThat(headers).containsAllEntriesOf(own);
            assertThat(headers.keySet())
                    .allMatch(name -> own.containsKey(name)
                            || name.equals(Exchange.HTTP_RESPONSE_CODE)
                            || name.equals(ModelArtsConstants.ATTEMPTS)
                            || (status != 200 && name.equals(ModelArtsConstants.ERROR_MESSAGE)));
            assertThat(exchange.getAllProperties().toString()).doesNotContain("../../evil");

            Exchange thrown = call(to(server, "APP_CODE", ""), "{}", Map.of("My", "header"));
            assertThat(thrown.getMessage().getHeaders()).containsEntry("My", "header");
            assertThat(thrown.getMessage().getHeaders().keySet()).doesNotContainAnyElementsOf(own.keySet());
        }
    }

    @Test
    @DisplayName("H79: a step after a call that throws")
    void aFailureAfterACallReleasesTheConnection() throws Exception {
        String call = way.route(routes(), predict(""));
        String route = call + "-and-more";
        routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(route).to(call).process(exchange -> {
                    throw new IllegalStateException(exchange.getMessage().getBody(String.class));
                });
            }
        });

        for (int i = 0; i < 5; i++) {
            received.clear();
            assertThat(routes().call(route, "{}").getException())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("{}");
            NOTHING_LEFT.awaitAllReturned();
        }

        received.clear();
        sent(routes().call(call, "{}"));
        assertThat(service.connections()).isEqualTo(1);
    }

    private static ModelArtsOperationFailedException failed(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        return (ModelArtsOperationFailedException) exchange.getException();
    }
}
