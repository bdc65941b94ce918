package io.github.camelmodelarts.faults;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.Transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Simulates weeks of use, or months with -Psoak: as many calls as a component makes in that time, over a transport that responds from memory. */
@Timeout(600)
class ManyCallsTest {

    private static final int CALLS = Integer.getInteger("soak.calls", 300_000);
    private static final int IN_FLIGHT = 2_000;
    private static final int ANSWERS = 16;

    @Test
    @Tag("R12")
    @Tag("R13")
    void callsBackOnceForEachOfManyCallsWithoutLeaks() throws Exception {
        Answers answers = new Answers(20261122);
        try (DefaultCamelContext context = context(answers)) {
            AsyncProducer producer = context.getEndpoint(
                            "modelarts:predict?address=https://service.example/v1/infers/x&maxConnections=500")
                    .createAsyncProducer();
            producer.start();
            Outcomes warm = call(context, producer, CALLS / 10);
            assertThat(warm.all()).isEqualTo(CALLS / 10);
            long before = usedMemory();
            int threads = threads().size();
            answers.sent.set(0);

            Outcomes outcomes = call(context, producer, CALLS);

            System.out.println(CALLS + " calls: " + outcomes + ", " + answers.sent + " requests, heap "
                    + (usedMemory() - before) / 1024 + " KiB more");
            assertThat(outcomes.twice).hasValue(0);
            assertThat(outcomes.all()).isEqualTo(CALLS);
            assertThat(outcomes.other)
                    .as("failures that are not the component's own")
                    .hasValue(0);
            assertThat(outcomes.attempts.get()).isEqualTo(answers.sent.get());
            await().untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(threads));
            // objects that a cleaner or a reference queue frees need more than one garbage collection
            await().untilAsserted(() ->
                    assertThat(usedMemory() - before).isLessThan(CALLS / 100_000 * 1024L * 1024 + 1024 * 1024));
            producer.stop();
        }
    }

    @Test
    @Tag("F50")
    @Tag("R13")
    void twoHundredContextsLeaveNothingBehind() throws Exception {
        List<String> others = threads();
        restart(20);
        long before = usedMemory();

        restart(200);

        await().untilAsserted(() -> assertThat(others).containsAll(threads()));
        await().untilAsserted(() -> assertThat(usedMemory() - before).isLessThan(2 * 1024 * 1024));
    }

    private static void restart(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (DefaultCamelContext context = context(new Answers(i))) {
                AsyncProducer producer = context.getEndpoint(
                                "modelarts:predict?address=https://service.example/v1/infers/x")
                        .createAsyncProducer();
                producer.start();
                assertThat(call(context, producer, 20).all()).isEqualTo(20);
                producer.stop();
            }
        }
    }

    private static DefaultCamelContext context(Answers answers) {
        DefaultCamelContext context = new DefaultCamelContext();
        ModelArtsComponent component =
                ComponentAccess.component(InstantSource.system(), System::nanoTime, () -> 0.999, readers -> answers);
        component.getConfiguration().setAppKey("test-app-key");
        component.getConfiguration().setAppSecret("test-app-secret");
        context.addComponent("modelarts", component);
        context.start();
        return context;
    }

    private static Outcomes call(DefaultCamelContext context, AsyncProducer producer, int calls) throws Exception {
        Outcomes outcomes = new Outcomes();
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        CountDownLatch done = new CountDownLatch(calls);
        for (int i = 0; i < calls; i++) {
            assertThat(inFlight.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("{}");
            AtomicInteger called = new AtomicInteger();
            producer.process(exchange, doneSync -> {
                if (called.incrementAndGet() == 1) {
                    outcomes.count(exchange);
                } else {
                    outcomes.twice.incrementAndGet();
                }
                inFlight.release();
                done.countDown();
            });
        }
        assertThat(done.await(300, TimeUnit.SECONDS)).isTrue();
        return outcomes;
    }

    /** Camel's threads, including those of components, which get names from Camel. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("Camel"))
                .toList();
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static final class Outcomes {

        private final AtomicInteger predicted = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger other = new AtomicInteger();
        private final AtomicInteger twice = new AtomicInteger();
        private final AtomicLong attempts = new AtomicLong();

        void count(Exchange exchange) {
            if (exchange.getException() == null) {
                predicted.incrementAndGet();
                attempts.addAndGet(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS, Integer.class));
            } else if (exchange.getException() instanceof ModelArtsFailure failure) {
                failed.incrementAndGet();
                attempts.addAndGet(failure.getAttempts());
            } else {
                other.incrementAndGet();
            }
        }

        int all() {
            return predicted.get() + failed.get() + other.get();
        }

        @Override
        public String toString() {
            return predicted + " predicted, " + failed + " failed";
        }
    }

    /** Returns responses, failures and timeouts in an order that a seed determines; each after a short delay, on separate threads. */
    private static final class Answers implements Transports {

        private static final ServiceResponse GOOD = answer(200, "{\"predicted_label\":\"a\"}");
        private static final List<ServiceResponse> REFUSALS = List.of(
                answer(429, "{\"error_code\":\"APIG.0308\",\"error_msg\":\"slow down\"}"),
                answer(503, "{\"error_code\":\"APIG.0201\",\"error_msg\":\"busy\"}"),
                answer(500, "{\"error_code\":\"ModelArts.4302\",\"error_msg\":\"no server\"}"),
                answer(400, "{\"error_code\":\"MR.0105\",\"error_msg\":\"damaged\"}"),
                answer(502, "<html>bad gateway</html>"));

        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final Random random;
        private final AtomicLong sent = new AtomicLong();

        Answers(long seed) {
            random = new Random(seed);
        }

        private static ServiceResponse answer(int status, String body) {
            return Responses.of(
                    status,
                    Headers.received(List.of(Map.entry("Content-Type", "application/json"))),
                    body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Transport transport(ClientSettings settings, Limits limits) {
            return Responses.by(this::send);
        }

        private CompletableFuture<ServiceResponse> send(ServiceRequest request) {
            sent.incrementAndGet();
            int chance;
            synchronized (random) {
                chance = random.nextInt(ANSWERS * 10);
            }
            CompletableFuture<ServiceResponse> answer = new CompletableFuture<>();
            threads.execute(() -> {
                switch (chance) {
                    case 0, 1, 2, 3, 4 -> answer.complete(REFUSALS.get(chance));
                    case 5 ->
                        answer.completeExceptionally(
                                new ModelArtsConnectionException("refused", null, false, true, 1, null));
                    case 6 ->
                        answer.completeExceptionally(
                                new ModelArtsConnectionException("reset", null, true, true, 1, null));
                    case 7 -> answer.completeExceptionally(new ModelArtsTimeoutException("silence", true, 1, null));
                    case 8 ->
                        answer.completeExceptionally(new CompletionException(
                                new ModelArtsResponseException("larger than maxResponseSize", null)));
                    default -> answer.complete(GOOD);
                }
            });
            return answer;
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }
}
