package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Determines the project of a session: projectId if it is set, otherwise the project of the region. */
class ProjectLookupTest extends ContextTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());
    private ModelArtsConfiguration options;

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = Routes.withSession(local, clock);
        options = opened.component().getConfiguration();
        return opened;
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private String uri(String more) {
        return "modelarts:predict?serviceId=" + echo.id() + more;
    }

    private <T extends Throwable> T failure(Class<T> type, String uri) throws Exception {
        Exchange exchange = routes.send(uri, "{}");
        assertThat(exchange.getException()).isInstanceOf(type);
        assertThat(exchange.getException().toString())
                .doesNotContain(
                        local.credentials().secretKey(), local.credentials().token());
        return type.cast(exchange.getException());
    }

    private long requests(String prefix) {
        return local.requests().stream()
                .filter(request -> request.target().startsWith(prefix))
                .count();
    }

    @Test
    void looksUpTheRegionsProjectOnce() throws Exception {
        String from = routes.route(uri(""));
        String byName = routes.route("modelarts:predict?serviceName=echo");
        for (int i = 0; i < 3; i++) {
            assertPredicted(routes.call(from, "{}"));
            assertPredicted(routes.call(byName, "{}"));
        }

        await().untilAsserted(() -> assertThat(requests("/v1/infers/")).isEqualTo(6));
        assertThat(requests("/v3/projects?name=" + local.credentials().region()))
                .isEqualTo(1);
    }

    @Test
    void needsNoLookUpIfTheIdIsSet() throws Exception {
        assertPredicted(routes.send(uri("&projectId=" + local.credentials().projectId()), "{}"));

        await().untilAsserted(() -> assertThat(requests("/v1/infers/")).isEqualTo(1));
        assertThat(requests("/v3/")).isZero();
    }

    @Test
    void needsNoRegionIfEndpointAndProjectAreSet() throws Exception {
        options.setRegion(null);
        options.setIamEndpoint(null);

        assertPredicted(routes.send(uri("&projectId=" + local.credentials().projectId()), "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PASSWORD", "TOKEN"})
    void looksUpTheProjectWithEachKindOfSession(String authType) throws Exception {
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setToken(local.credentials().token());

        assertPredicted(routes.send(uri("&authType=" + authType), "{}"));
    }

    @Test
    void reportsARegionWithoutAProjectForTheCredentials() throws Exception {
        assertThat(failure(ModelArtsRequestException.class, uri("&region=cn-south-1")))
                .hasMessageContaining("region=cn-south-1 has no enabled project")
                .hasMessageContaining("set projectId");
    }

    @Test
    void reportsAProjectOfOtherCredentials() throws Exception {
        ModelArtsOperationFailedException failure =
                failure(ModelArtsOperationFailedException.class, uri("&projectId=nosuch"));

        assertThat(failure).hasMessageContaining("/v1/nosuch/services/" + echo.id() + " returned ");
        assertThat(failure.getHint()).contains("projectId");
    }

    @Test
    void selectsTheEnabledOneOfTwoProjects() throws Exception {
        local.iam()
                .addDisabledProject(
                        local.credentials().account(),
                        "p-disabled",
                        local.credentials().region());

        assertPredicted(routes.send(uri(""), "{}"));
    }

    @Test
    void reportsTwoProjectsOfARegion() throws Exception {
        local.iam().addProject("p-second", local.credentials().region());

        assertThat(failure(ModelArtsRequestException.class, uri("")))
                .hasMessageContaining("several projects")
                .hasMessageContaining("p-second")
                .hasMessageContaining(local.credentials().projectId())
                .hasMessageContaining("set projectId");
    }

    @ParameterizedTest
    @CsvSource({"iamEndpoint", "modelArtsEndpoint"})
    void listsTheKnownRegionsForAnUnknownOne(String missing) {
        if (missing.equals("iamEndpoint")) {
            options.setIamEndpoint(null);
        } else {
            options.setModelArtsEndpoint(null);
        }

        assertThatThrownBy(() -> context.getEndpoint(uri("&region=cn-nowhere-1")))
                .rootCause()
                .hasMessageContaining("region=cn-nowhere-1 is unknown; known are [af-north-1, ")
                .hasMessageContaining("set " + missing);
    }

    @Test
    void acceptsAnUnknownRegionIfTheEndpointsAreSet() throws Exception {
        local.iam().addProject("p-new", "cn-new-1");
        echo.deployment().project("p-new");

        assertPredicted(routes.send(uri("&region=cn-new-1"), "{}"));
    }

    @Test
    void namesTheOptionsThatASessionRequires() {
        options.setRegion(null);

        assertThatThrownBy(() -> context.getEndpoint(uri("")))
                .rootCause()
                .hasMessageContaining("A session requires a region")
                .hasMessageContaining("modelArtsEndpoint and projectId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iamEndpoint", "modelArtsEndpoint"})
    void refusesToSendCredentialsOverPlainHttp(String option) {
        assertThatThrownBy(() -> context.getEndpoint(uri("&" + option + "=http://iam.example.com")))
                .rootCause()
                .hasMessageContaining(option + " is plain http");
    }

    @Test
    void reportsThatIamIsUnreachable() throws Exception {
        ModelArtsConnectionException failure =
                failure(ModelArtsConnectionException.class, uri("&iamEndpoint=http://127.0.0.1:1"));

        assertThat(failure).hasMessageContaining("No connection to 127.0.0.1:1");
        assertThat(failure.mayHaveExecuted()).isFalse();
    }

    @Test
    void endsACallIfIamDoesNotRespond() throws Exception {
        local.iam().delay(Duration.ofSeconds(30));

        ModelArtsTimeoutException failure = failure(ModelArtsTimeoutException.class, uri("&totalTimeout=500ms"));

        assertThat(failure).hasMessageContaining("totalTimeout=PT0.5S");
        assertThat(failure.mayHaveExecuted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"401, IAM.0101", "403, IAM.0003", "404, IAM.0004", "500, IAM.0006", "503, X"})
    void reportsTheErrorOfIam(int status, String code) throws Exception {
        local.iam().failWith(Failure.error(status, code, "words"));

        assertThat(failure(ModelArtsOperationFailedException.class, uri("")))
                .hasMessageContaining("/v3/projects returned " + status + " " + code + ": words");
        assertThat(local.management().requests()).isZero();
        local.iam().clear();
        clock.forward(Duration.ofSeconds(1));
        assertPredicted(routes.send(uri(""), "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>login</html>",
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"projects\":null}",
                "{\"projects\":{\"a\":{\"name\":\"REGION\",\"id\":\"p\"}}}",
                "{\"projects\":[{\"name\":\"REGION\"}]}",
                "{\"projects\":[{\"name\":\"REGION\",\"id\":null}]}",
                "{\"projects\":[{\"name\":\"REGION\",\"id\":\"../x\"}]}",
                "{\"projects\":[{\"name\":\"REGION\",\"id\":\"a\\r\\nX-A: b\"}]}"
            })
    void reportsAnInvalidResponseOfIam(String answer) throws Exception {
        String body = answer.replace("REGION", local.credentials().region());
        local.iam().failWith(Failure.answer(200, "text/plain", body.getBytes(StandardCharsets.UTF_8)));

        ModelArtsResponseException failure = failure(ModelArtsResponseException.class, uri(""));

        assertThat(failure)
                .hasMessageContaining("IAM")
                .hasMessageContaining("check")
                .hasMessageContaining("iamEndpoint");
        assertThat(failure.getMessage()).doesNotContainPattern("[\\r\\n]");
        assertThat(local.management().requests()).isZero();
    }
}
