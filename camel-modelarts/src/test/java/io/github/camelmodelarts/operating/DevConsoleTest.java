package io.github.camelmodelarts.operating;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.console.RecentFailures;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** Camel's dev console {@code modelarts}. */
class DevConsoleTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final CamelContext context = new DefaultCamelContext();
    private Service echo;
    private ProducerTemplate template;

    @BeforeEach
    void open() {
        echo = local.addService("echo", new EchoModel());
    }

    private void start(boolean console) {
        context.setDevConsole(console);
        ModelArtsComponent component = ComponentAccess.component(clock, clock::nanoTime, () -> 0.99, HttpClients::new);
        component.getConfiguration().setAccessKey(local.credentials().accessKey());
        component.getConfiguration().setSecretKey(local.credentials().secretKey());
        component.getConfiguration().setRegion(local.credentials().region());
        component.getConfiguration().setIamEndpoint(local.iamEndpoint());
        component.getConfiguration().setModelArtsEndpoint(local.modelArtsEndpoint());
        context.addComponent("modelarts", component);
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void close() {
        context.stop();
        local.close();
    }

    private String predict(String options) {
        return "modelarts:predict?maxRetries=0&address=RAW(" + local.address("echo") + ")" + options;
    }

    private void call(String uri, int times) {
        for (int i = 0; i < times; i++) {
            template.send(uri, exchange -> exchange.getMessage().setBody("{}"));
            // a login that failed is not repeated at once
            clock.forward(Duration.ofSeconds(2));
        }
    }

    private DevConsole console() {
        DevConsoleRegistry registry = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        DevConsole found = registry.resolveById("modelarts");
        assertThat(found).isNotNull();
        return found;
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(((JsonObject) console().call(DevConsole.MediaType.JSON)).toJson());
    }

    private void bringEverythingAbout() throws Exception {
        call(predict(""), 1);
        call("modelarts:predict?serviceName=echo", 1);
        echo.failNext(1, Failure.error(503, "APIG.0201", "words of the service"));
        call(predict(""), 1);
        call(predict("&accessKey=" + local.credentials().accessKey() + "&secretKey=test-secret-that-is-wrong"), 3);
        call(
                predict("&username=" + local.credentials().username() + "&account="
                        + local.credentials().account() + "&password=test-password-that-is-wrong"),
                5);
        try (RefusingPort port = new RefusingPort()) {
            call("modelarts:predict?maxRetries=0&address=http://127.0.0.1:" + port.number() + "/v1", 1);
        }
    }

    @Test
    void showsTheStateAsJsonWithTheFieldsThatAreDocumented() throws Exception {
        start(true);
        bringEverythingAbout();

        JsonNode json = json();

        assertThat(json.path("endpointCount").asInt()).isEqualTo(5);
        assertThat(json.path("endpoints")).hasSize(5);
        assertThat(json.path("hosts")).hasSize(2);
        assertThat(json.path("pausedKeys")).hasSize(1);
        assertThat(json.path("lockedLogins")).hasSize(1);
        assertThat(json.path("services")).hasSize(1);
        assertThat(json.path("recentFailures")).hasSize(10);
        assertThat(json.path("recentFailures").get(0).path("category").asText()).isEqualTo("SERVER_ERROR");
        assertThat(json.toString())
                .contains("\"code\":\"APIG.0201\"")
                .doesNotContain(
                        "words of the service",
                        "test-secret",
                        "test-password",
                        local.credentials().accessKey(),
                        local.credentials().username());
        Set<String> shown = new TreeSet<>();
        names("", json, shown);
        // only a host whose clock is wrong has it
        shown.add("hosts.clockOffsetSeconds");
        assertThat(shown).containsExactlyInAnyOrderElementsOf(Documented.names("Dev console"));
    }

    private static void names(String above, JsonNode json, Set<String> names) {
        json.properties().forEach(field -> {
            names.add(above + field.getKey());
            if (field.getValue().isArray()) {
                field.getValue().forEach(entry -> names(above + field.getKey() + ".", entry, names));
            }
        });
    }

    @Test
    void showsTheSameAsText() throws Exception {
        start(true);
        bringEverythingAbout();

        String text = (String) console().call(DevConsole.MediaType.TEXT);

        assertThat(text).contains("pausedKeys: 1", "maskedName=AK_SK ***", "code=APIG.0201", "openStreams: 0");
        List<String> names = new ArrayList<>();
        json().fieldNames().forEachRemaining(names::add);
        assertThat(names).allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + ": "));
    }

    @Test
    void keepsTheLastTenFailures() throws Exception {
        start(true);
        echo.failWith(Failure.error(503, "APIG.0201", "words"));
        call(predict(""), 5);
        echo.failWith(Failure.error(500, "ModelArts.0001", "words"));
        call(predict(""), 7);

        assertThat(json().path("recentFailures").findValuesAsText("code"))
                .hasSize(10)
                .startsWith("ModelArts.0001")
                .endsWith("APIG.0201");
    }

    @Test
    void keepsNoFailureAndHasNoListenerIfTheDevConsoleIsOff() throws Exception {
        start(false);
        echo.failWith(Failure.error(503, "APIG.0201", "words"));
        call(predict(""), 3);

        assertThat(json().path("recentFailures")).isEmpty();
        assertThat(new RecentFailures(clock).listener(context)).isSameAs(CallListener.NONE);
    }

    @Test
    void showsAHundredOfManyEndpoints() throws Exception {
        start(true);
        for (int i = 0; i < 150; i++) {
            context.getEndpoint(predict("&maxWaiting=" + i));
        }
        assertThat(json().path("endpointCount").asInt()).isEqualTo(150);
        assertThat(json().path("endpoints")).hasSize(100);
    }

    @Test
    void isServedOverHttp() throws Exception {
        Main main = new Main();
        main.addProperty("camel.main.devConsoleEnabled", "true");
        main.addProperty("camel.management.enabled", "true");
        main.addProperty("camel.management.devConsoleEnabled", "true");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        main.addProperty("camel.management.port", String.valueOf(port));
        main.addProperty(
                "camel.component.modelarts.appCode", local.credentials().appCode());
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:main").to(predict("&authType=APP_CODE"));
            }
        });
        try {
            main.start();
            main.getCamelTemplate().requestBody("direct:main", "{}");
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/dev/modelarts"))
                                    .header("Accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(response.body()).findPath("hosts"))
                    .hasSize(1);
        } finally {
            main.stop();
        }
    }
}
