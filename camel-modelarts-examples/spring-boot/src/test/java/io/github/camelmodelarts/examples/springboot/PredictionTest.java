package io.github.camelmodelarts.examples.springboot;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the HTTP endpoint: its responses, and its problem details when something fails. */
@CamelSpringBootTest
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "upload.limit=200KB")
class PredictionTest {

    private static final Path SAMPLES = Path.of("..", "file-drop", "samples");
    private static final String FLOWER = """
            {"data":{"req_data":[{"sepalLength":5.1,"sepalWidth":3.5,"petalLength":1.4,"petalWidth":0.2}]}}""";

    @LocalServerPort
    private int port;

    @Autowired
    private LocalServices local;

    @Autowired
    private ObjectMapper json;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void removeFailures() {
        local.server()
                .serviceNames()
                .forEach(name -> local.server().service(name).clear());
    }

    private HttpResponse<String> post(String service, String contentType, BodyPublisher body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predict/" + service))
                        .header("Content-Type", contentType)
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode problem(int status, HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }

    @Test
    void returnsTextsAndBoxesOfAPicture() throws Exception {
        HttpResponse<String> response = post("ocr", "image/png", BodyPublishers.ofFile(SAMPLES.resolve("scan-07.png")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode answer = json.readTree(response.body());
        assertThat(answer.get("detection_boxes"))
                .hasSameSizeAs(answer.get("detection_classes"))
                .isNotEmpty();
    }

    @Test
    void returnsTheOrientationOfAPage() throws Exception {
        HttpResponse<String> response =
                post("orientation", "image/png", BodyPublishers.ofFile(SAMPLES.resolve("scan-05.png")));

        assertThat(json.readTree(response.body()).get("predicted_label").asText())
                .isEqualTo("upside-down");
    }

    @Test
    void returnsJsonWithoutTheHeadersOfTheRequest() throws Exception {
        HttpResponse<String> response = post("iris", "application/json", BodyPublishers.ofString(FLOWER));

        assertThat(response.body()).contains("\"predictresult\":\"setosa\"");
        assertThat(response.headers().map()).doesNotContainKeys("user-agent", "host");
    }

    @Test
    void reportsAFileThatIsNoPicture() throws Exception {
        JsonNode problem = problem(415, post("ocr", "text/plain; charset=utf-8", BodyPublishers.ofString("hello")));

        assertThat(problem.get("detail").asText())
                .isEqualTo("The type of the file is text/plain. Send a PNG or JPEG picture, or JSON.");
    }

    /** curl sends a form by default. */
    @ParameterizedTest
    @ValueSource(strings = {"ocr", "iris"})
    void reportsAFileThatWasSentAsAForm(String service) throws Exception {
        JsonNode problem = problem(
                415,
                post(
                        service,
                        "application/x-www-form-urlencoded",
                        BodyPublishers.ofFile(SAMPLES.resolve("scan-01.png"))));

        assertThat(problem.get("detail").asText()).contains("sent as a form", "image/png");
    }

    @Test
    void reportsADamagedPicture() throws Exception {
        JsonNode problem =
                problem(400, post("ocr", "image/png", BodyPublishers.ofFile(SAMPLES.resolve("scan-09-broken.png"))));

        assertThat(problem.get("detail").asText()).contains("damaged");
        assertThat(problem.get("requestId").asText()).isNotEmpty();
    }

    @Test
    void reportsAMissingFile() throws Exception {
        JsonNode problem = problem(400, post("ocr", "image/png", BodyPublishers.noBody()));

        assertThat(problem.get("title").asText()).isEqualTo("There is no file");
    }

    @Test
    void refusesAFileOverTheLimit() throws Exception {
        JsonNode problem = problem(413, post("ocr", "image/png", BodyPublishers.ofByteArray(new byte[200 * 1024 + 1])));

        assertThat(problem.get("detail").asText()).isEqualTo("The file has 204,801 bytes; the limit is 204,800 bytes.");
    }

    @Test
    void refusesAFileWithoutALength() throws Exception {
        problem(
                411,
                post("ocr", "image/png", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9]))));
    }

    /** A proxy, for example, changed the request: the gateway quotes the request that it received, the component the one that it sent. */
    @ParameterizedTest
    @CsvSource({"POST|/v1/infers/changed/, 401", "GET|/, 401", "POST|/v1/infers/changed/, 403"})
    void hidesItsRequestWhenItsCredentialsAreRejected(String quoted, int status, CapturedOutput log) throws Exception {
        local.server()
                .service("ocr")
                .failWith(
                        Failure.error(
                                status,
                                "APIG.0303",
                                "Incorrect app authentication information: verify signature fail, canonicalRequest:"
                                        + quoted
                                        + "|secret-query=1|host:inner.example.com|x-sdk-date:20261121T101112Z||host;x-sdk-date|0"));

        HttpResponse<String> response = post("ocr", "application/json", BodyPublishers.ofString("{}"));

        JsonNode problem = problem(502, response);
        assertThat(problem.get("title").asText()).isEqualTo("The service rejected this application's credentials");
        assertThat(problem.get("errorCode").asText()).isEqualTo("APIG.0303");
        assertThat(problem.has("hint")).isFalse();
        assertThat(response.body())
                .doesNotContain(
                        local.server().service("ocr").id(),
                        "/v1/infers",
                        "canonical",
                        "secret-query",
                        "inner.example.com",
                        URI.create(local.server().address("ocr")).getAuthority());
        assertThat(log).contains("ocr returned 502", " of the canonical request was '");
        // three rejections in a row would pause the key; a response of the model shows that the key is correct
        local.server().service("ocr").clear();
        problem(400, post("ocr", "application/json", BodyPublishers.ofString("{}")));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Refusals.backendUnavailable(), 502, "The service failed"),
                Arguments.of(
                        Failure.error(504, "APIG.0201", "Backend timeout"), 504, "The service did not respond in time"),
                Arguments.of(
                        Failure.error(429, "APIG.0308", "The throttling threshold has been reached")
                                .withHeader("Retry-After", "3"),
                        503,
                        "The service receives too many requests"),
                Arguments.of(Failure.cutBeforeAnswer(), 502, "The service cannot be reached"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void reportsAFailureOfTheServiceWithAHint(Failure failure, int status, String title) throws Exception {
        Service iris = local.server().service("iris");
        iris.failWith(failure);

        HttpResponse<String> response = post("iris", "application/json", BodyPublishers.ofString(FLOWER));

        JsonNode problem = problem(status, response);
        assertThat(problem.get("title").asText()).isEqualTo(title);
        assertThat(problem.get("hint").asText()).isNotEmpty();
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        assertThat(response.body())
                .doesNotContain(local.server().credentials().appCode())
                .doesNotContain(local.server().address("iris"));
    }
}
