package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.api.StreamStep;
import io.github.camelmodelarts.local.gateway.StreamClient.Leaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Clients that leave a stream, or read nothing of it. The delays until the server notices it are in the log. */
class ClientLeavingTest {

    private static final Logger LOG = LoggerFactory.getLogger(ClientLeavingTest.class);
    private static final AnswerStream ENDLESS =
            AnswerStream.events("x".repeat(1_000)).repeated();

    private static ModelArtsLocal server;

    private String name;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void useAServiceOfItsOwn(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName();
    }

    private Service serve(Iterable<? extends StreamStep> steps) {
        return server.addService(name, request -> ModelAnswer.events(steps)).withoutAuthentication();
    }

    private static RecordedStream only(Service service) {
        assertThat(service.streams().recorded()).hasSize(1);
        return service.streams().recorded().get(0);
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedInAPause(Leaving leaving) throws IOException {
        Service service = serve(AnswerStream.events("first").pause(Duration.ofHours(1)));
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            client.readUntil("first");
            assertNoticed(service, client, leaving);
            assertThat(only(service).events()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedInSilence(Leaving leaving) throws IOException {
        Service service = serve(AnswerStream.events("first").silence());
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            client.readUntil("first");
            assertNoticed(service, client, leaving);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedBeforeTheFirstEvent(Leaving leaving) throws IOException {
        Service service = serve(AnswerStream.empty().silence());
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            soon().until(() -> service.streams().open() == 1);
            assertNoticed(service, client, leaving);
            assertThat(only(service).bytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedWhileTheClientReadsNothing(Leaving leaving) throws IOException {
        Service service = serve(AnswerStream.events("first").then(ENDLESS));
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            client.readUntil("first");
            awaitNoMoreBytes(service);
            assertNoticed(service, client, leaving);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedWhileEventsAreSent(Leaving leaving) throws IOException {
        Service service =
                serve(AnswerStream.events("first").every(Duration.ofMillis(1)).repeated());
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            client.readUntil("first");
            assertNoticed(service, client, leaving);
        }
    }

    /** Such steps never wait for the client, nor for a timer. */
    @ParameterizedTest
    @EnumSource
    void isNoticedDuringEndlessStepsThatSendNothing(Leaving leaving) throws IOException {
        Service service = serve(AnswerStream.events("first")
                .then(AnswerStream.empty().pause(Duration.ZERO).repeated()));
        try (StreamClient client = new StreamClient(server, name, leaving)) {
            client.readUntil("first");
            assertNoticed(service, client, leaving);
        }
    }

    private static void assertNoticed(Service service, StreamClient client, Leaving leaving) throws IOException {
        Instant left = Instant.now();
        client.leave();
        soon().until(() -> service.streams().open() == 0);
        RecordedStream stream = only(service);
        assertThat(stream.end()).isEqualTo(StreamEnd.CLOSED_BY_CLIENT);
        assertThat(service.streams().closedByClient()).isEqualTo(1);
        LOG.info("{}: noticed after {}", leaving, Duration.between(left, stream.ended()));
        soon().until(() -> service.inFlight() == 0);
    }

    private static long awaitNoMoreBytes(Service service) {
        AtomicLong last = new AtomicLong(-1);
        soon().pollInterval(Duration.ofMillis(100)).until(() -> {
            long now = only(service).bytes();
            return now > 0 && last.getAndSet(now) == now;
        });
        return last.get();
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "TLS_FIN", "HTTP2_FIN"})
    void takesNoMoreStepsWhileTheClientReadsNothing(Leaving transport) throws IOException {
        AtomicLong taken = new AtomicLong();
        Service service = serve(AnswerStream.events(
                () -> Stream.generate(() -> "event " + taken.incrementAndGet() + " ".repeat(10_000))
                        .iterator()));
        try (StreamClient client = new StreamClient(server, name, transport)) {
            client.readUntil("event 1 ");
            long written = awaitNoMoreBytes(service);
            long steps = taken.get();
            // the buffers of both sockets
            assertThat(written).isLessThan(32 << 20);
            await().during(Duration.ofMillis(300)).atMost(Duration.ofMinutes(1)).until(() -> taken.get() == steps);
            if (transport != Leaving.HTTP2_FIN) { // this client never opens its window
                client.readUntil("event " + (steps + 10) + " ");
            }
        }
    }

    @Test
    void leavesOtherStreamsOfItsConnectionAlone() throws Exception {
        Service service =
                serve(AnswerStream.events("first").every(Duration.ofMillis(10)).repeated());
        HttpClient client =
                HttpClient.newBuilder().sslContext(server.sslContext()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.tlsAddress(name)))
                .timeout(Duration.ofMinutes(1))
                .build();
        try (InputStream stays =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            // more resets on one connection than Undertow allows by default
            for (int i = 1; i <= 5; i++) {
                leave(client, request, 50);
            }
            soon().until(() -> service.streams().closedByClient() == 250);
            List<RecordedStream> streams = service.streams().recorded();
            assertThat(streams)
                    .extracting(RecordedStream::remotePort)
                    .containsOnly(streams.get(0).remotePort());
            assertThat(streams.get(0).end()).isNull();
            long events = streams.get(0).events();
            soon().until(() -> service.streams().recorded().get(0).events() > events + 10);
            assertThat(stays.readNBytes(13)).asString().isEqualTo("data: first\n\n");
        }
        soon().until(() -> service.inFlight() == 0);
    }

    private static void leave(HttpClient client, HttpRequest request, int times) throws IOException {
        List<CompletableFuture<HttpResponse<InputStream>>> open = Stream.generate(
                        () -> client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()))
                .limit(times)
                .toList();
        for (CompletableFuture<HttpResponse<InputStream>> response : open) {
            response.join().body().close();
        }
    }
}
