package io.github.camelmodelarts.examples.springboot;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what Spring Boot's server delivers, in an application without the routes of this example. For a single file the body is a path
 * with a name chosen by the system; headers have the file's name and type, and the attachment has the name of its field twice. All text
 * fields arrive as headers. A body that is not a form arrives as characters unless the endpoint asks for a stream.
 */
@Tag("B01")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformHttpTest {

    private static final byte[] PICTURE = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, '\r', '\n', '-', '-', (byte) 0xFF, (byte) 0xD8, 0
    };

    private static final byte[] JSON = "{ \"label\": \"grün\" }".getBytes(StandardCharsets.UTF_8);

    private final HttpClient browser = HttpClient.newHttpClient();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final ConfigurableApplicationContext application = start();

    /** An application that is configured by its class path only. */
    @EnableAutoConfiguration
    static class Application {}

    private ConfigurableApplicationContext start() {
        local.addService("echo", new EchoModel());
        SpringApplication boot = new SpringApplication(Application.class);
        boot.addInitializers(
                (GenericApplicationContext beans) -> beans.registerBean(RoutesBuilder.class, this::routes));
        return boot.run(
                // not the settings of this example
                "--spring.config.name=none",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--camel.component.modelarts.app-code=" + local.credentials().appCode());
    }

    private RoutesBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .removeHeaders("*")
                        .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(500))
                        .setBody(simple("${exception.message}"));
                route("/AUTO?useStreaming=true", "AUTO");
                route("/FILE?useStreaming=true", "FILE");
                route("/characters", "AUTO");
            }

            private void route(String path, String bodyType) {
                from("platform-http:" + path)
                        .to("modelarts:predict?address=RAW(" + local.address("echo") + ")&bodyType=" + bodyType)
                        .removeHeaders("*");
            }
        };
    }

    @BeforeEach
    void forgetRequests() {
        local.clearRequests();
    }

    @AfterAll
    void stop() {
        application.close();
        local.close();
    }

    private HttpResponse<String> post(String path, String contentType, byte[] body) throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        return browser.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Sends a request and expects a prediction. */
    private void upload(String path, String contentType, byte[] body) throws Exception {
        HttpResponse<String> answer = post(path, contentType, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Sends a form as a browser does. */
    private void upload(String path, byte[]... parts) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(ascii("------WebKitFormBoundary7MA4YWxk\r\n"));
            body.writeBytes(part);
            body.writeBytes(ascii("\r\n"));
        }
        body.writeBytes(ascii("------WebKitFormBoundary7MA4YWxk--\r\n"));
        upload(path, "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk", body.toByteArray());
    }

    private static byte[] file(String field, String fileName) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(ascii("Content-Disposition: form-data; name=\"" + field + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: image/png\r\n\r\n"));
        part.writeBytes(PICTURE);
        return part.toByteArray();
    }

    private static byte[] text(String field, String value) {
        return ascii("Content-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private RecordedRequest request() {
        List<RecordedRequest> requests = local.awaitRequests(1);
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    /** Returns the parts of the only request, headers and contents, with one character for each octet. */
    private List<String> sent() {
        String contentType = String.valueOf(request().header("Content-Type"));
        assertThat(contentType).startsWith("multipart/form-data; boundary=");
        String boundary = contentType.replace("multipart/form-data; boundary=", "");
        String body = new String(request().body(), StandardCharsets.ISO_8859_1);
        return Arrays.stream(body.split("(\r\n)?--" + boundary + "(--)?\r\n"))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "FILE"})
    void sendsAFileOnceUnderItsOwnName(String bodyType) throws Exception {
        upload("/" + bodyType, file("photo", "my page.png"));

        assertThat(sent()).containsExactly(octets(file("photo", "my page.png")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "FILE"})
    void sendsOnlyTheFileOfAFormWithTextFields(String bodyType) throws Exception {
        upload("/" + bodyType, file("photo", "my page.png"), text("threshold", "0.5"));

        assertThat(sent()).containsExactly(octets(file("photo", "my page.png")));
    }

    /** For several files the server delivers neither names nor types. */
    @Test
    void sendsTheFilesOfAllFields() throws Exception {
        upload("/AUTO", file("front", "a.png"), file("back", "b.png"));

        assertThat(sent())
                .allMatch(part -> part.endsWith("\r\n\r\n" + octets(PICTURE)))
                .satisfiesExactlyInAnyOrder(
                        front -> assertThat(front).contains("name=\"front\"; filename="),
                        back -> assertThat(back).contains("name=\"back\"; filename="));
    }

    /** The server keeps only the first of two files in the same field. */
    @Test
    void sendsTheFirstOfTwoFilesInTheSameField() throws Exception {
        upload("/AUTO", file("photo", "a.png"), file("photo", "b.png"));

        assertThat(sent()).containsExactly(octets(file("photo", "a.png")));
    }

    @Test
    void sendsAPictureInTheBodyAsAPart() throws Exception {
        upload("/AUTO", "image/png", PICTURE);

        assertThat(sent())
                .singleElement()
                .satisfies(part -> assertThat(part)
                        .contains("name=\"images\"; filename=")
                        .endsWith("\r\nContent-Type: image/png\r\n\r\n" + octets(PICTURE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/AUTO", "/characters"})
    void sendsJsonUnchanged(String path) throws Exception {
        upload(path, "application/json", JSON);

        assertThat(request().header("Content-Type")).isEqualTo("application/json");
        assertThat(request().body()).isEqualTo(JSON);
    }

    @Test
    void refusesAPictureThatArrivesAsCharacters() throws Exception {
        assertThat(post("/characters", "image/png", PICTURE).statusCode()).isEqualTo(500);
        assertThat(local.requests()).isEmpty();
    }
}
