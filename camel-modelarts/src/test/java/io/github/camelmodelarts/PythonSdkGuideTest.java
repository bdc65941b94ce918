package io.github.camelmodelarts;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.local.Credentials;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** Each line of the tables of docs/from-the-python-sdk.md does what it says. */
class PythonSdkGuideTest {

    @TempDir
    private Path folder;

    private ModelArtsLocal local;
    private Service echo;

    @BeforeEach
    void start() {
        // a user whose name is the account's is the account itself
        local = ModelArtsLocal.builder()
                .credentials(Credentials.builder()
                        .user("flowers", "flowers", "secret-1")
                        .build())
                .start();
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
        Map<String, Object> values = Map.of(
                "accessKey", known.accessKey(),
                "secretKey", known.secretKey(),
                "account", known.account(),
                "username", known.username(),
                "password", known.password(),
                "projectId", known.projectId(),
                "region", known.region(),
                "iamEndpoint", local.iamEndpoint(),
                "modelArtsEndpoint", local.modelArtsEndpoint());
        Map<String, Object> options = new HashMap<>();
        // where the cloud would be
        options.put("iamEndpoint", local.iamEndpoint());
        options.put("modelArtsEndpoint", local.modelArtsEndpoint());
        for (String option : line.get(1).split(", ", -1)) {
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
    }

    @Test
    void callsWhatEachLineSays() throws Exception {
        List<List<String>> lines = table("calls");
        assertThat(lines).hasSizeGreaterThan(10);
        try (Routes routes = Routes.managing(local)) {
            Properties properties = new Properties();
            properties.setProperty("id", echo.id());
            routes.context().getPropertiesComponent().setInitialProperties(properties);
            for (List<String> line : lines) {
                Exchange exchange = routes.send(line.get(1), body(line.get(2)));

                assertThat(exchange.getException()).as(line.get(1)).isNull();
                assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                        .as(line.get(1))
                        .isEqualTo(200);
            }
        }
        assertThat(local.serviceNames()).containsExactly("fresh");
    }

    private Object body(String cell) throws Exception {
        if (cell.startsWith("the file ")) {
            return Files.writeString(folder.resolve(cell.substring("the file ".length())), "content")
                    .toFile();
        }
        return cell.isEmpty() ? null : cell;
    }
}
