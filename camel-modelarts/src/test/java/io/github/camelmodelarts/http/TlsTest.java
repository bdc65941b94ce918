package io.github.camelmodelarts.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TlsTest extends RouteTest {

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("trust", Trust.in(local));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void usesACustomTrustStore(String http2) throws Exception {
        Exchange exchange = routes.send(
                predict("APP_SIGNATURE", local.tlsAddress("echo")) + "&sslContextParameters=#trust&http2=" + http2,
                "{}");

        assertPredicted(exchange);
        assertThat(request().header("Host")).isEqualTo("localhost:" + local.tlsPort());
    }

    @Test
    void usesATrustStoreFromAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trust.p12");
        local.writeTrustStore(file, "changeit".toCharArray());
        KeyStoreParameters keyStore = new KeyStoreParameters();
        keyStore.setResource("file:" + file);
        keyStore.setPassword("changeit");
        keyStore.setType("PKCS12");
        TrustManagersParameters trustManagers = new TrustManagersParameters();
        trustManagers.setKeyStore(keyStore);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trustManagers);
        context.getRegistry().bind("fileTrust", parameters);

        assertPredicted(routes.send(
                predict("APP_SIGNATURE", local.tlsAddress("echo")) + "&sslContextParameters=#fileTrust", "{}"));
    }

    @Test
    void usesTheGlobalParametersOfTheContextIfTheOptionIsSet() throws Exception {
        try (Routes global = Routes.knowing(local)) {
            global.context().setSSLContextParameters(Trust.in(local));
            global.component().setUseGlobalSslContextParameters(true);

            assertPredicted(global.send(predict("APP_SIGNATURE", local.tlsAddress("echo")), "{}"));
        }
    }

    @Test
    void saysWhenTheContextHasNoGlobalParameters() throws Exception {
        try (Routes global = Routes.knowing(local)) {
            global.component().setUseGlobalSslContextParameters(true);

            assertThatThrownBy(() -> global.context().getEndpoint(predict("APP_CODE", local.tlsAddress("echo"))))
                    .rootCause()
                    .hasMessageContaining("the context has no SSLContextParameters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void usesTheTlsVersionsOfTheParameters(String version) throws Exception {
        SSLContextParameters parameters = Trust.in(local);
        SecureSocketProtocolsParameters versions = new SecureSocketProtocolsParameters();
        versions.setSecureSocketProtocol(List.of(version));
        parameters.setSecureSocketProtocols(versions);
        context.getRegistry().bind(version, parameters);
        try (TestProxy proxy = TestProxy.to(local.tlsPort())) {
            assertPredicted(routes.send(
                    predict("APP_CODE", TestProxy.named(local.tlsAddress("echo"))) + "&sslContextParameters=#" + version
                            + "&proxyHost=127.0.0.1&proxyPort=" + proxy.port(),
                    "{}"));
            // a ClientHello offers TLS 1.3 by an extension that names version 0x0304
            assertThat(proxy.offersTls13()).isEqualTo(version.equals("TLSv1.3"));
        }
    }

    @Test
    @Tag("H73")
    void sendsNothingToAServerWhoseCertificateIsUnknown() throws Exception {
        Exchange exchange = routes.send(predict("APP_CODE", local.tlsAddress("echo")), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("No TLS connection to localhost:" + local.tlsPort())
                .hasMessageContaining("sslContextParameters")
                .hasMessageNotContaining(local.credentials().appCode());
        ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    @Tag("H73")
    void sendsNothingToAServerWhoseCertificateIsForAnotherHost(String http2) throws Exception {
        // with a proxy, the name needs no DNS
        try (TestProxy proxy = TestProxy.to(local.tlsPort())) {
            String address = local.tlsAddress("echo").replace("localhost", "service.example.com");

            Exchange exchange = routes.send(
                    predict("APP_CODE", address) + "&sslContextParameters=#trust&http2=" + http2
                            + "&proxyHost=127.0.0.1&proxyPort=" + proxy.port(),
                    "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("The certificate is not for this host name");
            assertThat(((ModelArtsConnectionException) exchange.getException()).isRetryable())
                    .isFalse();
            assertThat(local.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void hintSaysThatThePortOfAnHttpsAddressSpeaksPlainHttp(String http2) throws Exception {
        String http = local.address("echo");
        String https = http.replaceFirst("http:", "https:");

        ModelArtsConnectionException failure =
                failureOf(routes.send(predict("APP_CODE", https) + "&http2=" + http2, "{}"));

        assertThat(failure)
                .hasMessageContaining("No TLS connection to 127.0.0.1:" + local.port())
                .hasMessageContaining("probably speaks plain http")
                .hasMessageContaining("write http in the address")
                .hasMessageNotContaining("allowHttp");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertPredicted(routes.send(predict("APP_CODE", http) + "&http2=" + http2, "{}"));
    }

    @Test
    void hintAboutPlainHttpNamesAllowHttpWhereItIsNeeded() throws Exception {
        try (TestProxy proxy = TestProxy.to(local.port())) {
            String http = TestProxy.named(local.address("echo"));
            String https = http.replaceFirst("http:", "https:");
            String through = "&proxyHost=127.0.0.1&proxyPort=" + proxy.port();

            assertThat(failureOf(routes.send(predict("APP_CODE", https) + through, "{}")))
                    .hasMessageContaining("write http in the address and set allowHttp=true")
                    .hasMessageContaining("can be read on the network");
            assertPredicted(routes.send(predict("APP_CODE", http) + through + "&allowHttp=true", "{}"));
        }
    }

    @Test
    void hintNamesPlainHttpWhenTheServerClosesTheConnectionInTheTlsHandshake() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(connection -> {
            connection.halfClose();
            connection.awaitHangUp();
        })) {
            String address = server.address().replaceFirst("http:", "https:");

            assertThat(failureOf(routes.send(predict("APP_CODE", address) + "&maxRetries=0", "{}")))
                    .hasMessageContaining("check that the port speaks TLS 1.2 or 1.3 and not plain http");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void retriesWhenTheConnectionIsClosedInTheTlsHandshake(String http2) throws Exception {
        ScriptedServer.Play closes = connection -> {
            connection.halfClose();
            connection.awaitHangUp();
        };
        try (ScriptedServer restarting = ScriptedServer.playing(closes, closes)) {
            String address = restarting.address().replaceFirst("http:", "https:");

            ModelArtsConnectionException failure =
                    failureOf(routes.send(predict("APP_CODE", address) + "&maxRetries=1&http2=" + http2, "{}"));

            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.mayHaveExecuted()).isFalse();
            assertThat(failure.getAttempts()).isEqualTo(2);
        }
    }

    private static ModelArtsConnectionException failureOf(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsConnectionException.class);
        return (ModelArtsConnectionException) exchange.getException();
    }

    @Test
    void sendsAFileOverTls(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("big.bin");
        Files.write(file, new byte[5_000_000]);

        for (String http2 : new String[] {"false", "true"}) {
            Exchange exchange = routes.send(
                    predict("AK_SK", local.tlsAddress("sink")) + "&bodyType=RAW&sslContextParameters=#trust&http2="
                            + http2,
                    file.toFile());

            assertPredicted(exchange);
            assertThat(exchange.getMessage().getBody(String.class)).contains("\"bytes\":5000000");
        }
    }
}
