package io.github.camelmodelarts.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.support.EndedFetches;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Fetches from the metadata service while it is slow, fails or is replaced by another server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EcsMetadataFaultsTest {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration DRIP = Duration.ofMillis(20);
    private static final String TOKEN = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\ntoken";

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final EndedFetches fetches = new EndedFetches();
    private final ScheduledThreadPoolExecutor progress = fetches.pool(1, task -> new Thread(task, "metadata-test"));

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.anonymous(clock));

    private final Ends ends = new Ends();
    private Routes routes;

    @BeforeEach
    void open() {
        local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
        useMetadataService(local.metadataEndpoint());
    }

    @AfterEach
    void close() {
        progress.shutdownNow();
        local.close();
    }

    private void useMetadataService(String endpoint) {
        routes.component()
                .getConfiguration()
                .setCredentialsProvider(
                        new EcsMetadataCredentials(endpoint, new Timing(progress, clock, clock::nanoTime)));
    }

    private ScriptedServer useMetadataService(ScriptedServer server) {
        useMetadataService("http://" + server.authority());
        return server;
    }

    private String uri() {
        return "modelarts:predict?totalTimeout=5s&address=" + local.address("echo");
    }

    private static ModelArtsAuthenticationException refusal(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        return (ModelArtsAuthenticationException) exchange.getException();
    }

    private String key() {
        String key = "{\"credential\":{\"access\":\"" + local.credentials().temporaryAccessKey() + "\",\"secret\":\""
                + local.credentials().temporarySecretKey() + "\",\"securitytoken\":\""
                + local.credentials().securityToken() + "\"}}";
        return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + key.length() + "\r\n\r\n" + key;
    }

    /** Returns a token or a key, depending on the request. */
    private void sendTokenOrKey(ScriptedServer.Connection line) throws IOException {
        line.send(line.request().startsWith("PUT ") ? TOKEN : key());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("K05")
    @DisplayName(
            "K05: the metadata service sends its token or key very slowly: the fetch ends at its own time limit for all waiting calls")
    void endsASlowFetchAtItsTimeLimit(boolean givesAToken) throws Exception {
        AtomicBoolean recovered = new AtomicBoolean();
        try (ScriptedServer server = useMetadataService(ScriptedServer.playing(line -> {
            if (recovered.get()) {
                sendTokenOrKey(line);
            } else if (line.request().startsWith("PUT ") && givesAToken) {
                line.send(TOKEN);
            } else {
                line.drip("HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(10_000), DRIP);
            }
        }))) {
            AsyncProducer producer = routes.producer(uri());
            for (int i = 0; i < 10; i++) {
                ends.send(producer, routes.exchange("{}"));
            }
            int asked = givesAToken ? 2 : 1;
            await().until(() -> server.heads().size() == asked);
            fetches.end();

            assertThat(ends.awaitExchanges()).hasSize(10).allSatisfy(exchange -> {
                ModelArtsAuthenticationException failure = refusal(exchange);
                assertThat(failure)
                        .hasMessageContaining("The temporary access key from http://" + server.authority()
                                + " was not received within 30 s");
                assertThat(failure.isRetryable()).isTrue();
            });
            await().until(() -> server.hangUps() == 1);
            recovered.set(true);
            clock.forward(PAUSE);
            RouteTest.assertPredicted(routes.send(uri(), "{}"));
            assertThat(server.heads()).hasSize(asked + 2);
        }
    }

    @Test
    @Tag("K05")
    @DisplayName("K05: a key that arrives after the timeout of its caller is kept for the next caller")
    void keepsAKeyThatArrivesAfterTheCallersTimeout() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        ScriptedServer.Play late = line -> {
            if (line.request().startsWith("PUT ")) {
                line.send(TOKEN);
                return;
            }
            try {
                assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            line.send(key());
        };
        try (ScriptedServer server = useMetadataService(ScriptedServer.playing(late))) {
            Exchange timedOut = routes.send(uri().replace("=5s", "=50ms"), "{}");
            assertThat(timedOut.getException()).isInstanceOf(ModelArtsTimeoutException.class);
            gone.countDown();

            RouteTest.assertPredicted(routes.send(uri(), "{}"));
            assertThat(server.heads()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"500, 60", "503, ", "429, 5"})
    @Tag("K10")
    @DisplayName("K10: the metadata service fails with or without Retry-After: 50 parallel callers cause one fetch")
    void fetchesOnceUntilThePauseIsOver(int status, String retryAfter) throws Exception {
        Duration pause = retryAfter == null ? PAUSE : Duration.ofSeconds(Long.parseLong(retryAfter));
        Failure failure = Failure.answer(status, "text/plain", "down".getBytes(StandardCharsets.UTF_8));
        local.metadata().failWith(retryAfter == null ? failure : failure.withHeader("Retry-After", retryAfter));
        routes.sendInParallel(uri(), 50);
        // a 503 to the token request means that the instance does not support tokens
        int asked = status == 503 ? 2 : 1;
        local.awaitRequests(asked);

        assertThat(routes.sendInParallel(uri(), 50)).allSatisfy(exchange -> {
            ModelArtsAuthenticationException refused = refusal(exchange);
            assertThat(refused)
                    .hasMessageContaining("returned no key: it responded with " + status)
                    .hasMessageContaining(" is not fetched again before 20");
            assertThat(refused.isRetryable()).isTrue();
            assertThat(refused.getRetryAfter()).isPositive().isLessThanOrEqualTo(pause);
        });
        assertThat(local.requests()).hasSize(asked);

        local.metadata().clear();
        clock.forward(pause);
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"200 | its response is not a token", "302 | it responded with 302", "307 | it responded with 307"})
    @Tag("K10")
    @DisplayName(
            "K10: an HTML page or a redirect instead of the metadata service's response is no key, and is not followed")
    void refusesAPageOrRedirectAsKey(int status, String said) throws Exception {
        String page = "<html>Log in, please</html>";
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, "", page);
                ScriptedServer server = useMetadataService(ScriptedServer.answering(
                        status, "Content-Type: text/html\r\nLocation: " + elsewhere.address() + "\r\n", page))) {
            routes.sendInParallel(uri(), 20);

            ModelArtsAuthenticationException failure = refusal(routes.send(uri(), "{}"));

            assertThat(failure)
                    .hasMessageContaining("returned no key: " + said)
                    .hasMessageContaining("Check that no other server listens at this address");
            assertThat(server.heads()).hasSize(1);
            assertThat(elsewhere.heads()).isEmpty();
        }
    }
}
