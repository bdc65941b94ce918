package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.TemporarySignatureRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The client for OBS calls the right address, trusts the right servers and uses the proxy of the session. */
class ObsConnectionTest extends ObsClientTest {

    private static final byte[] LARGE = new byte[4 * 1024 * 1024];

    @ParameterizedTest
    @CsvSource({
        "cn-north-4,  https://pictures.obs.cn-north-4.myhuaweicloud.com:443/a.png",
        "eu-west-101, https://pictures.obs.eu-west-101.myhuaweicloud.eu:443/a.png"
    })
    void theRegionDeterminesTheAddress(String region, String address) {
        ModelArtsConfiguration options = withAccessKey();
        options.setObsEndpoint(null);
        options.setRegion(region);

        assertThat(signedUrl(options)).startsWith(address + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "https://obs.example.com,        https://pictures.obs.example.com:443/a.png",
        "https://obs.example.com:8443/,  https://pictures.obs.example.com:8443/a.png",
        "https://10.1.2.3,               https://10.1.2.3:443/pictures/a.png",
        "http://localhost:8088,          http://localhost:8088/pictures/a.png",
        "http://[::1]:8088,              http://[::1]:8088/pictures/a.png",
        "https://[fd00::1],              https://[fd00::1]:443/pictures/a.png"
    })
    void bucketsArePartOfTheHostUnlessTheHostIsAnIpAddressOrThisMachine(String endpoint, String address) {
        ModelArtsConfiguration options = withAccessKey();
        options.setObsEndpoint(endpoint);

        assertThat(signedUrl(options)).startsWith(address + "?");
    }

