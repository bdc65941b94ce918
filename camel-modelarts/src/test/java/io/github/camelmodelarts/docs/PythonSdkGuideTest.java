package io.github.camelmodelarts.docs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.obs.ObjectStore;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each line of the tables of docs/from-the-python-sdk.md does what it says. */
class PythonSdkGuideTest {

    @TempDir
    private Path folder;

    private ModelArtsLocal local;
    private Service echo;

    @BeforeEach
    void start() {
        local = ModelArtsLocal.start();
        echo = local.addService("echo", new EchoModel());
    }

    @AfterEach
    void stop() {
        local.close();
    }

    /** The cells of each line of a table, without its head. */
    private static List<List<String>> table(String name) throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "from-the-python-sdk.md"), StandardCharsets.UTF_8);
        String begin = "<!-- " + name + ": run by PythonSdkGuideTest -->\n";
        int from = guide.indexOf(begin);
        assertThat(from).as(begin).isPositive();
        return guide.substring(from + begin.length(), guide.indexOf("<!-- /" + name + " -->"))
                .lines()
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
    }

    static Stream<List<String>> sessions() throws Exception {
        return table("sessions").stream();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void opensTheSession(List<String> line) throws Exception {
        Credentials known = local.credentials();
        List<String> named = List.of(line.get(1).split(", ", -1));
        // the account itself is a user of its own name
        boolean itself = named.contains("username") && !named.contains("account");
        Map<String, Object> values = Map.of(
                "accessKey", known.accessKey(),
                "secretKey", known.secretKey(),
                "account", known.account(),
                "username", itself ? known.account() : known.username(),
                "password", known.password(),
                "projectId", known.projectId(),
                "region", known.region(),
                "iamEndpoint", local.iamEndpoint(),
                "modelArtsEndpoint", local.modelArtsEndpoint());
        Map<String, Object> options = new HashMap<>();
        // in the place of the cloud's, by another name, so that a line that sets them itself is told apart
        options.put("iamEndpoint", local.iamEndpoint().replace("127.0.0.1", "localhost"));
        options.put("modelArtsEndpoint", local.modelArtsEndpoint().replace("127.0.0.1", "localhost"));
        for (String option : named) {
            assertThat(values).containsKey(option);
            options.put(option, values.get(option));
        }
        try (Routes routes = Routes.anonymous()) {
            PropertyBindingSupport.build()
                    .withCamelContext(routes.context())
                    .withTarget(routes.component().getConfiguration())
                    .withProperties(options)
                    .bind();

            Exchange exchange = routes.send("modelarts:listServices", null);

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).contains(echo.id());
        }
        assertSession(named, itself ? known.account() : known.username());
    }

    /** What went to IAM and to the management API. */
    private void assertSession(List<String> named, String user) throws Exception {
        String host = (named.contains("iamEndpoint") ? "127.0.0.1:" : "localhost:") + local.port();
        await().untilAsserted(() -> assertThat(local.requests())
                .last()
                .satisfies(request -> assertThat(request.target())
                        .startsWith("/v1/" + local.credentials().projectId() + "/services?")));
        List<RecordedRequest> requests = local.requests();
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.header("Host")).isEqualTo(host));
        RecordedRequest first = requests.get(0);
        if (named.contains("password")) {
            assertThat(requests).hasSize(2);
            assertThat(first.target()).startsWith("/v3/auth/tokens?");
            JsonNode auth = new JsonMapper().readTree(first.bodyText()).get("auth");
            JsonNode login = auth.at("/identity/password/user");
            assertThat(login.get("name").asText()).isEqualTo(user);
            assertThat(login.at("/domain/name").asText())
                    .isEqualTo(local.credentials().account());
            assertThat(auth.at("/scope/project/id").asText())
                    .isEqualTo(local.credentials().projectId());
            assertThat(requests.get(1).header("X-Auth-Token")).isNotBlank();
        } else {
            assertThat(requests.get(requests.size() - 1).header("Authorization"))
                    .startsWith("SDK-HMAC-SHA256 Access=" + local.credentials().accessKey());
            // the project is looked up where the line does not name it
            assertThat(first.target().startsWith("/v3/projects")).isNotEqualTo(named.contains("projectId"));
        }
    }

    /** A request: its method, target behind {@code /v1/} (P is the project, ID the service), and what its body holds. */
    private record Expected(String method, String target, List<String> content) {
        static Expected of(String method, String target, String... content) {
            return new Expected(method, target, List.of(content));
        }
    }

    /** One for each line of the table, in its order. */
    private static final List<Expected> CALLS = List.of(
            Expected.of("POST", "infers/ID", "{\"data\": {\"req_data\": []}}"),
            Expected.of("POST", "infers/ID", "name=\"images\"; filename=\"page.png\"", "image/png", "content"),
            Expected.of("POST", "infers/ID", "name=\"input_txt\"; filename=\"page.txt\"", "text/plain", "content"),
            Expected.of("POST", "infers/ID/v2/ask", "{\"data\": {\"req_data\": []}}"),
            Expected.of("GET", "P/services/ID"),
            Expected.of("GET", "P/services/ID/logs"),
            Expected.of("GET", "P/services/ID/monitor"),
            Expected.of("PUT", "P/services/ID", "{\"description\":\"other words\"}"),
            Expected.of("PUT", "P/services/ID", "{\"status\":\"stopped\"}"),
            Expected.of("PUT", "P/services/ID", "{\"status\":\"running\"}"),
            Expected.of("GET", "P/services/ID"),
            Expected.of("GET", "P/services?status=running&limit=100&offset=0"),
            Expected.of("GET", "P/services?limit=1000&offset=0"),
            Expected.of("POST", "P/services", "\"service_name\":\"fresh\"", "\"model_id\":\"m\""),
            Expected.of("DELETE", "P/services/ID"));

    private void assertSent(Expected expected) {
        String target = "/v1/"
                + expected.target()
                        .replace("P/", local.credentials().projectId() + "/")
                        .replace("ID", echo.id());
        await().untilAsserted(() -> assertThat(local.requests()).anySatisfy(request -> {
            assertThat(request.method()).isEqualTo(expected.method());
            assertThat(request.target()).isEqualTo(target);
            if (expected.content().isEmpty()) {
                assertThat(request.bodyLength()).isZero();
            } else {
                assertThat(request.bodyText()).contains(expected.content());
            }
        }));
    }

    @Test
    void callsWhatEachLineSays() throws Exception {
        List<List<String>> lines = table("calls");
        assertThat(lines).hasSameSizeAs(CALLS);
        try (Routes routes = Routes.managing(local)) {
            Properties properties = new Properties();
            properties.setProperty("id", echo.id());
            routes.context().getPropertiesComponent().setInitialProperties(properties);
            for (int i = 0; i < lines.size(); i++) {
                List<String> line = lines.get(i);
                local.clearRequests();
                Exchange exchange = routes.send(line.get(1), body(line.get(2)));

                assertThat(exchange.getException()).as(line.get(1)).isNull();
                assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                        .as(line.get(1))
                        .isEqualTo(200);
                assertSent(CALLS.get(i));
            }
        }
        assertThat(local.serviceNames()).containsExactly("fresh");
    }

    /** What is there after each line of the table, in its order: keys in OBS, or files below the local folder. */
    private static final List<List<String>> COPIES = List.of(
            List.of("in/page.png"),
            List.of("in/page.png", "in/scans/a.png", "in/scans/sub/b.png"),
            List.of("page.png"),
            List.of("in/page.png", "in/scans/a.png", "in/scans/sub/b.png", "page.png"));

    @Test
    void copiesAndPredictsWhatEachLineSays() throws Exception {
        List<List<String>> lines = table("obs");
        assertThat(lines).hasSize(COPIES.size() + 1);
        ObjectStore store = local.obs().createBucket("pictures");
        local.management().model("m", new EchoModel());
        for (String file : List.of("scans/a.png", "scans/sub/b.png")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "content");
        }
        Path out = folder.resolve("out");
        try (Routes routes = Routes.managing(local)) {
            ModelArtsConfiguration options = routes.component().getConfiguration();
            options.setRegion(local.credentials().region());
            options.setObsEndpoint(local.obsEndpoint());
            options.setPollInterval(Duration.ofMillis(20));
            Properties properties = new Properties();
            properties.setProperty("out", out.toString());
            routes.context().getPropertiesComponent().setInitialProperties(properties);
            for (int i = 0; i < COPIES.size(); i++) {
                List<String> line = lines.get(i);

                assertThat(routes.send(line.get(1), body(line.get(2))).getException())
                        .as(line.get(1))
                        .isNull();
                assertThat(line.get(1).contains("upload") ? store.keys("pictures", "") : files(out))
                        .as(line.get(1))
                        .containsExactlyElementsOf(COPIES.get(i));
            }
            List<String> batch = lines.get(COPIES.size());
            Exchange exchange = routes.send(batch.get(1), body(batch.get(2)));

            assertThat(exchange.getException()).isNull();
            assertThat((List<?>) exchange.getMessage().getBody()).hasSize(3);
        }
    }

    private static List<String> files(Path folder) throws Exception {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private Object body(String cell) throws Exception {
        if (cell.startsWith("the file ")) {
            return Files.writeString(folder.resolve(cell.substring("the file ".length())), "content")
                    .toFile();
        }
        if (cell.startsWith("the folder ")) {
            return folder.resolve(cell.substring("the folder ".length()));
        }
        return cell.isEmpty() ? null : cell;
    }
}
