package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Thousands of targets that exchanges choose, and callers that fail: the state that is kept for them is limited. */
class DynamicTargetsTest extends FaultTest {

    private static final int KEPT = 1000;
    private static final int TARGETS = KEPT + 200;
    /** A prediction may begin before the connection of its look-up is released. */
    private static final int AT_ONCE = 2;

    private static final String FROM = "direct:dynamic";

    private final AtomicInteger lookups = new AtomicInteger();
    private ScriptedServer server;

    /** The management API, which also serves the predictions. */
    @BeforeEach
    void startServer() throws IOException {
        server = ScriptedServer.running((request, out, connection) -> {
            String body = "{}";
            if (request.startsWith("GET /v1/p1/services/")) {
                lookups.incrementAndGet();
                body = "{\"service_id\":\"s\",\"status\":\"running\",\"access_address\":\"" + server.address() + "\"}";
            }
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        });
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    private String session() {
        return "modelarts:predict?authType=TOKEN&projectId=p1&modelArtsEndpoint="
                + server.address().substring(0, server.address().indexOf("/v1"));
    }

    @Test
    @DisplayName("H76: a URI with thousands of different ids")
    void thousandsOfUrisShareClientPoolAndConnections() throws Exception {
        nothingLeft.routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(FROM).toD(session() + "&serviceId=${header.svc}", 50);
            }
        });
        callServices(FROM, "svc", 1);
        int threads = ourThreads();

        callServices(FROM, "svc", TARGETS);

        assertThat(server.connections()).isLessThanOrEqualTo(AT_ONCE);
        assertThat(ourThreads()).isLessThanOrEqualTo(threads + 8);
        assertThat(nothingLeft.routes().context().getEndpointRegistry().dynamicSize())
                .isLessThanOrEqualTo(KEPT);
    }

    @Test
    @DisplayName("H76: a header with thousands of different ids")
    void evictsTheOldestOfThousandsOfServicesThatHeadersChoose() throws Exception {
        String from = nothingLeft.routes().route(session() + "&allowHeaderOverride=true");

        callServices(from, ModelArtsConstants.SERVICE_ID, TARGETS);
        assertThat(lookups).hasValue(TARGETS);
        assertThat(server.connections()).isLessThanOrEqualTo(AT_ONCE);

        call(from, ModelArtsConstants.SERVICE_ID, TARGETS - 1);
        assertThat(lookups).hasValue(TARGETS);
        // a service that is not among the last 1,000 is evicted by the garbage collector
        System.gc();
        call(from, ModelArtsConstants.SERVICE_ID, 0);
        assertThat(lookups).hasValue(TARGETS + 1);
    }

    private void callServices(String from, String header, int count) {
        for (int i = 0; i < count; i++) {
            call(from, header, i);
        }
    }

    /** Calls the services one after the other, each after the connections of the call before were released. */
    private void call(String from, String header, int service) {
        Exchange exchange = nothingLeft.routes().call(from, "{}", Map.of(header, "s" + service));
        assertThat(exchange.getException()).isNull();
        nothingLeft.awaitAllReturned();
    }

    private static int ourThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("ModelArts"))
                .count();
    }

    @Test
    @DisplayName("H79: a callback that throws")
    void releasesTheConnectionIfACallbackThrows() throws Exception {
        AsyncProducer producer = nothingLeft.routes().producer(predict(server, ""));
        int calls = 5;
        CountDownLatch calledBack = new CountDownLatch(calls);
        for (int i = 0; i < calls; i++) {
            producer.process(nothingLeft.routes().exchange("{}"), doneSync -> {
                calledBack.countDown();
                throw new IllegalStateException("thrown by a test's callback");
            });
        }
        assertThat(calledBack.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        nothingLeft.awaitAllReturned();

        assertThat(nothingLeft.routes().sendInParallel(producer, calls))
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());
        assertThat(calledBack.getCount()).isZero();
        producer.stop();
    }
}
