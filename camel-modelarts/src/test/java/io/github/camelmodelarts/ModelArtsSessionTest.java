package io.github.camelmodelarts;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.internet.MimeMultipart;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A session that Java code uses without a route. */
class ModelArtsSessionTest {

    private static final Body JSON = Body.of("{}".getBytes(StandardCharsets.UTF_8), "application/json");

    private final ModelArtsConfiguration options = new ModelArtsConfiguration();
    private ModelArtsLocal local;
    private Service echo;

    @BeforeEach
    void start() {
        local = ModelArtsLocal.start();
        echo = local.addService("echo", new EchoModel());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void listsServices() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            JsonNode services = got(session.manage(ModelArtsOperation.listServices, Map.of("status", "running")));

            assertThat(services.at("/services/0/service_name").asText()).isEqualTo("echo");
        }
    }

    @Test
    void sendsARequestWithAuthenticationHeaders() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ServiceResponse response = got(session.send(ServiceRequest.of("POST", local.address("echo"), JSON)));

            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void signsARequestWithoutSendingIt() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ServiceRequest signed = got(session.sign(ServiceRequest.of("POST", local.address("echo"), JSON)));

            assertThat(signed.headers().get("Authorization"))
                    .startsWith("SDK-HMAC-SHA256 Access=" + local.credentials().accessKey());
            assertThat(signed.headers().get("X-Sdk-Date")).isNotNull();
            assertThat(local.requests()).isEmpty();
        }
    }

    @Test
    void predictsWithTheServiceThatTheOptionsName() throws Exception {
        options.setServiceName("echo");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThat(got(session.predict(JSON)).text()).contains("\"body\":\"{}\"");
        }
    }

    @Test
    void predictsAFileLikeARouteDoes(@TempDir Path folder) throws Exception {
        options.setAddress(local.address("echo"));
        options.setInputName("picture");
        Path file = Files.writeString(folder.resolve("flower.png"), "pixels");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.predict(file));

            RecordedRequest sent = predicted();
            assertThat(sent.header("Content-Type")).startsWith("multipart/form-data");
            assertThat(sent.bodyText())
                    .contains("name=\"picture\"; filename=\"flower.png\"", "Content-Type: image/png", "pixels");
            // a file is streamed and not covered by the signature
            assertThat(sent.header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        }
    }

    @Test
    void predictsAJsonFileAsJson(@TempDir Path folder) throws Exception {
        options.setAddress(local.address("echo"));
        Path file = Files.writeString(folder.resolve("record.json"), "{\"a\":1}");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.predict(file));

            assertThat(predicted().header("Content-Type")).isEqualTo("application/json");
            assertThat(predicted().bodyText()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void predictsAFileInJsonIfBodyTypeSaysSo(@TempDir Path folder) throws Exception {
        options.setAddress(local.address("echo"));
        options.setBodyType(BodyType.BASE64);
        Path file = Files.writeString(folder.resolve("flower.png"), "pixels");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.predict(file));

            assertThat(predicted().bodyText()).isEqualTo("{\"images\":\"cGl4ZWxz\"}");
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Map.of("req_data", List.of(1, 2)), "{\"req_data\":[1,2]}"),
                Arguments.of(new Measurement(5.1, "cm"), "{\"size\":5.1,\"unit\":\"cm\"}"),
                Arguments.of("{\"a\":1}", "{\"a\":1}"),
                Arguments.of("{\"a\":2}".getBytes(StandardCharsets.UTF_8), "{\"a\":2}"),
                Arguments.of(new ByteArrayInputStream("[3]".getBytes(StandardCharsets.UTF_8)), "[3]"),
                Arguments.of(Body.of("[4]".getBytes(StandardCharsets.UTF_8), "application/json"), "[4]"));
    }

    /** Written as JSON by Jackson. */
    record Measurement(double size, String unit) {}

    @ParameterizedTest
    @MethodSource("values")
    void predictsAValueAsJson(Object value, String json) throws Exception {
        options.setAddress(local.address("echo"));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.predict(value));

            assertThat(predicted().header("Content-Type")).isEqualTo("application/json");
            assertThat(predicted().bodyText()).isEqualTo(json);
        }
    }

    @Test
    void predictsAMapWithFilesAsAForm(@TempDir Path folder) throws Exception {
        options.setAddress(local.address("echo"));
        Path file = Files.writeString(folder.resolve("flower.png"), "pixels");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.predict(Map.of("image", file)));

            assertThat(predicted().bodyText()).contains("name=\"image\"; filename=\"flower.png\"", "image/png");
        }
    }

    @Test
    void refusesBytesThatAreNotJson() {
        options.setAddress(local.address("echo"));
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G'};
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            for (Object value : List.of(picture, new ByteArrayInputStream(picture))) {
                assertThatThrownBy(() -> got(session.predict(value)))
                        .isInstanceOf(ModelArtsRequestException.class)
                        .hasMessageContaining("Use a Path or File to send a file, or Body.of(bytes, mediaType)")
                        .hasMessageNotContaining("header Camel");
            }
            assertThat(local.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", ""})
    void closesAStreamThatItRefuses(String content) {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new FilterInputStream(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        options.setServiceName("echo");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.predict(stream))).isInstanceOf(ModelArtsRequestException.class);
        }

        assertThat(closed).isTrue();
    }

    static Stream<Object> valuesThatOnlyARouteCanRead() {
        GenericFile<Object> remote = new GenericFile<>();
        remote.setFile("remote");
        remote.setFileNameOnly("flower.png");
        return Stream.of(new MimeMultipart(), remote);
    }

    @ParameterizedTest
    @MethodSource("valuesThatOnlyARouteCanRead")
    void refusesWhatOnlyARouteCanRead(Object value) {
        options.setServiceName("echo");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.predict(value)))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("nothing was sent");
        }
    }

    @Test
    void sendsNothingForNull() {
        options.setServiceName("echo");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.predict((Path) null))).hasMessage("The file or value to send is null");
            assertThatThrownBy(() -> got(session.predict((Object) null)))
                    .hasMessage("The file or value to send is null");
        }
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void refusesATimeoutThatIsTooLongForAClock() {
        assertThatThrownBy(() -> options.setResponseTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is too long: use at most 36500d");
    }

    @Test
    void refusesAFileThatDoesNotExist(@TempDir Path folder) {
        options.setAddress(local.address("echo"));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.predict(folder.resolve("none.png"))))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("none.png does not exist");
        }
    }

    private RecordedRequest predicted() {
        return local.awaitRequests(1).get(0);
    }

    @Test
    void waitsForAServiceThatTheOptionsName() throws Exception {
        options.setServiceId(echo.id());
        options.setPollInterval(Duration.ofMillis(20));
        echo.deployment().stop();
        echo.deployment().startTakes(Duration.ofMillis(200));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            got(session.manage(ModelArtsOperation.startService, Map.of()));

            JsonNode service = got(session.manage(ModelArtsOperation.awaitService, Map.of()));
            assertThat(service.path("status").asText()).isEqualTo("running");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthType.class,
            names = {"AK_SK", "PASSWORD", "TOKEN"})
    void opensWithEachSchemeThatTheManagementApiAccepts(AuthType authType) throws Exception {
        options.setAuthType(authType);
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setToken(local.credentials().token());
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            JsonNode services = got(session.manage(ModelArtsOperation.listServices, Map.of()));

            assertThat(services.path("services")).hasSize(1);
            assertThat(local.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization") == null).isEqualTo(authType != AuthType.AK_SK));
        }
    }

    @Test
    void explainsRejectedCredentials() {
        options.setSecretKey("wrong-test-secret");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.listServices, Map.of())))
                    .isInstanceOf(ModelArtsOperationFailedException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("the secret does not match the key")
                    .hasMessageNotContaining("wrong-test-secret");
        }
    }

    @Test
    void missingOptionsFailTheCallsThatNeedThem() {
        try (ModelArtsSession session = ModelArtsSession.open(new ModelArtsConfiguration())) {
            assertThatThrownBy(() -> got(session.sign(ServiceRequest.of("GET", "https://example.com/", Body.NONE))))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("No credentials are configured");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.listServices, Map.of())))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("setAccessKey(...) and setSecretKey(...)");
        }
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.predict(JSON)))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("address");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.startService, Map.of())))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("serviceId or serviceName");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.predict, Map.of())))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessage("predict is not an operation of the management API: use predict(body)");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.sign, Map.of())))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessage("sign is not an operation of the management API: use preview(body)");
        }
    }

    @Test
    void namesSettersInRemedies() {
        ModelArtsConfiguration half = new ModelArtsConfiguration();
        half.setAppKey("k");
        assertRemedy(half, "Call setAppSecret(...), or call setAuthType(AuthType.APP_KEY) if");
        half.setAppSecret("s");
        try (ModelArtsSession session = ModelArtsSession.open(half)) {
            assertThatThrownBy(() -> got(session.predict("{}")))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("call setAddress(...) with the API address");
        }
        ModelArtsConfiguration two = new ModelArtsConfiguration();
        two.setAppCode("c");
        two.setToken("t");
        assertRemedy(two, "Call setAuthType(...) to select one");
        assertRemedy(
                new ModelArtsConfiguration(),
                "Call setAppKey(...) and setAppSecret(...); or setAppCode(...)",
                "call setAuthType(AuthType.NONE)");
        try (ModelArtsSession session = ModelArtsSession.open(new ModelArtsConfiguration())) {
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.listServices, Map.of())))
                    .hasMessageContaining("Call setAccessKey(...) and setSecretKey(...)")
                    .hasMessageNotContaining("camel.component");
        }
        options.setRegion(null);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.listServices, Map.of())))
                    .hasMessageContaining("Call setRegion(...), or setModelArtsEndpoint(...) and setProjectId(...)");
        }
    }

    private static void assertRemedy(ModelArtsConfiguration options, String... words) {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> got(session.sign(ServiceRequest.of("GET", "https://example.com/", Body.NONE))))
                    .hasMessageContainingAll(words)
                    .hasMessageNotContaining("camel.component")
                    .hasMessageNotContaining("URI");
        }
    }

    @Test
    void refusesTheMethodThatIsForProxies() {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ServiceRequest request = ServiceRequest.of("CONNECT", local.address("echo"), Body.NONE);
            assertThatThrownBy(() -> got(session.send(request)))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("CONNECT");
        }
    }

    @Test
    void refusesPlainHttpToAnotherMachine() {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            for (String url : List.of("http://10.0.0.7/v1/infers/x", "http://example.com/")) {
                ServiceRequest request = ServiceRequest.of("POST", url, JSON);
                assertThatThrownBy(() -> got(session.send(request))).isInstanceOf(ModelArtsRequestException.class);
                assertThatThrownBy(() -> got(session.sign(request))).isInstanceOf(ModelArtsRequestException.class);
            }
        }
    }

    @Test
    void trustsTheCertificatesOfTheSslContext() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options, local.sslContext())) {
            assertThat(got(session.send(ServiceRequest.of("POST", local.tlsAddress("echo"), JSON)))
                            .status())
                    .isEqualTo(200);
        }
        options.setSslContextParameters(new SSLContextParameters());
        assertThatThrownBy(() -> ModelArtsSession.open(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("open(options, sslContext)");
    }

    @Test
    void signingEndsAfterTotalTimeout() {
        ModelArtsConfiguration own = new ModelArtsConfiguration();
        own.setTotalTimeout(Duration.ofMillis(200));
        own.setAuthStrategy(request -> new CompletableFuture<>());
        ServiceRequest request = ServiceRequest.of("POST", local.address("echo"), JSON);
        try (ModelArtsSession session = ModelArtsSession.open(own)) {
            assertThatThrownBy(() -> got(session.sign(request)))
                    .isInstanceOf(ModelArtsTimeoutException.class)
                    .hasMessageContaining("totalTimeout");
        }
        own.setAuthStrategy(asked -> {
            throw new IllegalStateException("broken");
        });
        try (ModelArtsSession session = ModelArtsSession.open(own)) {
            assertThatThrownBy(() -> got(session.sign(request))).isInstanceOf(ModelArtsAuthenticationException.class);
        }
    }

    @Test
    void dependentStageCanWaitForAnotherCall() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ServiceRequest request = ServiceRequest.of("POST", local.address("echo"), JSON);
            List<CompletableFuture<Integer>> chains = Stream.generate(() -> session.send(request)
                            .thenApply(first -> session.send(request).join().status()))
                    .limit(20)
                    .toList();

            for (CompletableFuture<Integer> chain : chains) {
                assertThat(got(chain)).isEqualTo(200);
            }
        }
    }

    @Test
    void closingEndsCallsInFlightAndAllThreads() {
        echo.delay(Duration.ofSeconds(30));
        CompletableFuture<ServiceResponse> call;
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            call = session.send(ServiceRequest.of("POST", local.address("echo"), JSON));
            await().until(() -> echo.inFlight() == 1);
        }
        assertThatThrownBy(() -> got(call)).isInstanceOf(ModelArtsConnectionException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("ModelArtsSession")));
    }

    /** The result, or the failure itself. */
    private static <T> T got(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
