package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;

import static org.assertj.core.api.Assertions.assertThat;

/** A call to a slow server ends, its connection is not used again, and the request is sent once. */
class SlowServerTest extends FaultTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Each server sends a little data at short intervals, so that responseTimeout does not end the call. */
    enum Shape {
        F34_DRIPS_THE_STATUS_LINE(line -> line.drip("HTTP/1.1 200 " + "O".repeat(60_000), PAUSE)),
        F34_DRIPS_A_HEADER(line -> line.send(OK + "X-Slow: ").drip("x", PAUSE)),
        F34_DRIPS_HEADERS(line -> line.send(OK).drip("X: y\r\n", PAUSE)),
        F34_DRIPS_INTERIM_ANSWERS(line -> line.drip("HTTP/1.1 100 Continue\r\n\r\n", PAUSE)),
        F35_DRIPS_A_BODY(
                line -> line.send(OK + "Content-Length: 1000000\r\n\r\n").drip("x", PAUSE)),
        F35_DRIPS_A_BODY_TO_THE_END_OF_THE_CONNECTION(
                line -> line.send(OK + "\r\n").drip("x", PAUSE)),
        F35_DRIPS_A_CHUNK(line ->
                line.send(OK + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n").drip("x", PAUSE)),
        F35_DRIPS_CHUNKS(
                line -> line.send(OK + "Transfer-Encoding: chunked\r\n\r\n").drip("1\r\nx\r\n", PAUSE)),
        F35_DRIPS_THE_SIZE_OF_A_CHUNK(
                line -> line.send(OK + "Transfer-Encoding: chunked\r\n\r\n").drip("0", PAUSE)),
        F35_DRIPS_TRAILERS(line ->
                line.send(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n").drip("X: y\r\n", PAUSE)),
        F35_DRIPS_A_FAILURE(line ->
                line.send("HTTP/1.1 500 x\r\nContent-Length: 60000\r\n\r\n").drip("x", PAUSE)),
        F52_DRIPS_EVENTS(line ->
                line.send(OK + "Content-Type: text/event-stream\r\n\r\n").drip("data: 1\n\n", PAUSE));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without a state
        private final Play answer;

        Shape(Play answer) {
            this.answer = answer;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("R7: a server that")
    void endsACallForEachKindOfDelay(Shape shape) throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(shape.answer)) {
            Instant start = Instant.now();

            Exchange exchange = call(server, "&totalTimeout=500ms");

            Duration taken = Duration.between(start, Instant.now());
            assertTimedOut(exchange, "totalTimeout=PT0.5S");
            assertThat(taken).isLessThan(SOON);
            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
            System.out.println(
                    "totalTimeout=500ms, a server that " + shape + ": ended after " + taken.toMillis() + " ms");
        }
    }

    @Test
    @DisplayName("R7: a server that reads no request")
    void endsACallWhoseRequestIsNotRead() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            awaitQuietly(ended);
            line.awaitHangUp();
        })) {
            Exchange exchange = call(predict(server, "&totalTimeout=1s&bodyType=RAW"), new byte[16 << 20]);

            assertTimedOut(exchange, "totalTimeout=PT1S");
            ended.countDown();
            assertHungUp(server);
        }
    }

    @Test
    @DisplayName("R7: a server that does not complete a TLS handshake")
    void endsACallWithAnIncompleteHandshake() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                line -> line.send("\u0016\u0003\u0003@\u0000").drip("\u0002", PAUSE))) {
            Instant start = Instant.now();

            Exchange exchange = call(predict(server, "&totalTimeout=1s").replace("http:", "https:"), "{}");

            assertTimedOut(exchange, "totalTimeout=PT1S");
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            assertHungUp(server);
        }
    }

    @Test
    @DisplayName("F35: a server that stops responding on a reused connection")
    void endsACallOnAReusedConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send(OK + "Content-Length: 0\r\n\r\n");
            line.request();
            line.awaitHangUp();
        })) {
            assertThat(call(server, "").getException()).isNull();
            nothingLeft.awaitAllReturned();

            assertTimedOut(call(server, "&totalTimeout=1s"), "totalTimeout=PT1S");

            assertHungUp(server);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("F52: a server that stops in the middle of events")
    void failsForAnIncompleteEventStream() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send(OK + "Content-Type: text/event-stream\r\n\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n");
            line.awaitHangUp();
        })) {
            assertTimedOut(call(server, "&responseTimeout=400ms"), "responseTimeout=PT0.4S");

            assertHungUp(server);
        }
    }

    @Test
    @DisplayName("F33: a server that accepts the connection and sends nothing")
    void endsACallWithoutAnyData() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.awaitHangUp();
        })) {
            Instant start = Instant.now();

            assertTimedOut(call(server, "&responseTimeout=400ms"), "responseTimeout=PT0.4S");

            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
