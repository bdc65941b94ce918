package io.github.camelmodelarts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Body;
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
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The session from Java, without a route. */
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
    void sendsARequestWithItsProof() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ServiceResponse answer = got(session.send(ServiceRequest.of("POST", local.address("echo"), JSON)));

            assertThat(answer.status()).isEqualTo(200);
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
    void asksAServiceThatTheOptionsName() throws Exception {
        options.setServiceName("echo");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThat(got(session.predict(JSON)).text()).contains("\"body\":\"{}\"");
        }
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
    void opensWithWhateverProvesItselfToTheManagementApi(AuthType authType) throws Exception {
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
    void tellsWhatIsWrongWithCredentials() {
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
    void tellsWhatOptionsLackWhenItIsNeeded() {
        try (ModelArtsSession session = ModelArtsSession.open(new ModelArtsConfiguration())) {
            assertThatThrownBy(() -> got(session.sign(ServiceRequest.of("GET", "https://example.com/", Body.NONE))))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("Nothing says who is calling");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.listServices, Map.of())))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("accessKey and secretKey");
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
                    .hasMessage("predict is asked for with predict(body)");
            assertThatThrownBy(() -> got(session.manage(ModelArtsOperation.sign, Map.of())))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessage("sign is asked for with preview(body)");
        }
    }

    @Test
    void provesNothingOverPlainHttpToAnotherMachine() {
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            for (String url : List.of("http://10.0.0.7/v1/infers/x", "http://example.com/")) {
                ServiceRequest request = ServiceRequest.of("POST", url, JSON);
                assertThatThrownBy(() -> got(session.send(request))).isInstanceOf(ModelArtsRequestException.class);
                assertThatThrownBy(() -> got(session.sign(request))).isInstanceOf(ModelArtsRequestException.class);
            }
        }
    }

    @Test
    void trustsWhomTheGivenSslContextTrusts() throws Exception {
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
    void signsInTimeOrNotAtAll() {
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
    void letsWhoeverIsToldOfAnAnswerWaitForAnother() throws Exception {
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
    void endsWhatIsUnderWayWhenItIsClosedAndLeavesNoThread() {
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