    private static String signedUrl(ModelArtsConfiguration options) {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            TemporarySignatureRequest request = new TemporarySignatureRequest(HttpMethodEnum.GET, 60);
            request.setBucketName(BUCKET);
            request.setObjectKey("a.png");
            return ObsClients.of(session).createTemporarySignature(request).getSignedUrl();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://obs.example.com,           plain http",
        "https://obs.example.com/pictures, has a path or a query",
        "obs.example.com,                  https://"
    })
    void refusesAnAddressThatCantBeUsed(String endpoint, String reason) {
        ModelArtsConfiguration options = withAccessKey();
        options.setObsEndpoint(endpoint);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> ObsClients.of(session))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void trustsTheCertificatesOfTheSession() throws Exception {
        ModelArtsConfiguration options = withAccessKey();
        options.setObsEndpoint(local.obsTlsEndpoint());
        try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
            assertWorks(ObsClients.of(session));
        }
    }

    @Test
    void refusesACertificateThatIsNotTrusted() {
        ModelArtsConfiguration options = withAccessKey();
        options.setObsEndpoint(local.obsTlsEndpoint());
        options.setMaxRetries(0);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                    .isInstanceOf(ObsException.class)
                    .hasMessageContaining("SSLHandshakeException");
        }
        try (ModelArtsSession session =
                ModelArtsSession.open(options, LocalIdentity.create().clientContext())) {
            assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                    .isInstanceOf(ObsException.class)
                    .hasMessageContaining("SSLHandshakeException");
        }
        assertThat(local.obs().requests()).isEmpty();
    }

    @Test
    void refusesACertificateForAnotherName() throws Exception {
        try (TestProxy proxy = proxy()) {
            ModelArtsConfiguration options = through(proxy, "other.example.com");
            options.setMaxRetries(0);
            try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
                assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                        .isInstanceOf(ObsException.class)
                        .hasMessageContaining("not verified");
            }
            assertThat(local.obs().requests()).isEmpty();
        }
    }

    @Test
    void goesThroughTheProxyInHostStyleAndTheProxySeesNoKey() throws Exception {
        try (TestProxy proxy = proxy();
                ModelArtsSession session = ModelArtsSession.open(through(proxy, "obs.localhost"), local.sslContext())) {
            assertWorks(ObsClients.of(session));

            assertThat(local.obs().requests()).allMatch(ObsRequest::hostStyle);
            assertThat(proxy.heads())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT pictures.obs.localhost:")
                    .doesNotContain("Authorization", local.credentials().accessKey());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsTheUserOfTheProxyWithoutAChallenge(boolean tls) throws Exception {
        try (TestProxy proxy =
                tls ? proxy() : TestProxy.to(URI.create(local.obsEndpoint()).getPort())) {
            ModelArtsConfiguration options = through(proxy, "obs.localhost");
            options.setProxyUsername("caravan");
            options.setProxyPassword("s3cret&+");
            if (!tls) {
                options.setObsEndpoint("http://obs.localhost:"
                        + URI.create(local.obsEndpoint()).getPort());
                options.setAllowHttp(true);
            }
            try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
                put(ObsClients.of(session), "a");

                String expected = "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString("caravan:s3cret&+".getBytes(StandardCharsets.UTF_8));
                assertThat(proxy.heads()).isNotEmpty().allMatch(head -> head.contains(expected));
            }
        }
    }

    @Test
    void givesUpAtOnceIfTheProxyRejectsTheUser() throws Exception {
        try (TestProxy proxy = proxy().refusing("407 Proxy Authentication Required")) {
            ModelArtsConfiguration options = through(proxy, "obs.localhost");
            options.setProxyUsername("caravan");
            options.setProxyPassword("wrong-password-0815");
            options.setMaxRetries(0);
            try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
                assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                        .isInstanceOf(ObsException.class)
                        .hasMessageContaining("Failed to authenticate with proxy");
            }
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @Test
    void callsThisMachineWithoutTheProxy() throws Exception {
        try (TestProxy proxy = proxy()) {
            ModelArtsConfiguration options = through(proxy, "localhost");
            try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
                assertWorks(ObsClients.of(session));
            }
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"obs.internal, false", "obs.example.com, true"})
    void callsExcludedHostsWithoutTheProxy(String host, boolean proxied) {
        ClientSettings settings = new ClientSettings(
                null,
                new ClientSettings.Proxy(
                        "proxy.example.com", 3128, null, null, HostPatterns.ofNonProxyHosts("*.internal")),
                1,
                false);

        assertThat(ObsHttp.secured(new OkHttpClient.Builder(), ServiceAddress.parse("https://" + host), settings)
                        .build()
                        .proxySelector()
                        .select(URI.create("https://" + host)))
                .singleElement()
                .extracting(Proxy::type)
                .isEqualTo(proxied ? Proxy.Type.HTTP : Proxy.Type.DIRECT);
    }

    @Test
    void closingTheSessionEndsItsClient() throws Exception {
        local.obs().put(BUCKET, "large", LARGE);
        ObsClient obs;
        InputStream open;
        try (ModelArtsSession session = ModelArtsSession.open(withAccessKey())) {
            obs = ObsClients.of(session);
            open = obs.getObject(BUCKET, "large").getObjectContent();
            assertThat(open.read()).isZero();
        }

        assertThatThrownBy(open::readAllBytes).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> put(obs, "a"))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("The session is closed");
    }

    @Test
    void itsUsersCanNeitherCloseItNorChangeItsKey() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(withAccessKey())) {
            ObsClient obs = ObsClients.of(session);
            assertThat(ObsClients.of(session)).isSameAs(obs);

            obs.close();

            assertWorks(obs);
            assertThatThrownBy(() -> obs.refresh("ANOTHERACCESSKEY", "another-secret-key", null))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void doesNotRepeatARequestThatWasRejected() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(withAccessKey())) {
            local.obs().failNext(1, 403, "AccessDenied");
            assertThatThrownBy(() -> put(ObsClients.of(session), "a")).isInstanceOf(ObsException.class);

            assertThat(local.obs().requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://other.example.com", "http://other.example.com/a?b=c"})
    void followsNoRedirectToAnotherHost(String location) throws Exception {
        try (TestProxy redirecting = TestProxy.to(1).refusing("307 Temporary Redirect\r\nLocation: " + location)) {
            ModelArtsConfiguration options = withAccessKey();
            options.setObsEndpoint("http://127.0.0.1:" + redirecting.port());
            try (ModelArtsSession session = ModelArtsSession.open(options)) {
                assertThatThrownBy(() -> get(ObsClients.of(session), "a"))
                        .isInstanceOf(ObsException.class)
                        .hasMessageContaining("redirected a request to other.example.com");
            }
        }
    }

    private TestProxy proxy() throws Exception {
        return TestProxy.to(URI.create(local.obsTlsEndpoint()).getPort());
    }

    private ModelArtsConfiguration through(TestProxy proxy, String host) {
        ModelArtsConfiguration options = withAccessKey();
        options.setProxyHost("127.0.0.1");
        options.setProxyPort(proxy.port());
        options.setObsEndpoint(
                "https://" + host + ":" + URI.create(local.obsTlsEndpoint()).getPort());
        return options;
    }
}
