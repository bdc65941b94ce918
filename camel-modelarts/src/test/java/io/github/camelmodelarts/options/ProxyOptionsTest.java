package io.github.camelmodelarts.options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values of {@code proxyHost}. */
class ProxyOptionsTest extends RouteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://proxy",
                "http://proxy.example.com:3128",
                "https://proxy/",
                "proxy:3128",
                "proxy/",
                "127.0.0.1:3128",
                "[::1]:3128",
                "my proxy"
            })
    void proxyHostWithSchemeOrPortIsRefused(String value) {
        assertThatThrownBy(() -> context.getEndpoint(
                        predict("APP_CODE", local.address("echo")) + "&proxyPort=3128&proxyHost=RAW(" + value + ")"))
                .rootCause()
                .hasMessageStartingWith("proxyHost=" + value + " is not a host name: set proxyHost to the name alone")
                .hasMessageContaining("proxyPort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:canary-pw@proxy", "http://user:canary-pw@proxy:3128", "user@proxy"})
    void proxyHostWithUserIsRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> context.getEndpoint(
                        predict("APP_CODE", local.address("echo")) + "&proxyPort=3128&proxyHost=RAW(" + value + ")"))
                .rootCause()
                .hasMessageStartingWith("proxyHost is not a host name")
                .hasMessageContaining("proxyUsername and proxyPassword")
                .hasMessageNotContaining("user@")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "fe80::1%eth0", "proxy", "proxy-1.example.com", "10.0.0.7", "代理.example"})
    void proxyHostThatIsANameOrAddressIsAccepted(String value) throws Exception {
        // this machine is called without the proxy
        assertPredicted(routes.send(
                predict("APP_CODE", local.address("echo")) + "&proxyPort=3128&proxyHost=RAW(" + value + ")", "{}"));
    }

    @Test
    void proxyIsUsed() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port())) {
            assertPredicted(routes.send(
                    predict("APP_CODE", TestProxy.named(local.address("echo")))
                            + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port(),
                    "{}"));

            assertThat(proxy.heads()).hasSize(1);
        }
    }
}
