package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.StreamEnd;
import io.github.camelmodelarts.api.result.ImageClassification;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.Trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Server-sent events reach the steps of a default route one by one, as they arrive, and a stream that breaks says so. */
class StreamedEventsTest extends FaultTest {

    private static final LocalIdentity IDENTITY = LocalIdentity.create();

    static final String HEAD = head("Content-Type: text/event-stream;charset=UTF-8\r\n");
    static final String LAST_CHUNK = "0\r\n\r\n";

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Semaphore processed = new Semaphore(0);

    static String head(String headers) {
        return "HTTP/1.1 200 OK\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n";
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    static String event(String data) {
        return chunk("data: " + data + "\n\n");
    }

    /** Splits the events in a route with Camel's defaults, so stream caching is on. */
    private Exchange split(ScriptedServer server, String options) throws Exception {
        nothingLeft.routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:split")
                        .to(predict(server, "&streaming=true" + options).replace("127.0.0.1", "localhost"))
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .convertBodyTo(String.class)
                        .process(exchange -> {
                            events.add(exchange.getMessage().getBody(String.class));
                            processed.release();
                        });
            }
        });
        return nothingLeft.watched(nothingLeft.routes().call("direct:split", "{}"));
    }

    /** Reads the body in a step of a route with Camel's defaults. */
    private Exchange read(ScriptedServer server, String options, Processor step) throws Exception {
        nothingLeft.routes().context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read")
                        .to(predict(server, "&streaming=true" + options).replace("127.0.0.1", "localhost"))
                        .process(step);
            }
        });
        return nothingLeft.watched(nothingLeft.routes().call("direct:read", "{}"));
    }

    private void awaitProcessed() {
        try {
            assertThat(processed.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertEnded(Exchange exchange, StreamEnd end, long events) {
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY)).isEqualTo(end.name());
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_EVENTS_PROPERTY))
                .isEqualTo(events);
    }

    @Test
    void handsEachEventOnBeforeTheServiceSendsTheNext() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD);
            for (String data : List.of("one", "two", "three")) {
                connection.send(event(data));
                awaitProcessed();
            }
            connection.send(LAST_CHUNK);
        })) {
            Exchange exchange = split(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(events).containsExactly("one", "two", "three");
            assertEnded(exchange, StreamEnd.COMPLETE, 3);
            assertThat(exchange.getMessage().getHeader(ModelArtsConstants.TIME_TO_FIRST_BYTE, Long.class))
                    .isBetween(0L, SOON.toMillis());
        }
    }

    @Test
    void endsWithDoneAndUsesTheConnectionAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            out.write((HEAD + event("one") + event("[DONE]") + event("never") + LAST_CHUNK).getBytes(UTF_8));
            out.flush();
        })) {
            Exchange first = split(server, "");
            nothingLeft.awaitAllReturned();
            Exchange second = nothingLeft.routes().call("direct:split", "{}");

            assertThat(events).containsExactly("one", "one");
            assertEnded(first, StreamEnd.COMPLETE, 1);
            assertEnded(second, StreamEnd.COMPLETE, 1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void endsWithDoneAlthoughTheServiceEndsNothing() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD + event("one") + event("[DONE]"));
            connection.awaitHangUp();
        })) {
            assertEnded(split(server, ""), StreamEnd.COMPLETE, 1);
            assertHungUp(server);
        }
    }

    @Test
    void isCompleteIfTheConnectionBreaksAfterDone() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.afterRequest(connection -> connection.send(HEAD + event("one") + event("[DONE]")))) {
            assertEnded(split(server, ""), StreamEnd.COMPLETE, 1);
        }
    }

    /** HttpCore closes a TLS connection in two steps; a request for more between them failed with another exception. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysThatTheConnectionBrokeToASlowReader(boolean tls) throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        ScriptedServer.Play play = connection -> {
            connection.request();
            connection.send(HEAD);
            for (int i = 0; i < 100; i++) {
                connection.send(event("x".repeat(1000)));
            }
            awaitProcessed();
            connection.reset();
            reset.countDown();
        };
        nothingLeft.routes().context().getRegistry().bind("trust", Trust.in(IDENTITY.trustStore()));
        try (ScriptedServer server =
                tls ? ScriptedServer.playing(IDENTITY.serverContext(), play) : ScriptedServer.playing(play)) {
            Exchange exchange = read(server, tls ? "&sslContextParameters=#trust" : "", step -> {
                ServerSentEvents body = step.getMessage().getBody(ServerSentEvents.class);
                body.next();
                processed.release();
                assertThat(reset.await(30, TimeUnit.SECONDS)).isTrue();
                while (body.hasNext()) {
                    body.next();
                }
            });

            assertThat(exchange.getException(ModelArtsStreamException.class)).hasMessageContaining("broke");
            assertThat(exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY))
                    .isEqualTo("BROKEN");
        }
    }

    @Test
    void keepsTheEventsBeforeABreak() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD + event("one") + event("two"));
            awaitProcessed();
            connection.reset();
        })) {
            Exchange exchange = split(server, "");

            assertThat(exchange.getException()).hasRootCauseInstanceOf(IOException.class);
            ModelArtsStreamException failure = exchange.getException(ModelArtsStreamException.class);
            assertThat(failure.getEvents()).isEqualTo(2);
            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.mayHaveExecuted()).isTrue();
            assertThat(failure).hasMessageContaining("broke").hasMessageContaining("Events handed on before: 2");
            assertThat(events).containsExactly("one", "two");
            assertEnded(exchange, StreamEnd.BROKEN, 2);
            assertThat(server.heads())
                    .as("a stream is never begun a second time")
                    .hasSize(1);
        }
    }

    /** HttpCore drops data that it reads in the same step as the end of the connection. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTheEventsThatArriveTogetherWithTheBreak(boolean tls) throws Exception {
        ScriptedServer.Play play = connection -> {
            connection.request();
            connection.send(HEAD + event("one") + event("two"));
        };
        nothingLeft.routes().context().getRegistry().bind("trust", Trust.in(IDENTITY.trustStore()));
        try (ScriptedServer server =
                tls ? ScriptedServer.playing(IDENTITY.serverContext(), play) : ScriptedServer.playing(play)) {
            Exchange exchange = split(server, tls ? "&sslContextParameters=#trust" : "");

            assertThat(exchange.getException(ModelArtsStreamException.class).getEvents())
                    .isEqualTo(2);
            assertThat(events).containsExactly("one", "two");
        }
    }

    /** F52. */
    @Test
    void endsASilentStreamAfterTheResponseTimeout() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD + event("one") + event("two") + event("three"));
            connection.awaitHangUp();
        })) {
            Exchange exchange = split(server, "&responseTimeout=700ms");

            ModelArtsStreamException failure = exchange.getException(ModelArtsStreamException.class);
            assertThat(failure).hasMessageContaining("responseTimeout");
            assertThat(failure.getEvents()).isEqualTo(3);
            assertThat(events).containsExactly("one", "two", "three");
            assertEnded(exchange, StreamEnd.TIMEOUT, 3);
            assertHungUp(server);
        }
    }

    @Test
    void endsAStreamThatTakesTooLong() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD);
            connection.flood(event("again").getBytes(UTF_8));
        })) {
            Exchange exchange = split(server, "&streamTimeout=500ms");

            assertThat(exchange.getException(ModelArtsStreamException.class))
                    .hasMessageContaining("streamTimeout=PT0.5S");
            assertThat(exchange.getProperty(ModelArtsConstants.STREAM_END_PROPERTY))
                    .isEqualTo("TIMEOUT");
            assertHungUp(server);
        }
    }

    @Test
    void retriesBeforeTheFirstByte() throws Exception {
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            boolean first = processed.availablePermits() == 0;
            processed.release();
            String refusal = "{\"error_code\":\"APIG.0308\",\"error_msg\":\"throttled\"}";
            out.write((first
                            ? "HTTP/1.1 429 Scripted\r\nContent-Type: application/json\r\nContent-Length: "
                                    + refusal.length() + "\r\n\r\n" + refusal
                            : HEAD + event("one") + LAST_CHUNK)
                    .getBytes(UTF_8));
            out.flush();
        })) {
            Exchange exchange = split(server, "");

            assertThat(events).containsExactly("one");
            assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS))
                    .isEqualTo(2);
        }
    }

    @Test
    void showsEventsAsTheStepsConvertThem() throws Exception {
        List<Object> seen = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> connection.send(
                HEAD + chunk("id: 7\nevent: token\nretry: 3000\ndata: {\"word\":\ndata: \"a\"}\n\n") + LAST_CHUNK))) {
            read(server, "", exchange -> {
                ServerSentEvents body = exchange.getMessage().getBody(ServerSentEvents.class);
                ServerSentEvent event = body.next();
                seen.add(event.id());
                seen.add(event.event());
                seen.add(event.retry().toMillis());
                seen.add(exchange.getContext().getTypeConverter().convertTo(String.class, event));
                seen.add(exchange.getContext().getTypeConverter().convertTo(Map.class, event));
                ServerSentEvent label = ServerSentEvent.of("{\"predicted_label\":\"rose\"}");
                seen.add(exchange.getContext()
                        .getTypeConverter()
                        .convertTo(ImageClassification.class, label)
                        .label());
                seen.add(body.next());
                seen.add(body.hasNext());
            });
        }
        assertThat(seen)
                .containsExactly("7", "token", 3000L, "{\"word\":\n\"a\"}", Map.of("word", "a"), "rose", null, false);
    }

    @Test
    void passesEventsOnAsAStreamOfBytes() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(
                connection -> connection.send(HEAD + event("one") + event("two") + event("[DONE]") + LAST_CHUNK))) {
            read(
                    server,
                    "",
                    exchange -> events.add(new String(
                            exchange.getMessage().getBody(InputStream.class).readAllBytes(), UTF_8)));
        }
        assertThat(events).containsExactly("data: one\n\ndata: two\n\ndata: [DONE]\n\n");
    }

    /** Camel's stream caching, which is on by default, must not read the bytes before the last step does. */
    @Test
    void keepsEventsLiveThatWereConvertedToBytes() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
            connection.send(HEAD + event("one"));
            awaitProcessed();
            connection.send(LAST_CHUNK);
        })) {
            nothingLeft.routes().context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:convert")
                            .to(predict(server, "&streaming=true"))
                            .convertBodyTo(InputStream.class)
                            .setHeader("another", constant("step"))
                            .process(exchange -> {
                                java.io.InputStream body = exchange.getMessage().getBody(InputStream.class);
                                events.add(new String(body.readNBytes(11), UTF_8));
                                processed.release();
                                events.add(new String(body.readAllBytes(), UTF_8));
                            });
                }
            });
            assertEnded(nothingLeft.watched(nothingLeft.routes().call("direct:convert", "{}")), StreamEnd.COMPLETE, 1);
            assertThat(events).containsExactly("data: one\n\n", "");
        }
    }
}
