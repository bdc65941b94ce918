package io.github.camelmodelarts.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyTest extends RouteTest {

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("trust", Trust.in(local));
    }

    @Test
    void goesThroughAProxyWithPlainHttp() throws Exception {
        try (TestProxy proxy = plain()) {
            assertPredicted(routes.send(through(proxy, local.address("echo")), "{}"));

            assertThat(proxy.heads())
                    .singleElement()
                    .asString()
                    .startsWith("POST http://" + TestProxy.NAME + ":" + local.port() + "/v1/");
            assertThat(proxy.heads().get(0)).doesNotContain("Proxy-Authorization");
        }
    }

    @Test
    void goesThroughATunnelWithTlsAndTheProxySeesNoCredentials() throws Exception {
        try (TestProxy proxy = tunnel()) {
            assertPredicted(routes.send(through(proxy, local.tlsAddress("echo")), "{}"));
            assertPredicted(routes.send(through(proxy, local.tlsAddress("echo")), "{}"));

            assertThat(proxy.heads())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT " + TestProxy.NAME + ":" + local.tlsPort());
            assertThat(proxy.heads().get(0))
                    .doesNotContain("Authorization", local.credentials().appKey());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsProxyCredentialsWithoutAChallenge(boolean tls) throws Exception {
        try (TestProxy proxy = tls ? tunnel() : plain()) {
            String uri = through(proxy, tls ? local.tlsAddress("echo") : local.address("echo"))
                    + "&proxyUsername=caravan&proxyPassword=RAW(s3cret&+)";

            assertPredicted(routes.send(uri, "{}"));

            String expected = "Proxy-Authorization: Basic "
                    + Base64.getEncoder().encodeToString("caravan:s3cret&+".getBytes(StandardCharsets.UTF_8));
            assertThat(proxy.heads()).singleElement().asString().contains(expected);
            assertThat(request().header("Proxy-Authorization")).isNull();
        }
    }

    @Tag("H26")
    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, nonProxyHosts",
        "407 Proxy Authentication Required, proxyUsername and proxyPassword",
        "502 Bad Gateway, nonProxyHosts"
    })
    void aRejectionByTheProxyIsNotAResponseOfTheService(String status, String remedy) throws Exception {
        try (TestProxy proxy = tunnel().refusing(status)) {
            Exchange exchange = routes.send(through(proxy, local.tlsAddress("echo")), "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("The proxy rejected the connection to the service: it responded with status "
                            + status.substring(0, 3))
                    .hasMessageContaining(remedy);
            ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
            assertThat(failure.mayHaveExecuted()).isFalse();
            assertThat(failure.getAttempts() > 1).as("retried").isEqualTo(status.startsWith("5"));
            assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isNull();
            assertThat(local.requests()).isEmpty();
        }
    }

    @Tag("H26")
    @Test
    void saysThatThePlainProxyDemandsCredentials() throws Exception {
        try (TestProxy proxy = plain().refusing("407 Proxy Authentication Required")) {
            Exchange exchange = routes.send(through(proxy, local.address("echo")), "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("proxyUsername and proxyPassword");
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | NTLM                                 | The proxy demands NTLM, but this component supports only Basic",
                "false | NTLM                                 | The proxy demands NTLM, but this component supports only Basic",
                "true  | Negotiate, NTLM                      | The proxy demands NTLM or Negotiate, but",
                "true  | Digest realm=\"p\", nonce=\"n\"         | The proxy demands Digest, but",
                "false | negotiate                            | The proxy demands Negotiate, but",
                "true  | Negotiate, Basic realm=\"p\"         | Set proxyUsername and proxyPassword",
                "false | Basic realm=\"NTLM, and so on\", NTLM | Set proxyUsername and proxyPassword",
                "true  | Basic realm=\"NTLM\"                 | Set proxyUsername and proxyPassword",
                "true  | My-NTLM                              | Set proxyUsername and proxyPassword",
            })
    void saysThatAProxyDemandsASchemeThatIsNotSupported(boolean tls, String offered, String hint) throws Exception {
        String refusal = "407 Proxy Authentication Required\r\nProxy-Authenticate: " + offered;
        try (TestProxy proxy = tls ? tunnel().refusing(refusal) : plain().refusing(refusal)) {
            Exchange exchange =
                    routes.send(through(proxy, tls ? local.tlsAddress("echo") : local.address("echo")), "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining(hint);
            assertThat(((ModelArtsConnectionException) exchange.getException()).isRetryable())
                    .isFalse();
        }
    }

    @Test
    void saysWhichProxyCantBeReached() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            Exchange exchange = routes.send(
                    predict("APP_SIGNATURE", TestProxy.named(local.address("echo")))
                            + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + port.number(),
                    "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("through the proxy 127.0.0.1:" + port.number())
                    .hasMessageContaining("Check proxyHost and proxyPort");
        }
    }

    @Test
    void hintNamesProxyHostWhenTheNameOfTheProxyIsUnknown() throws Exception {
        Exchange exchange = routes.send(
                predict("APP_SIGNATURE", "https://service.example.com/v1") + "&maxRetries=0"
                        + "&proxyHost=proxy.invalid&proxyPort=3128",
                "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("through the proxy proxy.invalid:3128")
                .hasMessageContaining("The host name of the proxy can't be resolved: check proxyHost");
    }

    @Test
    void callsIamAndTheManagementApiThroughTheProxy() throws Exception {
        try (TestProxy proxy = plain()) {
            var known = local.credentials();
            Exchange exchange = routes.send(
                    "modelarts:listServices?authType=PASSWORD&allowHttp=true&iamEndpoint="
                            + TestProxy.named(local.iamEndpoint()) + "&modelArtsEndpoint="
                            + TestProxy.named(local.modelArtsEndpoint()) + "&region=" + known.region() + "&account="
                            + known.account() + "&username=" + known.username() + "&password=RAW(" + known.password()
                            + ")&proxyHost=127.0.0.1&proxyPort=" + proxy.port(),
                    null);

            // only the proxy knows the name; it records the first request of each connection
            assertThat(exchange.getException()).isNull();
            assertThat(proxy.heads()).first().asString().contains("/v3/auth/tokens");
            assertThat(local.awaitRequests(3).toString()).contains("/v3/auth/tokens", "/services");
        }
    }

    @Test
    void anHtmlPageOfThePlainProxyIsNotTakenForAResponseOfTheModel() throws Exception {
        try (TestProxy proxy = plain().refusing("403 Forbidden")) {
            Exchange exchange = routes.send(through(proxy, local.address("echo")), "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsOperationFailedException.class)
                    .hasMessageContaining("HTML page");
            assertThat(local.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "proxyHost=p, proxyPort is missing",
        "proxyPort=1, proxyHost is missing",
        "proxyHost=p&proxyPort=0, is not a port",
        "proxyHost=p&proxyPort=1&proxyUsername=u, proxyPassword is missing",
        "proxyHost=p&proxyPort=1&proxyPassword=canary, proxyUsername is missing",
    })
    void refusesIncompleteProxyOptions(String options, String why) {
        assertThatThrownBy(() -> context.getEndpoint(predict("APP_SIGNATURE", local.address("echo")) + "&" + options))
                .rootCause()
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary");
    }

    private TestProxy plain() throws Exception {
        return TestProxy.to(local.port());
    }

    private TestProxy tunnel() throws Exception {
        return TestProxy.to(local.tlsPort());
    }

    private String through(TestProxy proxy, String address) {
        return predict("APP_SIGNATURE", TestProxy.named(address))
                + "&allowHttp=true&sslContextParameters=#trust&proxyHost=127.0.0.1&proxyPort=" + proxy.port();
    }
}
