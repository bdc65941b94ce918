package io.github.camelmodelarts.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The operations of the management API. */
class ManagementOperationsTest extends ContextTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());

    /** A custom class of a user. */
    public record Filters(String service_name) {}

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.managing(local);
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private Exchange send(String operation, Object body) throws Exception {
        return routes.send("modelarts:" + operation, body);
    }

    private Exchange done(String operation, Object body) throws Exception {
        Exchange exchange = send(operation, body);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class))
                .startsWith("application/json");
        assertThat(exchange.getMessage().getHeader("CamelModelArtsRequestId", String.class))
                .isNotBlank();
        return exchange;
    }

    private JsonNode answer(String operation, Object body) throws Exception {
        return json(done(operation, body));
    }

    private ModelArtsOperationFailedException failed(String operation, Object body) throws Exception {
        Exchange exchange = send(operation, body);
        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        return (ModelArtsOperationFailedException) exchange.getException();
    }

    /** The failure of an operation that is refused before anything is sent. */
    private Exception refused(String operation, Object body) throws Exception {
        int before = local.management().requests();
        Exception exception = send(operation, body).getException();
        assertThat(exception).isInstanceOf(ModelArtsRequestException.class);
        assertThat(local.management().requests()).isEqualTo(before);
        return exception;
    }

    private static JsonNode json(Exchange exchange) throws Exception {
        return JSON.readTree(exchange.getMessage().getBody(String.class));
    }

    private static Map<String, Object> app(String id) {
        return Map.of("apps", List.of(Map.of("app_id", id)));
    }

    private String appId() throws Exception {
        return answer("listApps", null).at("/apps/0/app_id").asText();
    }

    // all operations

    @ParameterizedTest
    @CsvSource({
        "listServices, '', GET, v1, /services?limit=1000&offset=0",
        "listServices, '', GET, v2, /services?limit=500&offset=0",
        "describeService, serviceId, GET, v1, /services/{id}",
        "describeService, serviceId, GET, v2, /services/{id}",
        "awaitService, serviceId, GET, v1, /services/{id}",
        "awaitService, serviceId, GET, v2, /services/{id}",
        "stopService, serviceId, PUT, v1, /services/{id}",
        "stopService, serviceId, POST, v2, /services/{id}/stop",
        "deleteService, serviceId, DELETE, v1, /services/{id}",
        "deleteService, serviceId, POST, v2, /services/delete",
        "serviceMonitor, serviceId, GET, v1, /services/{id}/monitor",
        "serviceLogs, serviceId, GET, v1, /services/{id}/logs",
        "serviceEvents, serviceId, GET, v1, /services/{id}/events",
        "serviceEvents, serviceId, GET, v2, /services/{id}/events",
        "listApps, '', GET, v1, /app-auth/apps?limit=1000&offset=0",
        "listAppAuthApis, serviceId, GET, v1, /services/{id}/app-auth-apis",
        "describeAppAuth, serviceId, GET, v1, /services/{id}/api-auths",
    })
    void callsTheDocumentedApi(String operation, String service, String method, ApiVersion version, String target)
            throws Exception {
        Exchange exchange = done(
                operation + "?apiVersion=" + version
                        + (service.isEmpty() ? "" : "&pollInterval=10ms&serviceId=" + echo.id()),
                null);

        assertThat(local.awaitRequests(1)).hasSize(1);
        RecordedRequest request = local.requests().get(0);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.target())
                .isEqualTo("/" + version + "/" + local.credentials().projectId() + target.replace("{id}", echo.id()));
        assertThat(request.header("X-Project-Id")).isEqualTo(local.credentials().projectId());
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceId"))
                .isEqualTo(service.isEmpty() ? null : echo.id());
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void findsAServiceByName(ApiVersion version) throws Exception {
        local.addService("echo-2", new EchoModel());

        Exchange exchange = done("describeService?serviceName=echo&apiVersion=" + version, null);

        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceId")).isEqualTo(echo.id());
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceStatus", String.class))
                .isEqualToIgnoringCase("running");
        assertThat(json(exchange)
                        .path(version == ApiVersion.v1 ? "service_name" : "name")
                        .asText())
                .isEqualTo("echo");
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void deploysUpdatesStopsAndDeletesAService(ApiVersion version) throws Exception {
        String generation = "&apiVersion=" + version;
        Object description = version == ApiVersion.v1
                ? Map.of("service_name", "fresh", "infer_type", "real-time", "config", List.of(Map.of("model_id", "m")))
                : "{\"name\":\"fresh\"}";
        Exchange deployed = done("deployService?apiVersion=" + version, description);
        String id = deployed.getMessage().getHeader("CamelModelArtsServiceId", String.class);
        String service = "?serviceId=" + id + generation;

        assertThat(id).isEqualTo(local.service("fresh").id());
        assertThat(done("awaitService" + service, null)
                        .getMessage()
                        .getHeader("CamelModelArtsServiceStatus", String.class))
                .isEqualToIgnoringCase("running");
        done("stopService" + service, null);
        assertThat(local.service("fresh").deployment().state()).isEqualTo(ServiceState.STOPPED);
        done("startService" + service, null);
        assertThat(local.service("fresh").deployment().state()).isEqualTo(ServiceState.RUNNING);
        done("updateService" + service, Map.of("description", "other words"));
        assertThat(answer("describeService" + service, null).path("description").asText())
                .isEqualTo("other words");
        assertThat(done("deleteService" + service, null).getMessage().getHeader("CamelModelArtsServiceStatus"))
                .isNull();
        assertThat(local.serviceNames()).containsExactly("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe-service", "DESCRIBE_SERVICE", "describe_service", "DescribeService"})
    void acceptsTheSpellingsOfCamel(String operation) throws Exception {
        done(operation + "?serviceId=" + echo.id(), null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serviceMonitor",
                "serviceLogs",
                "listApps",
                "appExists",
                "listApisOfApp",
                "listAppAuthApis",
                "describeAppAuth",
                "enableAppAuth",
                "authorizeApp",
                "listAuthorizedApps",
                "unbindApp"
            })
    void refusesV1OperationsInV2(String operation) {
        assertThatThrownBy(() -> send(operation + "?apiVersion=v2&serviceId=" + echo.id(), "{\"a\":1}"))
                .rootCause()
                .hasMessageContaining(operation + " exists only in apiVersion=v1");
        assertThat(local.management().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "describeService",
                "startService",
                "stopService",
                "awaitService",
                "updateService",
                "deleteService",
                "serviceMonitor",
                "serviceLogs",
                "serviceEvents",
                "listAppAuthApis",
                "describeAppAuth",
                "enableAppAuth",
                "authorizeApp",
                "listAuthorizedApps",
                "unbindApp"
            })
    void requiresAServiceAtStart(String operation) {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:" + operation))
                .rootCause()
                .hasMessage(
                        operation
                                + " requires serviceId or serviceName: set the option, or, with allowHeaderOverride=true,"
                                + " the header CamelModelArtsServiceId or CamelModelArtsServiceName. The option address is only for predict");
    }

    @Test
    void requiresAServiceInTheExchange() throws Exception {
        assertThat(refused("describeService?allowHeaderOverride=true", null))
                .hasMessageContaining("describeService requires serviceId or serviceName")
                .hasMessageContaining("CamelModelArtsServiceId");
    }

    @Test
    void reportsAnUnknownServiceName() throws Exception {
        assertThat(send("stopService?serviceName=ech", null).getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("There is no service with serviceName=ech")
                .hasMessageContaining("listServices");
    }

    @Test
    void reportsAnAmbiguousServiceName() throws Exception {
        Service other = local.addService("other", new EchoModel());
        other.deployment().shownAs("echo");

        assertThat(send("deleteService?serviceName=echo", null).getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("2 services with serviceName=echo")
                .hasMessageContaining(echo.id())
                .hasMessageContaining(other.id());
        assertThat(local.serviceNames()).containsExactly("echo", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "../services", "a b", "a?b"})
    void refusesInvalidServiceIds(String id) throws Exception {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:deleteService?serviceId=RAW(" + id + ")"))
                .rootCause()
                .hasMessageContaining("is not a valid service id");

        Exchange exchange = routes.send(
                "modelarts:deleteService?allowHeaderOverride=true", null, Map.of("CamelModelArtsServiceId", id));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("is not a valid service id");
        assertThat(local.management().requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "apiVersion=v3, apiVersion=v3 is unknown; known are [v1",
        "awaitTimeout=0, awaitTimeout",
        "awaitTimeout=-1s, awaitTimeout",
        "awaitTimeout=soon, awaitTimeout",
        "pollInterval=0, pollInterval",
        "pollInterval=-1s, pollInterval",
        "pollInterval=often, pollInterval",
    })
    void namesAnInvalidOption(String option, String words) {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:awaitService?serviceId=" + echo.id() + "&" + option))
                .hasStackTraceContaining(words);
    }

    // headers of the exchange

    @Test
    void acceptsAnOperationHeaderOnlyIfAllowed() throws Exception {
        Map<String, Object> chosen = Map.of("CamelModelArtsOperation", "stop-service");

        routes.send("modelarts:describeService?serviceId=" + echo.id(), null, chosen);
        assertThat(echo.deployment().state()).isEqualTo(ServiceState.RUNNING);

        routes.send("modelarts:describeService?allowHeaderOverride=true&serviceId=" + echo.id(), null, chosen);
        assertThat(echo.deployment().state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void listsTheOperationsForAnUnknownOne() throws Exception {
        Exchange exchange = routes.send(
                "modelarts:describeService?allowHeaderOverride=true&serviceId=" + echo.id(),
                null,
                Map.of("CamelModelArtsOperation", "restart"));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("The header CamelModelArtsOperation=restart is unknown; known are [predict, ")
                .hasMessageContaining("awaitService");
        assertThatThrownBy(() -> context.getEndpoint("modelarts:restart"))
                .rootCause()
                .hasMessageContaining("operation=restart is unknown; known are [predict, ");
    }

    @Test
    void limitsTheTextOfAnUnknownOperation() throws Exception {
        Exchange exchange = routes.send(
                "modelarts:describeService?allowHeaderOverride=true&serviceId=" + echo.id(),
                null,
                Map.of("CamelModelArtsOperation", "x\nERROR forged " + "y".repeat(1000)));

        assertThat(exchange.getException().getMessage()).doesNotContain("\n").doesNotContain("y".repeat(100));
    }

    @Test
    void treatsANullApiIdAsMissing() throws Exception {
        Map<String, Object> body = new HashMap<>(Map.of("apps", List.of(Map.of("app_id", appId()))));
        body.put("api_id", null);
        done("authorizeApp?serviceId=" + echo.id(), body);

        assertThat(send("authorizeApp?serviceId=" + echo.id(), Map.of("api_id", List.of("a"), "apps", List.of()))
                        .getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("The field api_id must be a text");
    }

    @Test
    void usesTheServiceOfTheExchangeInLaterSteps() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:restart")
                        .to("modelarts:stopService?allowHeaderOverride=true")
                        .to("modelarts:startService?allowHeaderOverride=true")
                        .to("modelarts:awaitService?allowHeaderOverride=true");
            }
        });

        Exchange exchange = template.send(
                "direct:restart", sent -> sent.getMessage().setHeader("CamelModelArtsServiceName", "echo"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader("CamelModelArtsServiceStatus"))
                .isEqualTo("running");
    }

    // bodies

    static Stream<Object> filters() {
        String json = "{\"service_name\":\"other\"}";
        return Stream.of(
                Map.of("service_name", "other"),
                json,
                json.getBytes(StandardCharsets.UTF_8),
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                new Filters("other"),
                JSON.createObjectNode().put("service_name", "other").putNull("status"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void acceptsFiltersInEachFormOfAnObject(Object body) throws Exception {
        Service other = local.addService("other", new EchoModel());

        JsonNode found = answer("listServices", body);

        assertThat(found.path("services")).hasSize(1);
        assertThat(found.at("/services/0/service_id").asText()).isEqualTo(other.id());
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
    }

    @Test
    void readsFiltersFromAFile(@TempDir Path folder) throws Exception {
        local.addService("other", new EchoModel());
        Path file = Files.writeString(folder.resolve("filters.json"), "{\"service_name\":\"other\"}");

        assertThat(answer("listServices", file.toFile()).path("services")).hasSize(1);
        assertThat(answer("listServices", file).path("services")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "{}"})
    void acceptsAnEmptyBodyAsNoFilters(String body) throws Exception {
        assertThat(answer("listServices", body).path("services")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1]; is a JSON ARRAY and not a JSON object",
                "null; is a JSON NULL and not a JSON object",
                "\"text\"; is a JSON STRING and not a JSON object",
                "{\"a\":; is not JSON",
                "{} {}; is not JSON",
                "hello; is not JSON",
            })
    void refusesABodyThatIsNotAJsonObject(String body, String why) throws Exception {
        assertThat(refused("listServices", body))
                .hasMessageContaining("listServices takes its filters from the body, but the body " + why)
                .hasMessageContaining("set the body to a Map or a JSON object")
                .hasMessageContaining("or to null for no filters");
        assertThat(refused("deployService", body))
                .hasMessageContaining("deployService takes its input from the body")
                .hasMessageContaining(why);
    }

    @Test
    void refusesAJavaBodyThatIsNotAnObject() throws Exception {
        assertThat(refused("listServices", 7)).hasMessageContaining("a java.lang.Integer");
        assertThat(refused("listServices", List.of("a"))).hasMessageContaining("is a java.util.");
        assertThat(refused("listServices", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0}))
                .hasMessageContaining("is not JSON");
    }

    @ParameterizedTest
    @CsvSource({"deployService, ''", "updateService, serviceName=echo", "enableAppAuth, serviceName=echo"})
    void refusesAMissingBody(String operation, String service) throws Exception {
        assertThat(refused(operation + "?" + service, null))
                .hasMessageContaining(operation + " takes its input from the body")
                .hasMessageContaining("the body is empty");
        assertThat(refused(operation + "?" + service, " ")).hasMessageContaining("the body is empty");
    }

    @Test
    void listsTheFiltersForAnUnknownOne() throws Exception {
        assertThat(refused("listServices", Map.of("name", "echo")))
                .hasMessageContaining(
                        "name is not a filter of listServices; its filters are [cluster_id, infer_type, limit, ");
        assertThat(refused("listServices?apiVersion=v2", Map.of("service_name", "echo")))
                .hasMessageContaining("service_name is not a filter of listServices; its filters are [auth_type, id, ");
        assertThat(refused("appExists", Map.of("name", "echo")))
                .hasMessageContaining("name is not a filter of appExists; its filters are [app_name]");
        assertThat(refused("listServices", Map.of("status", List.of("running"))))
                .hasMessageContaining("The filter status of listServices must be a text or a number");
        assertThat(refused("listServices", Map.of("status", Map.of())))
                .hasMessageContaining("The filter status of listServices must be a text or a number");
    }

    @Test
    void sendsFiltersUnchanged() throws Exception {
        answer("listServices", Map.of("service_name", "a&b=c d/ä+*"));

        assertThat(local.awaitRequests(1)).hasSize(1);
        assertThat(local.requests().get(0).target()).contains("service_name=a%26b%3Dc%20d%2F%C3%A4%2B%2A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"describeService", "stopService", "describeAppAuth", "deleteService"})
    void ignoresTheBodyOfOperationsWithoutInput(String operation) throws Exception {
        done(operation + "?serviceId=" + echo.id(), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    }

    @Test
    void sendsAFileAsInput(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("change.json"), "{\"description\":\"Größe\"}");

        done("updateService?serviceName=echo", file.toFile());

        assertThat(answer("describeService?serviceName=echo", null)
                        .path("description")
                        .asText())
                .isEqualTo("Größe");
    }

    // failures

    @ParameterizedTest
    @CsvSource({
        "startService, '', 400, ModelArts.3519, running, describeService",
        "deployService, '{\"service_name\":\"echo\",\"infer_type\":\"real-time\",\"config\":[{\"model_id\":\"m\"}]}', 409, ModelArts.3503, echo, updateService",
        "deployService, '{\"service_name\":\"other\"}', 400, ModelArts.4200, infer_type, body",
        "enableAppAuth, '{\"app\":\"x\"}', 400, ModelArts.4200, apps, body",
    })
    void reportsCauseCodeAndRemedy(String operation, String body, int status, String code, String cause, String remedy)
            throws Exception {
        ModelArtsOperationFailedException failure = failed(
                operation + (operation.equals("deployService") ? "" : "?serviceId=" + echo.id()),
                body.isEmpty() ? null : body);

        assertThat(failure.getStatusCode()).isEqualTo(status);
        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(code).hasMessageContaining(cause);
        assertThat(failure.getHint()).contains(remedy).doesNotContain("infers");
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ApiVersion.class)
    void reportsAnUnknownOrStoppedService(ApiVersion version) throws Exception {
        for (String operation : List.of("describeService", "startService", "deleteService", "awaitService")) {
            ModelArtsOperationFailedException failure =
                    failed(operation + "?serviceId=nobody&apiVersion=" + version, null);
            assertThat(failure.getErrorCode()).isEqualTo("ModelArts.3502");
            assertThat(failure.getHint()).contains("serviceId", "region", "listServices");
        }
        done("stopService?serviceName=echo&apiVersion=" + version, null);
        assertThat(failed("stopService?serviceName=echo&apiVersion=" + version, null))
                .hasMessageContaining("ModelArts.3519")
                .hasMessageContaining("stopped");
    }

    @Test
    void givesHintsForTheManagementApiAndNotForPredictions() throws Exception {
        for (String answer : List.of(
                "404 APIGW.0101", "403 ModelArts.0203", "403 X.1", "404 X.1", "502 X.1", "504 X.1", "413 X.1")) {
            local.management()
                    .failNext(1, Failure.error(Integer.parseInt(answer.substring(0, 3)), answer.substring(4), "words"));
            assertThat(failed("describeService?serviceName=echo", null))
                    .satisfies(failure -> assertThat(String.valueOf(failure.getHint()))
                            .doesNotContain("Usage Guides", "the model", "address", "this service", "12 MB"));
        }
    }

    @ParameterizedTest
    @CsvSource({"500 X.1, 1", "503 APIGW.0201, 3"})
    void retriesNoOperationThatMayHaveBeenExecuted(String answer, int requests) throws Exception {
        local.management()
                .failNext(3, Failure.error(Integer.parseInt(answer.substring(0, 3)), answer.substring(4), "words"));

        ModelArtsOperationFailedException failure =
                failed("stopService?retryOn=IDEMPOTENT&serviceId=" + echo.id(), null);

        assertThat(failure.getAttempts()).isEqualTo(requests);
    }

    @Test
    void putsFailuresIntoTheMessageIfTheyAreNotThrown() throws Exception {
        Exchange exchange = send("startService?throwExceptionOnFailure=false&serviceId=" + echo.id(), "leftover");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
        assertThat(exchange.getMessage().getHeader("CamelModelArtsErrorCode")).isEqualTo("ModelArts.3519");
        assertThat(exchange.getMessage().getHeader("CamelModelArtsErrorMessage", String.class))
                .contains("running");
        assertThat(exchange.getMessage().getBody(String.class)).contains("ModelArts.3519");
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("VALIDATION");
    }

    // application authentication

    @Test
    void enablesAndRemovesApplicationAuthentication() throws Exception {
        echo.deployment().appAuth(false).bindApp(false);
        routes.component().getConfiguration().setAllowedHosts("127.0.0.1");
        String service = "?serviceName=echo";
        String app = appId();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:authorise")
                        .setBody(constant(app(app)))
                        .to("modelarts:enableAppAuth" + service)
                        .setBody(constant(app(app)))
                        .to("modelarts:authorizeApp" + service)
                        .to("modelarts:describeAppAuth" + service);
                from("direct:unbind").setBody(constant(app(app))).to("modelarts:unbindApp" + service);
            }
        });

        JsonNode found = json(template.send("direct:authorise", sent -> {}));
        String appCode = found.at("/app_auth_api/authed_apps/0/app_codes/0").asText();
        String predict = "modelarts:predict?authType=APP_CODE&appCode=" + appCode + "&address="
                + answer("listAppAuthApis" + service, null)
                        .at("/apis/0/predict_url")
                        .asText();

        assertThat(found.path("enable_app_auth").asBoolean()).isTrue();
        assertThat(appCode).isEqualTo(local.credentials().appCode());
        assertThat(found.at("/app_auth_api/authed_apps/0/app_secret").asText())
                .isEqualTo(local.credentials().appSecret());
        assertThat(routes.send(predict, "{}").getException()).isNull();
        JsonNode unbound = json(template.send("direct:unbind", sent -> {}));
        assertThat(unbound.at("/unauth_result/0/success").asBoolean()).isTrue();
        assertThat(routes.send(predict, "{}").getException())
                .hasMessageContaining("APIG.0304")
                .hasMessageContaining("modelarts:authorizeApp");
        assertThat(answer("listAuthorizedApps" + service, null).path("auths")).isEmpty();
    }

    @Test
    void listsApplications() throws Exception {
        String app = appId();

        assertThat(answer("appExists", Map.of("app_name", "local-app"))
                        .path("exists")
                        .asBoolean())
                .isTrue();
        assertThat(answer("appExists", "{\"app_name\":\"nobody's app\"}")
                        .path("exists")
                        .asBoolean())
                .isFalse();
        assertThat(answer("listApisOfApp", Map.of("app_id", app)).path("apis")).hasSize(1);
        assertThat(answer("listApps", Map.of("app_name", "nobody")).path("apps"))
                .isEmpty();
        assertThat(answer("listAuthorizedApps?serviceName=echo", Map.of("iphertext_enabled", true))
                        .at("/auths/0/app_id")
                        .asText())
                .isEqualTo(app);
        assertThat(refused("appExists", null)).hasMessage("appExists requires the field app_name in the body");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "%2e%2e", "a/../b"})
    void refusesAFieldThatWouldChangeThePath(String name) throws Exception {
        Exchange exchange = send("appExists", Map.of("app_name", name));

        if (exchange.getException() == null) {
            assertThat(local.awaitRequests(1)).hasSize(1);
            assertThat(local.requests().get(0).target()).endsWith("/exists").doesNotContain("/../", "/./");
            assertThat(json(exchange).path("exists").asBoolean()).isFalse();
        } else {
            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("app_name");
        }
    }

    @Test
    void usesTheApiIdOfTheBody() throws Exception {
        String api = answer("listAppAuthApis?serviceName=echo", null)
                .at("/apis/0/api_id")
                .asText();
        local.clearRequests();

        done("authorizeApp?serviceId=" + echo.id(), Map.of("api_id", api, "apps", List.of(Map.of("app_id", appId()))));

        await().untilAsserted(() -> assertThat(local.requests())
                .extracting(RecordedRequest::method)
                .containsExactlyInAnyOrder("GET", "POST"));
        assertThat(local.requests().toString()).doesNotContain("app-auth-apis ");
        RecordedRequest sent = local.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .findFirst()
                .orElseThrow();
        assertThat(sent.target()).endsWith("/app-auth-apis/" + api + "/app-auth-api");
        assertThat(sent.bodyText()).doesNotContain("api_id").contains("app_id");
    }

    @Test
    void reportsAMissingOrAmbiguousApi() throws Exception {
        echo.deployment().appAuth(false);
        assertThat(send("unbindApp?serviceId=" + echo.id(), app("a")).getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("has no API for application authentication")
                .hasMessageContaining("modelarts:enableAppAuth");

        echo.deployment().appAuth(true);
        String two = "{\"apis\":[{\"api_id\":\"a1\",\"auth_type\":\"APP\"},{\"api_id\":\"a2\",\"auth_type\":\"APP\"}]}";
        local.management().failNext(1, Failure.answer(200, "application/json", two.getBytes(StandardCharsets.UTF_8)));
        assertThat(send("unbindApp?serviceId=" + echo.id(), app("a")).getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("has 2 APIs for application authentication")
                .hasMessageContaining("a1, a2")
                .hasMessageContaining("api_id");
    }

    static Stream<Arguments> responsesWithSecrets() {
        return Stream.of(
                Arguments.of("complete", null),
                Arguments.of("another list", answered(200, "[{\"app_secret\":\"canary-secret\"}]")),
                Arguments.of("no JSON", answered(200, "{\"app_secret\":canary-secret,\"app_codes\":[canary-code]}")),
                Arguments.of("a text", answered(200, "canary-secret canary-code")),
                Arguments.of("half", answered(200, "{\"app_secret\":\"canary-secret\",\"app_codes\":[\"canary-c")),
                Arguments.of("an error", answered(500, "{\"app_secret\":\"canary-secret\",\"app_codes\":[\"canary-c")),
                Arguments.of("an error as text", answered(500, "canary-secret canary-code")),
                Arguments.of(
                        "cut off",
                        Failure.cutInBody(
                                200,
                                "application/json",
                                "{\"app_secret\":\"canary-secret\",\"app_codes\":[\"canary-code\"]}         "
                                        .repeat(2)
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    private static Failure answered(int status, String body) {
        return Failure.answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("responsesWithSecrets")
    void printsNoSecretsOfApplications(String name, Failure failure) throws Exception {
        for (String operation : List.of("describeAppAuth", "listAuthorizedApps", "listApps")) {
            if (failure != null) {
                local.management().failNext(operation.equals("listAuthorizedApps") ? 2 : 1, failure);
            }
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            PrintStream before = System.err;
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Exchange exchange;
            try (AutoCloseable tracing = tracing()) {
                exchange = send(operation + (operation.equals("listApps") ? "" : "?serviceId=" + echo.id()), null);
                if (exchange.getException() != null) {
                    exchange.getException().printStackTrace();
                }
                assertThat(tracing).isNotNull();
            } finally {
                System.setErr(before);
                local.management().clear();
            }

            assertThat(exchange.getException() == null).isEqualTo(failure == null);
            if (failure != null) {
                assertThat(exchange.getException())
                        .isInstanceOfAny(
                                ModelArtsResponseException.class,
                                ModelArtsConnectionException.class,
                                ModelArtsOperationFailedException.class);
            }
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .doesNotContain("canary")
                    .doesNotContain(local.credentials().appSecret())
                    .doesNotContain(local.credentials().appCode());
        }
    }

    /** Sets all our loggers to TRACE until closed. SLF4J's simple logger has no API for that after its start. */
    private static AutoCloseable tracing() throws ReflectiveOperationException {
        Field known = LoggerFactory.getILoggerFactory().getClass().getDeclaredField("loggerMap");
        known.setAccessible(true);
        Map<Logger, Integer> levels = new HashMap<>();
        for (Object logger : ((Map<?, ?>) known.get(LoggerFactory.getILoggerFactory())).values()) {
            if (((Logger) logger).getName().startsWith("io.github.camelmodelarts.")
                    && !((Logger) logger).getName().contains(".local.")) {
                levels.put((Logger) logger, level().getInt(logger));
                level().setInt(logger, LocationAwareLogger.TRACE_INT);
            }
        }
        assertThat(levels).isNotEmpty();
        return () -> {
            for (Map.Entry<Logger, Integer> before : levels.entrySet()) {
                level().setInt(before.getKey(), before.getValue());
            }
        };
    }

    private static Field level() throws ReflectiveOperationException {
        Field level = LoggerFactory.getLogger(ManagementOperationsTest.class)
                .getClass()
                .getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        return level;
    }
}
