package io.github.camelmodelarts.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.FullPort;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Calls start at once, use no waiting threads, and each ends exactly once. */
class TransportTest extends RouteTest {

    @AfterEach
    void noDelay() {
        echo.delay(Duration.ZERO);
    }

    private AsyncProducer producer(String options) throws Exception {
        return producer(echo, options);
    }

    private AsyncProducer producer(Service service, String options) throws Exception {
        return routes.producer(predict("APP_SIGNATURE", local.address(service.name())) + options);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private Service held(String name, HeldModel model) {
        return local.addService(name, model).backendTimeout(Duration.ZERO);
    }

    /** Until a key has succeeded once, other calls wait for its first calls. */
    private void keySucceeds() throws Exception {
        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), "{}"));
    }

    @Test
    void returnsAtOnceAndCallsBackOnAWorkerOnce() throws Exception {
        HeldModel model = new HeldModel();
        AsyncProducer producer = producer(local.addService("at-once", model), "");
        AtomicInteger callbacks = new AtomicInteger();
        CompletableFuture<String> calledBackOn = new CompletableFuture<>();

        boolean sync = producer.process(exchange("{}"), doneSync -> {
            callbacks.incrementAndGet();
            calledBackOn.complete(doneSync + " " + Thread.currentThread().getName());
        });

        assertThat(sync).isFalse();
        assertThat(callbacks).hasValue(0);
        model.release();
        assertThat(calledBackOn.get(30, TimeUnit.SECONDS)).startsWith("false ").contains("ModelArtsRoutes");
        assertThat(callbacks).hasValue(1);
        producer.stop();
    }

    @Test
    void completesCallsSynchronouslyThatCantBeSent() throws Exception {
        AsyncProducer producer = producer("&bodyType=JSON");
        Exchange exchange = exchange(null);
        List<Boolean> callbacks = new ArrayList<>();

        boolean sync = producer.process(exchange, callbacks::add);

        assertThat(sync).isTrue();
        assertThat(callbacks).containsExactly(true);
        assertThat(exchange.getException()).isNotNull();
        producer.stop();
    }

    @Test
    void aNextStepThatBlocksDoesNotStopOtherCalls() throws Exception {
        // if a response arrives before process() returns, it is reported on
        // the caller's thread, and only this thread blocks
        HeldModel model = new HeldModel();
        AsyncProducer first = producer(local.addService("first", model), "");
        AsyncProducer producer = producer("");
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(20);

        first.process(exchange("{}"), doneSync -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        model.release();
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            producer.process(exchange("{}"), doneSync -> others.countDown());
        }

        assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        first.stop();
        producer.stop();
    }

    @Test
    void continuesOnTheWorkerPool() throws Exception {
        ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "my-own-thread"));
        context.getRegistry().bind("mine", mine);
        CompletableFuture<String> calledBackOn = new CompletableFuture<>();
        HeldModel model = new HeldModel();
        AsyncProducer producer = producer(local.addService("for-mine", model), "&workerPool=#mine");

        producer.process(
                exchange("{}"),
                doneSync -> calledBackOn.complete(Thread.currentThread().getName()));
        model.release();

        assertThat(calledBackOn.get(30, TimeUnit.SECONDS)).isEqualTo("my-own-thread");
        producer.stop();
        assertThat(mine.isShutdown()).isFalse();
        mine.shutdown();
    }

    @Test
    void admitsMaxConnectionsCallsAndTheOthersWait() throws Exception {
        keySucceeds();
        HeldModel model = new HeldModel();
        Service held = held("seven", model);

        CompletableFuture<List<Exchange>> calls =
                routes.startInParallel(predict("APP_SIGNATURE", local.address(held.name())) + "&maxConnections=7", 50);
        await().until(() -> held.inFlight() == 7);
        model.release();

        assertThat(calls.get(60, TimeUnit.SECONDS)).hasSize(50).allSatisfy(RouteTest::assertPredicted);
        assertThat(held.peakInFlight()).isEqualTo(7);
    }

    @Test
    void admitsCallsInTheirOrder() throws Exception {
        keySucceeds();
        local.clearRequests();
        AsyncProducer producer = producer("&maxConnections=1");
        CountDownLatch done = new CountDownLatch(50);

        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            bodies.add("{\"number\":" + i + "}");
            producer.process(exchange(bodies.get(i)), doneSync -> done.countDown());
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(requests(50)).extracting(RecordedRequest::bodyText).containsExactlyElementsOf(bodies);
        producer.stop();
    }

    @Test
    void sharesAdmissionAmongEndpointsOfOneHost() throws Exception {
        keySucceeds();
        HeldModel model = new HeldModel();
        Service held = held("shared", model);
        AsyncProducer one = producer(held, "&maxConnections=3&stage=RELEASE");
        AsyncProducer other = producer(held, "&maxConnections=3&inputName=x");
        CountDownLatch done = new CountDownLatch(12);

        for (int i = 0; i < 12; i++) {
            (i % 2 == 0 ? one : other).process(exchange("{}"), doneSync -> done.countDown());
        }
        await().until(() -> held.inFlight() == 3);
        model.release();

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(held.peakInFlight()).isEqualTo(3);
        one.stop();
        other.stop();
    }

    @Test
    void manyCallsInFlightNeedFewThreads() throws Exception {
        HeldModel model = new HeldModel();
        Service held = held("many", model);
        int before = clientThreads();
        Routes own = Routes.knowing(local);
        AsyncProducer producer = own.context()
                .getEndpoint(predict("APP_SIGNATURE", local.address(held.name()))
                        + "&maxConnections=1500&connectTimeout=5m&responseTimeout=5m&totalTimeout=5m")
                .createAsyncProducer();
        producer.start();
        // until a key has succeeded once, other calls wait for its first calls
        assertPredicted(own.send(predict("APP_SIGNATURE", local.address("echo")), "{}"));
        CountDownLatch done = new CountDownLatch(1500);
        AtomicInteger failures = new AtomicInteger();

        for (int i = 0; i < 1500; i++) {
            Exchange exchange = exchange("{}");
            producer.process(exchange, doneSync -> {
                if (exchange.getException() != null) {
                    failures.incrementAndGet();
                }
                done.countDown();
            });
        }
        await().atMost(Duration.ofMinutes(3)).until(() -> held.inFlight() == 1500);
        int threads = clientThreads() - before;
        model.release();

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).hasValue(0);
        System.out.println("1,500 calls in flight: " + threads + " threads, Camel's and HttpClient's own among them");
        assertThat(threads).isLessThan(30);
        producer.stop();
        own.close();
    }

    @Test
    void losesNoCallWhenThePoolRejectsTasks() throws Exception {
        ExecutorService shutDown = Executors.newSingleThreadExecutor();
        shutDown.shutdown();
        context.getRegistry().bind("shutDown", shutDown);

        assertPredicted(routes.send(predict("APP_CODE", local.address("echo")) + "&workerPool=#shutDown", "{}"));
        echo.delay(Duration.ofSeconds(20));
        Exchange late = routes.send(
                predict("APP_CODE", local.address("echo")) + "&workerPool=#shutDown&totalTimeout=200ms", "{}");
        assertThat(late.getException()).isInstanceOf(ModelArtsTimeoutException.class);
    }

    @Test
    void neverCallsBackOnAReactorThreadEvenIfThePoolRunsTasksOnTheCallersThread() throws Exception {
        ExecutorService callerRuns = context.getExecutorServiceManager().newThreadPool(this, "tiny", 1, 1);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 1 + 1000; i++) {
            // fills Camel's pool: when it is full, it runs the next task on the caller's thread
            callerRuns.execute(() -> awaitQuietly(release));
        }
        context.getRegistry().bind("callerRuns", callerRuns);
        HeldModel model = new HeldModel();
        AsyncProducer producer = producer(local.addService("for-callers", model), "&workerPool=#callerRuns");
        CompletableFuture<String> calledBackOn = new CompletableFuture<>();

        producer.process(
                exchange("{}"),
                doneSync -> calledBackOn.complete(Thread.currentThread().getName()));
        // not earlier: a response that arrives before process() returns is
        // reported on the caller's thread, which is allowed
        model.release();

        assertThat(calledBackOn.get(30, TimeUnit.SECONDS)).contains("ModelArtsRoutes");
        release.countDown();
        producer.stop();
        context.getExecutorServiceManager().shutdownNow(callerRuns);
    }

    @Test
    void bodiesThatNeverArriveDelayOnlyTheirOwnCalls() throws Exception {
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            AsyncProducer stuck = uncached.context()
                    .getEndpoint(predict("AK_SK", local.address("sink")) + "&totalTimeout=2s")
                    .createAsyncProducer();
            stuck.start();
            CountDownLatch ended = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                Exchange exchange = new DefaultExchange(uncached.context());
                exchange.getMessage().setBody(new PipedInputStream(new PipedOutputStream()));
                stuck.process(exchange, doneSync -> ended.countDown());
            }

            assertPredicted(uncached.send(predict("AK_SK", local.address("echo")), "{}"));
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            // their connections are closed, which shows the server that no more data follows
            await().untilAsserted(() -> assertThat(sink.inFlight()).isZero());
            stuck.stop();
        }
    }

    @Test
    void saysThatABodyCantBeReadAndNotThatTheServiceBroke() throws Exception {
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            InputStream broken = InputStream.nullInputStream();
            broken.close();

            Exchange exchange = uncached.send(predict("AK_SK", local.address("sink")), broken);

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("The body can't be read")
                    .hasMessageContaining("Stream closed");
        }
    }

    @Test
    void oneBadResponseDoesNotAffectOtherCallsOfAnHttp2Connection() throws Exception {
        context.getRegistry().bind("trust", Trust.in(local));
        Service large = local.addService(
                "large",
                request ->
                        ModelAnswer.of(200, "text/plain", "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8)));
        HeldModel model = new HeldModel();
        Service held = held("held2", model);
        String options = "&http2=true&sslContextParameters=#trust&maxConnections=1";
        Endpoint patient = context.getEndpoint(
                predict("APP_CODE", local.tlsAddress(held.name())) + options + "0&maxResponseSize=1000000");
        AsyncProducer producer = patient.createAsyncProducer();
        producer.start();
        List<Exchange> others = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            Exchange exchange = exchange("{}");
            others.add(exchange);
            producer.process(exchange, doneSync -> done.countDown());
        }
        await().until(() -> held.inFlight() == 5);

        Exchange refused = routes.send(
                predict("APP_CODE", local.tlsAddress(large.name())) + options + "0&maxResponseSize=1000000", "{}");

        assertThat(refused.getException()).isInstanceOf(ModelArtsResponseException.class);
        model.release();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(others).allSatisfy(RouteTest::assertPredicted);
        producer.stop();
    }

    @Test
    void endsACallThatExceedsTotalTimeout() throws Exception {
        echo.delay(Duration.ofSeconds(20));

        Exchange exchange = routes.send(predict("APP_SIGNATURE", local.address("echo")) + "&totalTimeout=2s", "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining("totalTimeout=PT2S");
        assertThat(((ModelArtsTimeoutException) exchange.getException()).mayHaveExecuted())
                .isTrue();
    }

    @Test
    void aClientThatIsJustStartingLosesNoCall() throws Exception {
        int clients = 40;
        CountDownLatch done = new CountDownLatch(clients * 5);
        List<AsyncProducer> producers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            // a different number of connections makes a different client
            AsyncProducer producer = producer("&maxConnections=" + (2000 + i));
            producers.add(producer);
            for (int call = 0; call < 5; call++) {
                producer.process(exchange("{}"), doneSync -> done.countDown());
            }
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        for (AsyncProducer producer : producers) {
            producer.stop();
        }
    }

    @Test
    void endsACallThatGetsNoConnection() throws Exception {
        try (FullPort full = new FullPort()) {
            String address = "http://127.0.0.1:" + full.number() + "/v1";

            Exchange exchange = routes.send(predict("APP_SIGNATURE", address) + "&connectTimeout=300ms", "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsTimeoutException.class)
                    .hasMessageContaining("connectTimeout=PT0.3S");
            assertThat(((ModelArtsTimeoutException) exchange.getException()).mayHaveExecuted())
                    .isFalse();
        }
    }

    @Test
    void endsACallThatReceivesNoData() throws Exception {
        echo.delay(Duration.ofSeconds(20));

        Exchange exchange =
                routes.send(predict("APP_SIGNATURE", local.address("echo")) + "&responseTimeout=300ms", "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining("responseTimeout=PT0.3S");
    }

    @Test
    void aRouteThatStopsAndStartsAgainWorks() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:restarted").routeId("restarted").to(predict("APP_CODE", local.address("echo")));
            }
        });
        for (int i = 0; i < 5; i++) {
            assertPredicted(
                    template.send("direct:restarted", e -> e.getMessage().setBody("{}")));
            context.getRouteController().stopRoute("restarted");
            context.getRouteController().startRoute("restarted");
        }
        assertPredicted(template.send("direct:restarted", e -> e.getMessage().setBody("{}")));
    }

    @Test
    void aContextThatStopsAndStartsAgainWorksAndLeavesNoThreads() throws Exception {
        local.addService("open", new EchoModel()).withoutAuthentication();
        String uri = predict("NONE", local.address("open"));
        int before = threadsNamed("ModelArts").size();
        Routes own = Routes.anonymous();
        assertPredicted(own.send(uri, "{}"));
        for (int i = 0; i < 3; i++) {
            own.context().stop();
            own.context().start();
            assertPredicted(own.send(uri, "{}"));
        }
        own.close();
        await().untilAsserted(() -> assertThat(threadsNamed("ModelArts")).hasSizeLessThanOrEqualTo(before));
    }

    @Test
    void endsCallsInFlightAndWaitingWhenTheProducerStops() throws Exception {
        Service slow = local.addService("stopped", new EchoModel()).delay(Duration.ofSeconds(20));
        AsyncProducer producer = producer(slow, "&maxConnections=2");
        CountDownLatch done = new CountDownLatch(5);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Exchange exchange = exchange("{}");
            exchanges.add(exchange);
            producer.process(exchange, doneSync -> done.countDown());
        }
        await().until(() -> slow.inFlight() == 2);

        producer.stop();

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(exchanges)
                .allSatisfy(exchange -> assertThat(exchange.getException())
                        .isInstanceOf(ModelArtsConnectionException.class)
                        .hasMessageContaining("stopped"));
        assertThat(exchanges)
                .extracting(exchange -> (ModelArtsConnectionException) exchange.getException())
                .extracting(ModelArtsConnectionException::mayHaveExecuted, ModelArtsConnectionException::getAttempts)
                .containsExactly(tuple(true, 1), tuple(true, 1), tuple(false, 0), tuple(false, 0), tuple(false, 0));
        Exchange late = exchange("{}");
        CountDownLatch ended = new CountDownLatch(1);
        producer.process(late, doneSync -> ended.countDown());
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(late.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&sslContextParameters=#trust", "&sslContextParameters=#trust&http2=true"})
    void sendsAStreamOfUnknownLengthWhileItIsWritten(String options) throws Exception {
        CompletableFuture<String> begun = new CompletableFuture<>();
        String name = "begun-" + options.length();
        local.addService(name, request -> {
            begun.complete(new String(request.body().readNBytes(5), StandardCharsets.UTF_8));
            String rest = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
            return ModelAnswer.json(Map.of("rest", rest));
        });
        String address = options.isEmpty() ? local.address(name) : local.tlsAddress(name);
        PipedOutputStream slowly = new PipedOutputStream();
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            uncached.context().getRegistry().bind("trust", Trust.in(local));
            Exchange exchange = uncached.exchange(new PipedInputStream(slowly));
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain");
            CompletableFuture<Exchange> call = uncached.template()
                    .asyncSend(uncached.route(predict("APP_SIGNATURE", address) + options), exchange);
            slowly.write("first".getBytes(StandardCharsets.UTF_8));
            slowly.flush();

            assertThat(begun.get(30, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(call).isNotDone();
            slowly.write(" second".getBytes(StandardCharsets.UTF_8));
            slowly.close();

            assertThat(call.get(30, TimeUnit.SECONDS).getMessage().getBody(String.class))
                    .isEqualTo("{\"rest\":\" second\"}");
            assertThat(request().header("X-Sdk-Content-Sha256")).isEqualTo("UNSIGNED-PAYLOAD");
            assertThat(request().header("Content-Length")).isNull();
        }
    }

    @Test
    void readsAStreamThatBlocksOnAWorkerAndNotOnTheReactor() throws Exception {
        PipedOutputStream slowly = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(slowly, 16);
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            CompletableFuture<Exchange> streamed = CompletableFuture.supplyAsync(() -> {
                try {
                    return uncached.send(
                            predict("AK_SK", local.address("sink")), body, Map.of(Exchange.CONTENT_TYPE, "text/plain"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            slowly.write("first".getBytes(StandardCharsets.UTF_8));
            slowly.flush();
            // while that stream waits for more, other calls over the same client go through
            for (int i = 0; i < 10; i++) {
                assertPredicted(uncached.send(predict("AK_SK", local.address("echo")), "{}"));
            }
            assertThat(streamed).isNotDone();
            slowly.write(" second".getBytes(StandardCharsets.UTF_8));
            slowly.close();

            assertThat(streamed.get(30, TimeUnit.SECONDS).getMessage().getBody(String.class))
                    .contains("\"bytes\":12");
        }
    }

    @Test
    void failsAndSendsNothingCompleteWhenAFileGrowsWhileItIsSent(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("growing.bin");
        try (RandomAccessFile growing = new RandomAccessFile(file.toFile(), "rw")) {
            growing.setLength(1_000_000);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
            // the strategy runs after the length of the file was read, and before the first byte is sent
            context.getRegistry().bind("growing", (AuthStrategy) request -> {
                try {
                    growing.setLength(1_000_001);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return CompletableFuture.completedFuture(new Authenticated(
                        request.withHeader("X-Apig-AppCode", local.credentials().appCode())));
            });

            Exchange exchange = routes.send(
                    "modelarts:predict?authStrategy=#growing&bodyType=RAW&address=" + local.address("sink"),
                    file.toFile());

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("growing.bin changed while it was being sent")
                    .hasMessageContaining("readLock=changed");
        }
        assertThat(local.requests())
                .allSatisfy(request -> assertThat(request.status()).isNotEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrink", "change", "vanish"})
    void neverSendsACompleteBodyThatDiffersFromTheSignedOne(String what, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("flowers.json"), "{\"a\":\"" + "x".repeat(200_000) + "\"}");
        context.getRegistry().bind("meddling-" + what, (AuthStrategy) request -> {
            try {
                request.body().sha256();
                switch (what) {
                    case "shrink" -> Files.writeString(file, "{}");
                    case "change" -> Files.writeString(file, "{\"a\":\"" + "y".repeat(200_000) + "\"}");
                    default -> Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return CompletableFuture.completedFuture(new Authenticated(
                    request.withHeader("X-Apig-AppCode", local.credentials().appCode())));
        });

        Exchange exchange = routes.send(
                "modelarts:predict?authStrategy=#meddling-" + what + "&address=" + local.address("echo"),
                file.toFile());

        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        assertThat(local.requests())
                .allSatisfy(request -> assertThat(request.status()).isNotEqualTo(200));
    }

    private static int clientThreads() {
        return threads().size();
    }

    /** All live threads of this JVM except those of the local server, which also runs in it. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("XNIO") && !name.startsWith("modelarts-local"))
                .toList();
    }

    private static List<String> threadsNamed(String part) {
        return threads().stream().filter(name -> name.contains(part)).toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
