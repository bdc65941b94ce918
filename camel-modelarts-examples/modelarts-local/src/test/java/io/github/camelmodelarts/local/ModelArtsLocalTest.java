package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ModelArtsLocalTest {

    private final ModelArtsLocal server = ModelArtsLocal.start();
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(server.sslContext()).build();
    private final Service echo = server.addService("echo", new EchoModel());

    @AfterEach
    void close() {
        server.close();
    }

    static boolean hasIpv6() {
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            return server.hasIpv6();
        }
    }

    private HttpResponse<String> call(String address, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString("{}"));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Map<String, String> signed(String address) {
        Credentials credentials = server.credentials();
        return new TestSignature(credentials.appKey(), credentials.appSecret(), Instant.now())
                .sign("POST", URI.create(address), Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void acceptsSignedRequestsOverHttp2() throws Exception {
        String address = server.tlsAddress("echo") + "/a/b?c=d&e=f";
        HttpResponse<String> answer = call(address, signed(address));
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).contains("\"path\":\"/a/b\",\"query\":\"c=d&e=f\"");
    }

    @Test
    void recordsPathQueryAndHeadersOfHttp2AsSent() throws Exception {
        String rest = "/a;v=1/./%41%2f?x=%7e&&y=";
        call(server.tlsAddress("echo") + rest, Map.of("X-Note", "two  blanks"));
        server.awaitRequests(1);
        assertThat(server.requests().get(0).target()).endsWith(rest);
        assertThat(server.requests().get(0).header("x-note")).isEqualTo("two  blanks");
    }

    @Test
    void cutsAStreamOfHttp2AndRespondsToTheNextRequest() throws Exception {
        echo.withoutAuthentication().failNext(1, Failure.cutBeforeAnswer());
        echo.failNext(1, Failure.cutInBody(200, "text/plain", new byte[100]));
        String address = server.tlsAddress("echo");
        assertThatThrownBy(() -> call(address, Map.of())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(address, Map.of())).isInstanceOf(IOException.class);
        assertThat(call(address, Map.of()).statusCode()).isEqualTo(200);
        await().atMost(60, SECONDS).until(() -> server.requests().size() == 3 && echo.inFlight() == 0);
    }

    @Test
    void usesOnlyHttp11OverTlsIfHttp2IsDisabled() throws Exception {
        try (ModelArtsLocal plain = ModelArtsLocal.builder().http2(false).start()) {
            plain.addService("echo", new EchoModel()).withoutAuthentication();
            HttpClient both =
                    HttpClient.newBuilder().sslContext(plain.sslContext()).build();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(plain.tlsAddress("echo"))).build();
            HttpResponse<String> answer = both.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isTrustedUnderAllItsNamesButOnlyWithItsTrustStore(@TempDir Path directory) throws Exception {
        for (String host :
                server.hasIpv6() ? new String[] {"localhost", "127.0.0.1", "[::1]"} : new String[] {"localhost"}) {
            String address = server.tlsAddress("echo").replace("localhost", host);
            assertThat(call(address, signed(address)).statusCode()).isEqualTo(200);
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.tlsAddress("echo"))).build();
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
        Path file = directory.resolve("trust.p12");
        server.writeTrustStore(file, "changeit".toCharArray());
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, "changeit".toCharArray());
            assertThat(store.size()).isOne();
            assertThat(store.isCertificateEntry("modelarts-local")).isTrue();
        }
    }

    @Test
    @EnabledIf("hasIpv6")
    void respondsOverIpv6() throws Exception {
        String address = server.ipv6Address("echo");
        assertThat(address).isEqualTo("http://[::1]:" + server.port() + "/v1/infers/" + echo.id());
        assertThat(call(address, signed(address)).statusCode()).isEqualTo(200);
    }

    @Test
    void loadsTheModelsOfProviders() throws Exception {
        assertThat(server.withModels().serviceNames()).contains("echo", "greeting");
        echo.withoutAuthentication();
        server.service("greeting").withoutAuthentication();
        assertThat(call(server.address("greeting"), Map.of()).body()).isEqualTo("\"hello\"");
    }

    @Test
    void hasBaseUrlsWithoutATrailingSlash() {
        String plain = "http://127.0.0.1:" + server.port();
        assertThat(List.of(server.iamEndpoint(), server.modelArtsEndpoint(), server.metadataEndpoint()))
                .containsOnly(plain);
        assertThat(server.tlsEndpoint()).isEqualTo("https://localhost:" + server.tlsPort());
    }

    @Test
    void hasPropertiesThatReachItsServices() throws Exception {
        server.addService("later", new EchoModel());
        Map<String, String> properties = server.properties();

        assertThat(properties)
                .containsEntry("echo.address", server.address("echo"))
                .containsEntry("camel.component.modelarts.iamEndpoint", server.iamEndpoint())
                .containsEntry(
                        "camel.component.modelarts.region", server.credentials().region())
                .containsEntry("session.username", server.credentials().username());
        HttpResponse<String> response = call(
                properties.get("later.address"),
                Map.of("X-Apig-AppCode", properties.get("camel.component.modelarts.appCode")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(properties::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> ModelArtsLocal.builder().port(server.port()).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Port " + server.port())
                .hasMessageContaining("taken")
                .hasMessageEndingWith("Set another port, or 0 for any free one");
    }

    @Test
    void canBeClosedTwiceAndFreesItsPort() {
        int port = server.port();
        server.close();
        server.close();
        try (ModelArtsLocal next = ModelArtsLocal.builder().port(port).start()) {
            assertThat(next.port()).isEqualTo(port);
        }
    }
}
