package io.github.camelmodelarts.http;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;

/** Which hosts are called without the proxy. All names resolve to this machine here, so that each can be reached directly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopbackTest {

    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Set<String> resolved = ConcurrentHashMap.newKeySet();
    private ProducerTemplate template;
    private int proxies;
    private TestProxy proxy;
    /** A new name for each test, because resolved names are cached. */
    private String proxyHost;

    private final class Dns implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) {
            resolved.add(host);
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @BeforeAll
    void start() throws Exception {
        local.addService("echo", new EchoModel());
        ModelArtsComponent component = ComponentAccess.component(
                InstantSource.system(),
                System::nanoTime,
                () -> 0.99,
                readers -> new HttpClients(readers, new Dns(), HttpClients.MOST_OPEN));
        ModelArtsConfiguration options = component.getConfiguration();
        options.setAppCode(local.credentials().appCode());
        options.setProxyUsername("someone");
        options.setProxyPassword("c4n4ry-proxy");
        context.addComponent("modelarts", component);
        context.getRegistry().bind("trust", Trust.in(local));
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterAll
    void stop() throws Exception {
        context.close();
        local.close();
    }

    @BeforeEach
    void openProxy() throws Exception {
        local.clearRequests();
        proxy = TestProxy.to(local.port()).refusing("403 Forbidden");
        proxyHost = "proxy-" + proxies++ + ".example";
    }

    @AfterEach
    void closeProxy() throws Exception {
        proxy.close();
    }

    private Exchange send(String uri) {
        return template.send(
                uri + "&proxyHost=" + proxyHost + "&proxyPort=" + proxy.port(),
                exchange -> exchange.getMessage().setBody("{}"));
    }

    private void assertDirect(Exchange exchange) {
        assertThat(proxy.heads()).isEmpty();
        assertThat(exchange.getException()).isNull();
        assertThat(resolved).doesNotContain(proxyHost);
        assertThat(local.awaitRequests(1))
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request.header("Proxy-Authorization")).isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.10.20.30",
                "localhost",
                "LocalHost",
                "localhost.",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[0000:0000:0000:0000:0000:0000:0000:0001]",
                "[::ffff:127.0.0.1]",
                "[::FFFF:7f00:1]",
            })
    @Tag("K19")
    @DisplayName("K19: a proxy does not see an AppCode for")
    void callsThisMachineDirectly(String host) {
        assertDirect(send("modelarts:predict?authType=APP_CODE&address="
                + local.address("echo").replace("127.0.0.1", host)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    @Tag("K19")
    @DisplayName("K19: no tunnel to this machine is opened through a proxy, with http2=")
    void callsThisMachineDirectlyWithTls(String http2) {
        assertDirect(send("modelarts:predict?authType=APP_CODE&sslContextParameters=#trust&http2=" + http2 + "&address="
                + local.tlsAddress("echo")));
    }

    @Test
    @Tag("K19")
    @DisplayName("K19: a proxy sees neither a password nor requests to IAM and the management API of this machine")
    void fetchesTokensDirectly() {
        var known = local.credentials();
        Exchange exchange = send("modelarts:listServices?authType=PASSWORD&iamEndpoint=" + local.iamEndpoint()
                + "&modelArtsEndpoint=" + local.modelArtsEndpoint() + "&region=" + known.region() + "&account="
                + known.account() + "&username=" + known.username() + "&password=RAW(" + known.password() + ")");

        assertDirect(exchange);
        assertThat(local.awaitRequests(3).toString()).contains("/v3/auth/tokens", "/services");
    }

    @Test
    @Tag("K19")
    @DisplayName("K19: the error of a call to this machine does not mention a proxy")
    void errorDoesNotMentionTheProxy() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            Exchange exchange =
                    send("modelarts:predict?maxRetries=0&address=http://localhost:" + port.number() + "/v1/infers/x");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("No server listens on this port: check host and port of the address")
                    .hasMessageNotContaining("proxy");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9, true",
        "http://localhost, true",
        "https://[::1]/x, true",
        "https://service.example.com, false",
    })
    @Tag("K19")
    @DisplayName("K19: the curl command has --noproxy only for this machine")
    void curlCommandHasNoProxyOptionForThisMachine(String address, boolean direct) {
        String curl = send("modelarts:sign?authType=APP_CODE&address=" + address)
                .getMessage()
                .getBody(String.class);

        assertThat(curl).contains("--url").doesNotContain(proxyHost, "--proxy", "someone", "c4n4ry-proxy");
        assertThat(curl.contains("--noproxy '*'")).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"service.example", "10.0.0.1|service.*, 127.0.0.1", "*.example"})
    void callsNonProxyHostsDirectly(String direct) {
        String address = local.address("echo").replace("127.0.0.1", "service.example");

        assertDirect(send("modelarts:predict?authType=APP_CODE&allowHttp=true&nonProxyHosts=RAW(" + direct
                + ")&address=" + address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"128.0.0.1", "localhost.example", "127.0.0.1.example", "169.254.169.254", "[::2]"})
    void callsOtherHostsThroughTheProxy(String host) {
        Exchange exchange = send("modelarts:predict?authType=APP_CODE&maxRetries=0&allowHttp=true&address="
                + local.address("echo").replace("127.0.0.1", host));

        assertThat(exchange.getException()).isNotNull();
        assertThat(proxy.heads()).singleElement().asString().contains("http://" + host, "Proxy-Authorization: Basic ");
        assertThat(resolved).contains(proxyHost).doesNotContain(host);
        assertThat(local.requests()).isEmpty();
    }
}
