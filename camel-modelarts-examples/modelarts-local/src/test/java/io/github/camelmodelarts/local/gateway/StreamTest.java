package io.github.camelmodelarts.local.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.api.StreamStep;
import io.github.camelmodelarts.local.gateway.StreamClient.Leaving;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class StreamTest {

    private static ModelArtsLocal server;
    private static HttpClient client;

    private String name;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.start();
        client = HttpClient.newBuilder().sslContext(server.sslContext()).build();
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
        return serve(ModelAnswer.events(steps));
    }

    private Service serve(ModelAnswer answer) {
        return server.addService(name, request -> answer).withoutAuthentication();
    }

    private HttpRequest request(boolean http2) {
        return HttpRequest.newBuilder(URI.create(http2 ? server.tlsAddress(name) : server.address(name)))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private HttpResponse<byte[]> get(boolean http2) throws IOException, InterruptedException {
        return client.send(request(http2), HttpResponse.BodyHandlers.ofByteArray());
    }

    private String text() throws IOException, InterruptedException {
        return new String(get(false).body(), StandardCharsets.UTF_8);
    }

    private String head() {
        return "GET " + URI.create(server.address(name)).getPath() + " HTTP/1.1\r\nHost: localhost\r\n";
    }

    private static RecordedStream only(Service service) {
        assertThat(service.streams().recorded()).hasSize(1);
        return service.streams().recorded().get(0);
    }

    private static void awaitEnd(Service service, StreamEnd end) {
        await().atMost(60, SECONDS).until(() -> service.inFlight() == 0);
        assertThat(only(service).end()).isEqualTo(end);
        assertThat(service.streams().open()).isZero();
        assertThat(service.streams().closedByClient()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsEventsUntilTheirProperEnd(boolean http2) throws Exception {
        Service service = serve(AnswerStream.events("Hello", "two\nlines")
                .comment("keep-alive")
                .event("note", "你好")
                .error("ModelArts.81101", "Too many requests")
                .done());
        HttpResponse<byte[]> response = get(http2);
        assertThat(response.version()).isEqualTo(http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
        assertThat(response.headers().firstValue("X-Request-Id"))
                .contains(only(service).requestId());
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .startsWith("data: Hello\n\ndata: two\ndata: lines\n\n: keep-alive\n\nevent: note\ndata: 你好\n\n"
                        + "data: {\"error\":{")
                .contains("\"error_code\":\"ModelArts.81101\",\"error_msg\":\"Too many requests\"}\n\n")
                .endsWith("\n\ndata: [DONE]\n\n");
        // recorded before the client has the end
        assertThat(only(service).end()).isEqualTo(StreamEnd.COMPLETE);
        assertThat(only(service).events()).isEqualTo(6);
        assertThat(only(service).bytes()).isEqualTo(response.body().length);
        assertThat(only(service).ended()).isBetween(only(service).opened(), Instant.now());
        assertThat(service.streams().opened()).isEqualTo(1);
        assertThat(only(service))
                .hasToString("RecordedStream[COMPLETE, 6 events, " + response.body().length + " bytes]");
        awaitEnd(service, StreamEnd.COMPLETE);
    }

    @ParameterizedTest
    @EnumSource
    void sendsEachEventAtOnce(Leaving transport) throws IOException {
        Service service = serve(AnswerStream.events("first")
                .pause(Duration.ofMillis(20))
                .event("second")
                .silence());
        try (StreamClient reader = new StreamClient(server, name, transport)) {
            reader.readUntil("data: first\n\n");
            reader.readUntil("data: second\n\n");
            await().atMost(60, SECONDS).until(() -> only(service).events() == 2);
            assertThat(only(service).end()).isNull();
            assertThat(only(service).ended()).isNull();
            assertThat(only(service).toString()).contains("[open, 2 events");
            assertThat(service.streams().open()).isEqualTo(1);
            assertThat(service.inFlight()).isEqualTo(1);
        }
    }

    @Test
    void pausesForTheGivenTime() throws Exception {
        serve(AnswerStream.events("slow").every(Duration.ofMillis(100)).done());
        Instant start = Instant.now();
        get(false);
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(99));
    }

    /** Timers have a resolution of a millisecond; 20,000 pauses of a millisecond would take 20 s. */
    @Test
    void canPauseForLessThanAMillisecond() throws Exception {
        List<String> ticks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            ticks.add("tick");
        }
        Service service = serve(AnswerStream.events(ticks).every(Duration.ofNanos(10_000)));
        Instant start = Instant.now();
        get(false);
        assertThat(only(service).events()).isEqualTo(20_000);
        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(190), Duration.ofSeconds(15));
    }

    @Test
    void servesOtherRequestsOfTheConnectionAfterTheStream() throws IOException {
        Service service = serve(AnswerStream.events("only"));
        server.addService(name + "echo", new EchoModel()).withoutAuthentication();
        String echo = head().replace(service.id(), server.service(name + "echo").id()) + "\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.send(head() + "\r\n").answer()).contains("Transfer-Encoding: chunked");
            assertThat(connection.chunks()).isEqualTo("data: only\n\n");
            assertThat(connection.send(echo).answer()).contains("\"method\":\"GET\"");
            assertThat(connection.send(head() + "\r\n").answer()).contains("HTTP/1.1 200");
            assertThat(connection.chunks()).isEqualTo("data: only\n\n");
        }
        assertThat(service.streams().closedByClient()).isZero();
        assertThat(service.streams().opened()).isEqualTo(2);
    }

    @Test
    void servesARequestThatArrivesDuringTheStreamAfterIt() throws IOException {
        Service service =
                serve(AnswerStream.events("first").pause(Duration.ofMillis(300)).event("second"));
        server.addService(name + "echo", new EchoModel()).withoutAuthentication();
        String echo = head().replace(service.id(), server.service(name + "echo").id()) + "\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.send(head() + "\r\n").answer()).contains("HTTP/1.1 200");
            connection.send(echo);
            assertThat(connection.chunks()).isEqualTo("data: first\n\ndata: second\n\n");
            assertThat(connection.answer()).contains("\"method\":\"GET\"");
        }
        assertThat(only(service).end()).isEqualTo(StreamEnd.COMPLETE);
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "TLS_FIN", "HTTP2_FIN"})
    void breaksOffWithoutAProperEnd(Leaving transport) throws IOException {
        Service service = serve(AnswerStream.events("first").breakOff());
        try (StreamClient reader = new StreamClient(server, name, transport)) {
            assertThat(reader.readUntil("data: first\n\n")).doesNotContain("\r\n0\r\n");
            if (transport == Leaving.HTTP2_FIN) {
                assertThatThrownBy(() -> reader.readUntil("never")).hasMessage("The stream was reset");
            } else {
                assertThat(reader.readToTheEnd()).doesNotContain("\r\n0\r\n");
            }
        }
        awaitEnd(service, StreamEnd.BROKEN);
    }

    /** Otherwise such a client could not recognise it. */
    @Test
    void breaksOffVisiblyIfTheClientClosesTheConnectionAnyway() throws IOException {
        serve(AnswerStream.events("first").breakOff());
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.send(head() + "Connection: close\r\n\r\n").answer())
                    .contains("Transfer-Encoding: chunked");
            assertThatThrownBy(connection::chunks).hasMessageContaining("before its last chunk");
        }
    }

    @Test
    void endsAStreamOnAConnectionThatIsClosedAfterIt() throws IOException {
        serve(AnswerStream.events("first", "second"));
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head() + "Connection: close\r\n\r\n").answer();
            assertThat(connection.chunks()).isEqualTo("data: first\n\ndata: second\n\n");
            assertThat(connection.answer()).isEmpty();
        }
        try (RawConnection connection = new RawConnection(server.port())) {
            String old = head().replace("HTTP/1.1", "HTTP/1.0") + "\r\n";
            assertThat(connection.send(old).answer()).doesNotContain("Transfer-Encoding");
            assertThat(connection.rest()).isEqualTo("data: first\n\ndata: second\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "TLS_FIN", "HTTP2_FIN"})
    void resetsTheConnectionOrTheStream(Leaving transport) throws IOException {
        Service service =
                serve(AnswerStream.events("first").pause(Duration.ofMillis(50)).reset());
        try (StreamClient reader = new StreamClient(server, name, transport)) {
            reader.readUntil("data: first\n\n");
            assertThatThrownBy(() -> reader.readUntil("never")).hasMessageContaining("reset");
        }
        awaitEnd(service, StreamEnd.BROKEN);
    }

    @Test
    void closesTheConnectionIfTheStepsFail() throws IOException {
        Service service = serve(AnswerStream.events("first").then(() -> {
            throw new IllegalStateException("on purpose");
        }));
        try (StreamClient reader = new StreamClient(server, name, Leaving.FIN)) {
            assertThat(reader.readToTheEnd()).contains("data: first").doesNotContain("\r\n0\r\n");
        }
        awaitEnd(service, StreamEnd.BROKEN);
    }

    @Test
    void closesTheConnectionIfNoStepCanBeTaken() throws IOException {
        Service service = serve(() -> {
            throw new IllegalStateException("on purpose");
        });
        try (StreamClient reader = new StreamClient(server, name, Leaving.FIN)) {
            assertThat(reader.readToTheEnd()).isEmpty();
        }
        await().atMost(60, SECONDS).until(() -> service.inFlight() == 0);
        assertThat(service.streams().opened()).isZero();
        assertThat(server.requests())
                .filteredOn(request -> name.equals(request.service()))
                .extracting(RecordedRequest::status)
                .containsExactly(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsADownloadOfAnySizeWithoutKeepingItInMemory(boolean http2) throws Exception {
        long length = http2 ? 20L << 20 : 100L << 20;
        Service service = serve(ModelAnswer.stream(200, "application/octet-stream", AnswerStream.download(length))
                .withHeader("Content-Length", String.valueOf(length)));
        HttpResponse<InputStream> response = client.send(request(http2), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(length);
        long offset = 0;
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                assertThat(buffer[0]).isEqualTo((byte) offset);
                offset += n;
            }
        }
        assertThat(offset).isEqualTo(length);
        awaitEnd(service, StreamEnd.COMPLETE);
        assertThat(only(service).bytes()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void closesTheConnectionIfTheBodyHasAnotherLengthThanItSays(int length) {
        Service service = serve(ModelAnswer.stream(
                        200, "text/plain", AnswerStream.empty().text("12345").text("67890"))
                .withHeader("Content-Length", String.valueOf(length)));
        assertThatThrownBy(() -> get(false)).isInstanceOf(IOException.class);
        awaitEnd(service, StreamEnd.BROKEN);
        assertThat(only(service).bytes()).isEqualTo(length == 3 ? 0 : 10);
    }

    @Test
    void compressesSoThatEachEventCanBeReadAtOnce() throws Exception {
        serve(ModelAnswer.events(AnswerStream.events("first").gzip().silence()).withHeader("Content-Encoding", "gzip"));
        serveComplete("complete", AnswerStream.events("first", "second").gzip());
        HttpResponse<InputStream> response = client.send(request(false), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        try (InputStream body = response.body();
                InputStream events = new GZIPInputStream(body)) {
            assertThat(events.readNBytes(13)).asString().isEqualTo("data: first\n\n");
        }
        name = "complete";
        try (InputStream events =
                new GZIPInputStream(new ByteArrayInputStream(get(false).body()))) {
            assertThat(events.readAllBytes()).asString().isEqualTo("data: first\n\ndata: second\n\n");
        }
    }

    private static void serveComplete(String service, AnswerStream steps) {
        server.addService(service, request -> ModelAnswer.events(steps)).withoutAuthentication();
    }

    @Test
    void sendsBytesAsTheyAre() throws Exception {
        byte[] noText = {'d', 'a', 't', 'a', ':', (byte) 0xFF, '\n', '\n'};
        serve(ModelAnswer.stream(
                200, "application/json", AnswerStream.empty().bytes(noText).text("data: no end")));
        HttpResponse<byte[]> response = get(false);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).startsWith(noText).endsWith("data: no end".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void cutsEventsAtAnyByte() throws Exception {
        Service service = serve(AnswerStream.events("ab", "你").inPieces(4));
        assertThat(text()).isEqualTo("data: ab\n\ndata: 你\n\n");
        assertThat(only(service).events()).isEqualTo(3 + 3);
    }

    @Test
    void sendsAStepAnyNumberOfTimes() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap("_ab_".getBytes(StandardCharsets.US_ASCII), 1, 2);
        StreamStep step = new StreamStep.Send(bytes);
        serve(AnswerStream.empty().then(List.of(step, step)));
        assertThat(text()).isEqualTo("abab");
        assertThat(text()).isEqualTo("abab");
    }

    @Test
    void repeatsNothingIfThereIsNothingToRepeat() throws Exception {
        serve(AnswerStream.empty().repeated());
        assertThat(text()).isEmpty();
    }

    @Test
    void refusesImpossibleSteps() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerStream.empty().pause(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerStream.empty().inPieces(0));
        for (AnswerStream ended : List.of(
                AnswerStream.empty(),
                AnswerStream.download(0),
                AnswerStream.empty().repeated())) {
            assertThatThrownBy(() -> ended.iterator().next()).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void sendsOnlyTheHeadersForHead() throws Exception {
        Service service = serve(AnswerStream.events("endless").repeated()).methods("HEAD");
        HttpRequest head = HttpRequest.newBuilder(URI.create(server.address(name)))
                .timeout(Duration.ofSeconds(60))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = client.send(head, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
        assertThat(response.body()).isEmpty();
        awaitEnd(service, StreamEnd.COMPLETE);
    }

    @Test
    void failsAsPlannedBeforeTheStream() throws Exception {
        Service service = serve(AnswerStream.events("later"));
        byte[] asEvent = "data: {\"error_code\":\"ModelArts.81001\"}\n\n".getBytes(StandardCharsets.UTF_8);
        service.failNext(1, Refusals.backendUnavailable())
                .failNext(1, Failure.answer(400, "text/event-stream", asEvent));
        assertThat(get(false).statusCode()).isEqualTo(502);
        HttpResponse<byte[]> rejected = get(false);
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).isEqualTo(asEvent);
        assertThat(service.streams().opened()).isZero();
        assertThat(text()).isEqualTo("data: later\n\n");
    }

    @Test
    void limitsTheTimeUntilTheHeadersButNotTheStream() throws Exception {
        Service service = serve(AnswerStream.events("late").every(Duration.ofMillis(400)))
                .delay(Duration.ofMillis(50))
                .backendTimeout(Duration.ofMillis(300));
        HttpResponse<byte[]> response = get(false);
        assertThat(response.statusCode()).isEqualTo(200);
        awaitEnd(service, StreamEnd.COMPLETE);
    }

    @Test
    void sendsAnErrorStatusWithAStream() throws Exception {
        serve(ModelAnswer.stream(503, "text/html", AnswerStream.empty().text("<h1>busy</h1>"))
                .withHeader("Retry-After", "1")
                .withHeader("Retry-After", "2"));
        HttpResponse<byte[]> response = get(false);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().allValues("Retry-After")).containsExactly("2");
    }

    @Test
    void needsNoThreadWhileStreamsPause() {
        Service service = serve(AnswerStream.events("first")
                .pause(Duration.ofMillis(200))
                .event("second")
                .silence());
        List<CompletableFuture<HttpResponse<InputStream>>> open = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            open.add(client.sendAsync(request(false), HttpResponse.BodyHandlers.ofInputStream()));
        }
        await().atMost(60, SECONDS)
                .until(() -> service.streams().recorded().stream()
                                .filter(stream -> stream.events() == 2)
                                .count()
                        == 500);
        assertThat(service.streams().open()).isEqualTo(500);
        assertThat(service.peakInFlight()).isEqualTo(500);
        // threads of a server from an earlier test may still be ending
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread.getName().startsWith("modelarts-local"))
                        .hasSizeLessThanOrEqualTo(10 * Runtime.getRuntime().availableProcessors() + 2));
        open.forEach(response -> closeBody(response.join()));
        await().atMost(60, SECONDS).until(() -> service.inFlight() == 0);
        assertThat(service.streams().closedByClient()).isEqualTo(500);
    }

    private static void closeBody(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void recordsThatTheServerBrokeItOffWhenItStopped() throws IOException {
        ModelArtsLocal stopped = ModelArtsLocal.start();
        Service service = stopped.addService(
                        name,
                        request ->
                                ModelAnswer.events(AnswerStream.events("first").silence()))
                .withoutAuthentication();
        try (StreamClient plain = new StreamClient(stopped, name, Leaving.FIN);
                StreamClient http2 = new StreamClient(stopped, name, Leaving.HTTP2_FIN)) {
            plain.readUntil("first");
            http2.readUntil("first");
            stopped.close();
            assertThat(plain.readToTheEnd()).doesNotContain("\r\n0\r\n");
        } finally {
            stopped.close();
        }
        assertThat(service.streams().recorded())
                .extracting(RecordedStream::end)
                .containsExactly(StreamEnd.BROKEN, StreamEnd.BROKEN);
        assertThat(service.streams().closedByClient()).isZero();
    }
}
