package io.github.camelmodelarts.examples.springboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streamed responses of a service behind Spring Boot's server, in an application without the routes of this example. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamedAnswersTest {

    private final ModelArtsLocal local = ModelArtsLocal.start();
    /** The routes and the ends of their streams. */
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    private final ConfigurableApplicationContext application = start();

    /** An application that is configured by its class path only. */
    @EnableAutoConfiguration
    static class Application {}

    private ConfigurableApplicationContext start() {
        local.addService("held", request -> events(AnswerStream.events("one").silence()));
        local.addService(
                "endless",
                request -> events(AnswerStream.events("again")
                        .every(Duration.ofMillis(20))
                        .repeated()));
        local.addService(
                "broken",
                request -> events(
                        AnswerStream.events("one").pause(Duration.ofMillis(200)).reset()));
        local.addService(
                "json",
                request -> ModelAnswer.stream(
                        200,
                        "application/json",
                        AnswerStream.empty().text("{\"a\":").text("1}")));
        SpringApplication boot = new SpringApplication(Application.class);
        boot.addInitializers(
                (GenericApplicationContext beans) -> beans.registerBean(RoutesBuilder.class, this::routes));
        return boot.run(
                // not the settings of this example
                "--spring.config.name=none",
                // the settings of docs/streaming.md
                "--spring.task.execution.pool.core-size=200",
                "--spring.mvc.async.request-timeout=10m",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--camel.component.modelarts.app-code=" + local.credentials().appCode());
    }

    private static ModelAnswer events(AnswerStream script) {
        return ModelAnswer.events(script);
    }

    private RoutesBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onCompletion()
                        .process(exchange -> ends.add(
                                exchange.getFromRouteId() + " " + exchange.getProperty("CamelModelArtsStreamEnd")));
                for (String service : local.serviceNames()) {
                    from("platform-http:/" + service)
                            .routeId(service)
                            .setBody(constant("{}"))
                            .to("modelarts:predict?address=RAW(" + local.address(service) + ")&streaming=true")
                            .removeHeaders("*", "Content-Type");
                }
            }
        };
    }

    @AfterAll
    void stop() {
        // ends the stream that is held, so that Camel does not wait for its exchange
        local.close();
        application.close();
    }

    /** Sends a GET, as {@code EventSource} does. */
    private HttpURLConnection get(String service) throws IOException {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/" + service).toURL().openConnection();
        connection.setReadTimeout(30_000);
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty("Accept-Encoding", "gzip");
        return connection;
    }

    private static BufferedReader body(HttpURLConnection connection) throws IOException {
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    private void awaitEnd(String end) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ends.contains(end));
    }

    @Test
    void passesAnEventOnBeforeTheServiceSendsMore() throws Exception {
        HttpURLConnection connection = get("held");

        assertThat(body(connection).readLine()).isEqualTo("data: one");
        assertThat(local.service("held").streams().open()).isEqualTo(1);
        assertThat(connection.getResponseCode()).isEqualTo(200);
        assertThat(connection.getContentType()).startsWithIgnoringCase("text/event-stream");
        assertThat(connection.getContentEncoding()).isNull();
        connection.disconnect();
    }

    @Test
    void endsTheCallSoonAfterTheClientHasLeft() throws Exception {
        Service endless = local.service("endless");
        HttpURLConnection connection = get("endless");
        assertThat(body(connection).readLine()).isEqualTo("data: again");

        Instant left = Instant.now();
        connection.disconnect();

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> endless.streams().closedByClient() == 1);
        Instant ended = endless.streams().recorded().get(0).ended();
        System.out.println("platform-http on Spring Boot: the service saw the end "
                + Duration.between(left, ended).toMillis() + " ms after the client had left");
        awaitEnd("endless CLOSED");
    }

    @Test
    void passesAnotherResponseOn() throws Exception {
        HttpURLConnection connection = get("json");

        assertThat(connection.getContentType()).isEqualTo("application/json");
        assertThat(body(connection).readLine()).isEqualTo("{\"a\":1}");
        awaitEnd("json COMPLETE");
    }

    /** The server ends the response properly although the stream broke; only the end of the exchange shows it. */
    @Test
    void passesTheEventsBeforeABreakOn() throws Exception {
        assertThat(body(get("broken")).lines()).containsExactly("data: one", "");
        awaitEnd("broken BROKEN");
    }
}
