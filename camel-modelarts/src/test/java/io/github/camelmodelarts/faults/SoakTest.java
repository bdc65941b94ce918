package io.github.camelmodelarts.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls a service that fails at random in all known ways: each call has exactly one known outcome. */
class SoakTest {

    /** A few seconds in each build; half an hour with -Psoak. */
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("soak.seconds", 5));

    private static final int IN_FLIGHT = 50;
    private static final List<Failure> FAILURES = List.of(
            Failure.error(429, "APIG.0308", "too many").withHeader("Retry-After", "0"),
            Failure.error(429, "ModelArts.4206", "too many"),
            Failure.error(503, "APIG.0201", "busy").withHeader("Retry-After", "1"),
            Failure.error(502, "APIG.0202", "no backend"),
            Failure.error(504, "APIG.0203", "slow"),
            Failure.error(500, "ModelArts.4302", "no server"),
            Failure.error(401, "APIG.0307", "The token must be updated"),
            Failure.error(403, "APIG.0304", "not authorised"),
            Failure.error(404, "APIG.0101", "no API"),
            Failure.error(400, "MR.0105", "damaged"),
            Failure.answer(502, "text/html", "<html>Bad gateway</html>".getBytes(StandardCharsets.UTF_8)),
            Failure.answer(500, "application/json", "{\"error_code\":".getBytes(StandardCharsets.UTF_8)),
            Failure.answer(307, "text/plain", new byte[0]).withHeader("Location", "http://127.0.0.1:1/"),
            Failure.cutBeforeAnswer(),
            Failure.cutInBody(200, "application/json", new byte[1000]));

    private final ModelArtsLocal local = ModelArtsLocal.start();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    private final Random random = new Random(20261122);
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final AtomicInteger callbacks = new AtomicInteger();
    private Service echo;
    private Routes routes;

    @BeforeEach
    void open() {
        echo = local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setAccount(local.credentials().account());
        options.setProjectId(local.credentials().projectId());
        options.setIamEndpoint(local.iamEndpoint());
    }

    @AfterEach
    void close() {
        local.close();
    }

    @Test
    @Tag("F54")
    void completesEachExchangeOnceWithAKnownOutcome() throws Exception {
        List<AsyncProducer> producers = new ArrayList<>();
        for (String authType : List.of("APP_SIGNATURE", "AK_SK", "APP_CODE", "PASSWORD", "TOKEN")) {
            for (String retryOn : List.of("SAFE", "IDEMPOTENT")) {
                producers.add(routes.producer("modelarts:predict?authType=" + authType + "&retryOn=" + retryOn
                        + "&responseTimeout=5s&address=RAW(" + local.address("echo") + ")"));
            }
        }
        Instant end = Instant.now().plus(TIME);
        int sent = 0;
        while (Instant.now().isBefore(end)) {
            assertThat(inFlight.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            if (random.nextInt(100) < 30) {
                echo.failNext(1, FAILURES.get(random.nextInt(FAILURES.size())));
            }
            Exchange exchange = routes.exchange("{\"a\":" + random.nextInt() + "}");
            AtomicInteger called = new AtomicInteger();
            producers.get(random.nextInt(producers.size())).process(exchange, doneSync -> {
                callbacks.incrementAndGet();
                count(called.incrementAndGet() == 1 ? outcome(exchange) : "called back twice");
                inFlight.release();
            });
            sent++;
        }
        assertThat(inFlight.tryAcquire(IN_FLIGHT, 60, TimeUnit.SECONDS)).isTrue();

        System.out.println(sent + " exchanges: " + new TreeMap<>(outcomes));
        assertThat(callbacks).hasValue(sent);
        assertThat(outcomes.values().stream().mapToInt(AtomicInteger::get).sum())
                .isEqualTo(sent);
        assertThat(outcomes).doesNotContainKeys("unexplained", "called back twice");
        assertThat(outcomes.get("predicted").get()).isGreaterThan(sent / 2);

        echo.clear();
        for (AsyncProducer producer : producers) {
            Exchange after = routes.exchange("{}");
            producer.process(after);
            assertThat(after.getException()).isNull();
        }
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, key -> new AtomicInteger()).incrementAndGet();
    }

    private static String outcome(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure == null) {
            String body = exchange.getMessage().getBody(String.class);
            return body.contains("{\\\"a\\\":") ? "predicted" : "unexplained";
        }
        return failure instanceof ModelArtsFailure ? failure.getClass().getSimpleName() : "unexplained";
    }
}
