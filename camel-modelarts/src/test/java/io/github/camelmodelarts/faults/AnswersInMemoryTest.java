package io.github.camelmodelarts.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All responses of a component share one memory budget: each is counted while it is held, and released once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswersInMemoryTest {

    private static final int BUDGET = 4 << 20;

    /** The response takes 60 percent of the budget while it is read, and 30 percent as a string. */
    private static final int LARGE = BUDGET * 3 / 10;

    private static final int SMALL_CALLS = Boolean.getBoolean("soak") ? 10_000 : 1_000;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    private final ResponseMemory memory = ResponseMemory.of(BUDGET);

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withMemory);

    private final CountDownLatch testEnds = new CountDownLatch(1);
    private final Ends ends = new Ends();
    private ScriptedServer server;
    private Routes routes;

    private Routes withMemory() throws Exception {
        Routes opened = Routes.anonymous(memory);
        opened.component().getConfiguration().setAppCode("c4n4ry-code-e90b54d7aa");
        return opened;
    }

    @BeforeEach
    void open() throws Exception {
        routes = nothingLeft.routes();
        routes.context().getShutdownStrategy().setTimeout(1);
        server = ScriptedServer.answering(200, "Content-Type: text/plain\r\n", "x".repeat(LARGE));
    }

    @AfterEach
    void close() throws IOException {
        testEnds.countDown();
        server.close();
        awaitNothingReserved();
    }

    private void awaitNothingReserved() {
        await().untilAsserted(() -> assertThat(memory.reserved()).isZero());
    }

    private void block() throws InterruptedException {
        assertThat(testEnds.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private String predict() {
        return predict(server, "");
    }

    private static String predict(ScriptedServer server, String options) {
        return "modelarts:predict?authType=NONE&address=" + server.address() + options;
    }

    private AsyncProducer route(RouteBuilder route) throws Exception {
        routes.context().addRoutes(route);
        return routes.producer("direct:in");
    }

    private void send(AsyncProducer producer, int calls) {
        for (int i = 0; i < calls; i++) {
            ends.send(producer, routes.exchange("{}"));
        }
    }

    private static void assertLarge(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).hasSize(LARGE);
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: a response is counted until its exchange is done, also behind a seda queue")
    void countsAResponseUntilItsExchangeIsDone() throws Exception {
        List<Long> reserved = new CopyOnWriteArrayList<>();
        AsyncProducer producer = route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(predict())
                        .process(exchange -> reserved.add(memory.reserved()))
                        .to("seda:next?waitForTaskToComplete=Never");
                from("seda:next").process(exchange -> {
                    reserved.add(memory.reserved());
                    block();
                });
            }
        });

        send(producer, 1);

        assertLarge(ends.awaitExchanges().get(0));
        await().until(() -> reserved.size() == 2);
        assertThat(reserved).containsExactly((long) LARGE, (long) LARGE);
        assertThat(memory.reserved()).isEqualTo(LARGE);
        testEnds.countDown();
        awaitNothingReserved();
    }

    @Test
    @Tag("K17")
    @DisplayName(
            "K17: two responses of 60 percent of the budget, one after the other in the same exchange, in 20 exchanges")
    void releasesAReplacedResponse() throws Exception {
        AsyncProducer producer = route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(predict())
                        .to("seda:next?waitForTaskToComplete=Always")
                        .to(predict());
                from("seda:next").to(predict()).to(predict());
            }
        });

        for (int i = 0; i < 5; i++) {
            send(producer, 1);
            assertThat(ends.awaitExchanges()).allSatisfy(AnswersInMemoryTest::assertLarge);
            awaitNothingReserved();
        }
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: parts of a split response, and aggregated responses")
    void countsSplitAndAggregatedResponsesOnce() throws Exception {
        List<Long> reserved = new CopyOnWriteArrayList<>();
        AggregationStrategy first = (one, other) -> one == null ? other : one;
        AsyncProducer producer = route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to(predict())
                        .split(body(), first)
                        .process(exchange -> reserved.add(memory.reserved()))
                        .to(predict())
                        .end()
                        .aggregate(constant(true), first)
                        .completionSize(2)
                        .process(exchange -> reserved.add(memory.reserved()));
            }
        });

        send(producer, 1);
        assertThat(ends.awaitExchanges()).hasSize(1);
        send(producer, 1);

        assertThat(ends.awaitExchanges()).allSatisfy(AnswersInMemoryTest::assertLarge);
        await().until(() -> reserved.size() == 3);
        assertThat(reserved.subList(0, 2)).containsOnly((long) LARGE);
        // the responses of both exchanges are counted until the exchanges are done; what the aggregator keeps is not
        // counted
        await().until(() -> memory.reserved() == 0);
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: without a unit of work a response is counted until its callback returns")
    void countsUntilTheCallbackReturns() throws Exception {
        List<Long> reserved = new CopyOnWriteArrayList<>();
        Exchange exchange = routes.exchange("{}");

        routes.producer(predict()).process(exchange, doneSync -> reserved.add(memory.reserved()));

        await().until(() -> reserved.size() == 1);
        assertThat(reserved).containsExactly((long) LARGE);
        assertLarge(exchange);
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: error responses of 64 KiB while large responses hold the budget")
    void reportsErrorResponsesWhileTheBudgetIsHeld() throws Exception {
        String refusal = "{\"error_code\":\"ModelArts.4301\",\"error_msg\":\"" + "x".repeat(65_000) + "\"}";
        AsyncProducer holding = route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(predict()).process(exchange -> block());
            }
        });
        send(holding, 1);
        send(holding, 1);
        send(holding, 1);
        await().until(() -> memory.reserved() >= LARGE);
        try (ScriptedServer refusing = ScriptedServer.answering(400, "Content-Type: application/json\r\n", refusal)) {
            for (Exchange exchange : routes.sendInParallel(predict(refusing, ""), 20)) {
                assertThat(exchange.getException())
                        .isInstanceOfSatisfying(
                                ModelArtsOperationFailedException.class,
                                refused -> assertThat(refused.getResponseBody()).contains("ModelArts.4301"));
            }
        }
        testEnds.countDown();
        ends.awaitAll();
    }

    @Test
    @Tag("K17")
    @DisplayName(
            "K17: small responses that succeed, fail, break off, are retried, time out or are stopped leave nothing counted")
    void releasesAllMemoryForEachEndOfACall() throws Exception {
        int[] count = {0};
        String small = "x".repeat(200);
        Play play = line -> {
            line.request();
            int kind;
            synchronized (count) {
                kind = count[0]++ % 6;
            }
            switch (kind) {
                case 0 -> line.send(OK + "Content-Length: 200\r\n\r\n" + small);
                case 1 -> line.send("HTTP/1.1 400 no\r\nContent-Length: 200\r\n\r\n" + small);
                case 2 -> {
                    line.send(OK + "Content-Length: 400000\r\n\r\n" + "x".repeat(300_000));
                    line.reset();
                }
                case 3 -> line.send(OK + "Content-Encoding: gzip\r\nContent-Length: 200\r\n\r\n" + small);
                case 4 -> {
                    line.send(OK + "Content-Length: 400000\r\n\r\n" + "x".repeat(200_000));
                    line.awaitHangUp();
                }
                default -> line.send(OK + "Transfer-Encoding: chunked\r\n\r\nC8\r\n" + small + "\r\n0\r\n\r\n");
            }
        };
        try (ScriptedServer mixed = ScriptedServer.playing(play)) {
            AsyncProducer producer = routes.producer(
                    predict(mixed, "&retryOn=IDEMPOTENT&maxRetries=1&totalTimeout=1s&maxConnections=100"));
            send(producer, SMALL_CALLS / 2);
            ends.awaitAll();
            awaitNothingReserved();
            send(producer, SMALL_CALLS / 2);
            await().until(() -> ends.count() > SMALL_CALLS / 2 + SMALL_CALLS / 10);
            producer.stop();

            assertThat(ends.awaitExchanges())
                    .extracting(Exchange::getException)
                    .hasAtLeastOneElementOfType(ModelArtsOperationFailedException.class)
                    .hasAtLeastOneElementOfType(ModelArtsTimeoutException.class)
                    .hasAtLeastOneElementOfType(ModelArtsConnectionException.class)
                    .hasAtLeastOneElementOfType(ModelArtsResponseException.class)
                    .containsNull();
            awaitNothingReserved();
        }
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: a response that needs more than the whole budget fails at once")
    void refusesAResponseAboveTheBudget() throws Exception {
        try (ScriptedServer promising = ScriptedServer.afterRequest(line -> {
            line.send(OK + "Content-Length: " + BUDGET + "\r\n\r\nx");
            line.awaitHangUp();
        })) {
            Exchange exchange = routes.send(predict(promising, ""), "{}", Map.of());

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContainingAll("responseMemory", String.valueOf(BUDGET), "-Xmx", "maxResponseSize");
            FaultTest.assertHungUp(promising);
        }
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: gzip that unpacks to a thousand times its size is counted before it is kept")
    void countsTheUnpackedSizeOfGzip() throws Exception {
        assertRefused(packed(64 << 20), "responseMemory");
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: gzip with a wrong size field is refused, and leaves nothing counted")
    void refusesGzipWithAWrongSize() throws Exception {
        byte[] lying = packed(100_000);
        // the size is the last field of a gzip member (RFC 1952)
        lying[lying.length - 2] ^= 1;

        assertRefused(lying, "can't be decompressed");
    }

    private void assertRefused(byte[] packed, String why) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                OK + "Content-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n", packed)) {
            assertThat(routes.send(predict(server, ""), "{}").getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContaining(why);
        }
        awaitNothingReserved();
    }

    private static byte[] packed(int length) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] piece = new byte[100_000];
            for (int left = length; left > 0; left -= piece.length) {
                gzip.write(piece, 0, Math.min(left, piece.length));
            }
        }
        return packed.toByteArray();
    }

    @Test
    @Tag("K17")
    @DisplayName("K17: text that takes more memory as a string than as bytes")
    void countsTheStringOfATextResponse() throws Exception {
        byte[] text = "\u4e2d".repeat(BUDGET / 3 / 6).getBytes(StandardCharsets.UTF_8);
        byte[] more = "\u4e2d".repeat(BUDGET / 3 / 4).getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer fits = ScriptedServer.answering(OK + "Content-Length: " + text.length + "\r\n", text);
                ScriptedServer fitsNot =
                        ScriptedServer.answering(OK + "Content-Length: " + more.length + "\r\n", more)) {
            assertThat(routes.send(predict(fits, ""), "{}").getMessage().getBody(String.class))
                    .hasSize(text.length / 3);
            assertThat(routes.send(predict(fitsNot, ""), "{}").getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContaining("responseMemory");
        }
    }
}
