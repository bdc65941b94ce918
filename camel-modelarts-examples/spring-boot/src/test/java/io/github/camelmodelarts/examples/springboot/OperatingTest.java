package io.github.camelmodelarts.examples.springboot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import io.github.camelmodelarts.local.api.Refusals;

import static org.assertj.core.api.Assertions.assertThat;

/** Health and metrics of the application, over Actuator. The context is closed afterwards: a key that is paused remains so for minutes. */
@CamelSpringBootTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class OperatingTest {

    private static final String FLOWER = """
            {"data":{"req_data":[{"sepalLength":5.1,"sepalWidth":3.5,"petalLength":1.4,"petalWidth":0.2}]}}""";

    @LocalServerPort
    private int port;

    @Autowired
    private LocalServices local;

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private int predict(String service) throws Exception {
        return http.send(
                        request("/predict/" + service)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(FLOWER))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void healthAndMetricsShowWhetherPredictionsAreMade() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(predict("iris")).isEqualTo(200);

        local.server().service("orientation").failWith(Refusals.unknownAccessKey("another"));
        for (int i = 0; i < 3; i++) {
            assertThat(predict("orientation")).isEqualTo(502);
        }

        HttpResponse<String> health = get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .contains("\"status\":\"DOWN\"", "key.paused", "AK_SK ***")
                .doesNotContain(local.server().credentials().secretKey());
        assertThat(get("/actuator/prometheus").body())
                .containsPattern("modelarts_client_call_seconds_count[{].*outcome=\"SUCCESS\".*[}] 1")
                .containsPattern("modelarts_client_call_seconds_count[{].*error_code=\"APIG.0301\".*[}] 3")
                .contains("modelarts_client_call_seconds_bucket")
                .containsPattern("modelarts_client_keys_paused[{].*[}] 1.0");
    }
}
