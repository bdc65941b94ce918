package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.EndedFetches;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests tokens while IAM is slow, fails or rejects: there are few requests, however many calls wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PasswordFaultsTest {

    /** The pause after a failed login. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration DRIP = Duration.ofMillis(20);

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withPassword);

    private final EndedFetches fetches = new EndedFetches();
    private final Ends ends = new Ends();
    private Routes routes;

    private Routes withPassword() throws Exception {
        Routes made = Routes.anonymous(clock, fetches);
        ModelArtsConfiguration options = made.component().getConfiguration();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        return made;
    }

    @BeforeEach
    void open() {
        local.addService("echo", new EchoModel());
        routes = nothingLeft.routes();
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String uri() {
        return "modelarts:predict?totalTimeout=5s&address=" + local.address("echo");
    }

    /** The URI with credentials that differ from the component's. */
    private String uri(String password, String project) {
        return uri() + "&account=" + local.credentials().account() + "&username="
                + local.credentials().username() + "&password=" + password + "&projectId=" + project;
    }

    private void start(String uri, int calls) throws Exception {
        AsyncProducer producer = routes.producer(uri);
        for (int i = 0; i < calls; i++) {
            ends.send(producer, routes.exchange("{}"));
        }
    }

    private static ModelArtsAuthenticationException refusal(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        return (ModelArtsAuthenticationException) exchange.getException();
    }

    private ModelArtsAuthenticationException refused() throws Exception {
        return refusal(routes.send(uri(), "{}"));
    }

    private List<String> projects(int count) {
        List<String> projects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "test-project-" + i;
            local.iam().addProject(id, "test-region-" + i);
            projects.add(id);
        }
        return projects;
    }

    /** An IAM whose first connections play scripts; later ones return tokens. */
    private ScriptedServer iam(ScriptedServer.Play... first) throws Exception {
        ScriptedServer.Play[] plays = new ScriptedServer.Play[first.length + 1];
        System.arraycopy(first, 0, plays, 0, first.length);
        plays[first.length] = line -> {
            line.request();
            line.send(token());
        };
        ScriptedServer iam = ScriptedServer.playing(plays);
        routes.component().getConfiguration().setIamEndpoint("http://" + iam.authority());
        return iam;
    }

    private String token() {
        return "HTTP/1.1 201 Created\r\nX-Subject-Token: " + local.credentials().token()
                + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    }

    private static void drip(ScriptedServer.Connection line) throws java.io.IOException {
        line.request();
        line.drip("HTTP/1.1 201 Created\r\nX-Filler: " + "x".repeat(10_000), DRIP);
    }

    @Test
    @Tag("K05")
    @DisplayName(
            "K05: IAM sends its response very slowly: the login ends at its own time limit for all waiting calls, and the next call logs in again")
    void endsASlowLoginForAllWaitingCalls() throws Exception {
        try (ScriptedServer iam = iam(PasswordFaultsTest::drip)) {
            start(uri(), 10);
            await().until(() -> iam.heads().size() == 1);
            fetches.end();

            assertThat(ends.awaitExchanges()).hasSize(10).allSatisfy(exchange -> {
                ModelArtsAuthenticationException failure = refusal(exchange);
                assertThat(failure)
                        .hasMessageContaining(
                                "The token from IAM at http://" + iam.authority() + " was not received within 30 s")
                        .hasMessageContaining("check iamEndpoint and the proxy");
                assertThat(failure.isRetryable()).isTrue();
            });
            FaultTest.assertHungUp(iam);
            clock.forward(PAUSE);
            RouteTest.assertPredicted(routes.send(uri(), "{}"));
            assertThat(iam.heads()).hasSize(2);
        }
    }

    @Test
    @Tag("K05")
    @DisplayName("K05: the timeout of a caller ends no login; a token that arrives later is kept for the next caller")
    void keepsATokenThatArrivesAfterTheCallersTimeout() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (ScriptedServer iam = iam(line -> {
            line.request();
            waitFor(gone);
            line.send(token());
        })) {
            Exchange late = routes.send(uri().replace("=5s", "=50ms"), "{}");
            assertThat(late.getException()).isInstanceOf(ModelArtsTimeoutException.class);
            gone.countDown();

            RouteTest.assertPredicted(routes.send(uri(), "{}"));
            assertThat(iam.heads()).hasSize(1);
        }
    }

    @Test
    @Tag("K05")
    @DisplayName("K05: a route that stops while its call waits for a login does not end the login for other calls")
    void stoppedRouteDoesNotEndTheLoginOfOthers() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (ScriptedServer iam = iam(line -> {
            line.request();
            waitFor(stopped);
            line.send(token());
        })) {
            AsyncProducer first = routes.producer(uri());
            ends.send(first, routes.exchange("{}"));
            await().until(() -> iam.heads().size() == 1);
            CompletableFuture<List<Exchange>> others = routes.startInParallel(uri() + "&inputName=other", 3);
            first.stop();
            assertThat(ends.awaitExchanges().get(0).getException()).hasMessageContaining("stopped");
            stopped.countDown();

            assertThat(others.get(30, TimeUnit.SECONDS)).allSatisfy(RouteTest::assertPredicted);
            assertThat(iam.heads()).hasSize(1);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"503, 60", "503, ", "429, 60", "500, 7", "503, date"})
    @Tag("K10")
    @DisplayName(
            "K10: IAM fails with or without Retry-After: 50 parallel calls cause one request, and their message says when the pause ends")
    void sendsOneRequestUntilThePauseIsOver(int status, String retryAfter) throws Exception {
        Duration pause = retryAfter == null
                ? PAUSE
                : Duration.ofSeconds(retryAfter.equals("date") ? 60 : Long.parseLong(retryAfter));
        Failure failure = Failure.error(status, "IAM.0006", "down");
        if (retryAfter != null) {
            failure = failure.withHeader(
                    "Retry-After",
                    retryAfter.equals("date")
                            ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    Instant.now().plus(pause).atOffset(ZoneOffset.UTC))
                            : retryAfter);
        }
        local.iam().failWith(failure);
        routes.sendInParallel(uri(), 50);

        for (Exchange exchange : routes.sendInParallel(uri(), 50)) {
            ModelArtsAuthenticationException refused = refusal(exchange);
            assertThat(refused)
                    .hasMessageContaining("it responded with " + status + " IAM.0006 down")
                    .hasMessageContaining(" is not fetched again before 20");
            assertThat(refused.isRetryable()).isTrue();
            assertThat(refused.getRetryAfter()).isPositive().isLessThanOrEqualTo(pause);
        }
        assertThat(local.iam().tokenRequests()).isEqualTo(1);

        clock.forward(pause);
        routes.sendInParallel(uri(), 50);
        assertThat(local.iam().tokenRequests()).isEqualTo(2);
        local.iam().clear();
        clock.forward(pause);
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    @Tag("K10")
    @DisplayName("K10: a Retry-After of a day causes a pause of 15 minutes")
    void limitsThePause() throws Exception {
        local.iam().failNext(1, Failure.error(503, "IAM.0006", "down").withHeader("Retry-After", "86400"));
        refused();
        clock.forward(Duration.ofMinutes(14));

        assertThat(refused().getRetryAfter()).isLessThanOrEqualTo(Duration.ofMinutes(1));

        clock.forward(Duration.ofMinutes(1));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    @Tag("K10")
    @DisplayName(
            "K10: a valid token is kept while IAM is down; the next request follows after 30 seconds, or after its Retry-After")
    void keepsAValidTokenDuringThePause() throws Exception {
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        clock.forward(Duration.ofHours(22));
        local.iam().failWith(Failure.error(503, "IAM.0006", "down").withHeader("Retry-After", "60"));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
        await().until(() -> local.iam().tokenRequests() == 2);
        nothingLeft.awaitAllReturned();
        clock.forward(Duration.ofSeconds(50));
        assertThat(routes.sendInParallel(uri(), 20)).allSatisfy(RouteTest::assertPredicted);
        assertThat(local.iam().tokenRequests()).isEqualTo(2);

        await().untilAsserted(() -> {
            clock.forward(Duration.ofSeconds(10));
            RouteTest.assertPredicted(routes.send(uri(), "{}"));
            assertThat(local.iam().tokenRequests()).isEqualTo(3);
        });
    }

    @Test
    @Tag("K09")
    @DisplayName(
            "K09: 10 projects of one user with a wrong password, started together: at most 3 logins, one at a time")
    void triesAWrongPasswordOfManyProjectsThreeTimes() throws Exception {
        List<String> projects = projects(10);
        local.iam().delay(Duration.ofMillis(50));
        for (int round = 0; round < 4; round++) {
            for (String project : projects) {
                start(uri("test-password-that-is-wrong", project), 1);
            }
            assertThat(ends.awaitExchanges())
                    .allSatisfy(exchange -> assertThat(refusal(exchange)).hasMessageContaining("IAM.0062"));
            clock.forward(PAUSE);
        }

        assertThat(local.iam().tokenRequests()).isEqualTo(3);
        assertThat(refusal(routes.send(uri("test-password-that-is-wrong", "test-project-1"), "{}")))
                .hasMessageContaining(
                        "IAM rejected 3 logins of this user within 15 minutes; no login with this password is sent before 20");
        // a corrected password is tried at once, and IAM has not locked the user
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    @Tag("K09")
    @DisplayName("K09: wrong passwords of one user count together: after 3, one more is tried if it is a different one")
    void countsPasswordsOfAUserTogether() throws Exception {
        for (int i = 0; i < 20; i++) {
            refusal(routes.send(uri("test-password-" + i, local.credentials().projectId()), "{}"));
            clock.forward(PAUSE);
        }
        assertThat(local.iam().tokenRequests()).isEqualTo(4);

        clock.forward(Duration.ofMinutes(15));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    @Tag("K09")
    @DisplayName("K09: after IAM locked a user, no login with that password is sent for 15 minutes")
    void sendsNoLoginForALockedUser() throws Exception {
        local.iam().failWith(Failure.error(401, "IAM.0061", "The account is locked."));
        for (int i = 0; i < 20; i++) {
            assertThat(refused()).hasMessageContaining("IAM.0061");
            clock.forward(PAUSE);
        }
        assertThat(local.iam().tokenRequests()).isEqualTo(1);
        assertThat(refused())
                .hasMessageContaining("IAM locked the user; no login with this password is sent before 20");

        local.iam().clear();
        clock.forward(Duration.ofMinutes(15));
        RouteTest.assertPredicted(routes.send(uri(), "{}"));
    }

    @Test
    @Tag("K09")
    @DisplayName(
            "K09: until a login has succeeded, one is in flight at a time; afterwards logins of several projects run in parallel")
    void logsInInParallelAfterASuccess() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        ScriptedServer.Play meeting = line -> {
            line.request();
            both.countDown();
            waitFor(both);
            line.send(token());
        };
        try (ScriptedServer iam = iam(
                line -> {
                    line.request();
                    line.send(token());
                },
                meeting,
                meeting)) {
            RouteTest.assertPredicted(routes.send(uri("test-password", "test-project-0") + iam(iam), "{}"));
            start(uri("test-password", "test-project-1") + iam(iam), 1);
            start(uri("test-password", "test-project-2") + iam(iam), 1);

            assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        }
    }

    private static String iam(ScriptedServer iam) {
        return "&iamEndpoint=http://" + iam.authority();
    }

    @Test
    @Tag("K09")
    @DisplayName(
            "K09: a call that waits for another project's login of the same user fails when that login exceeds its time limit")
    void failsCallsThatWaitForAnotherProjectsLogin() throws Exception {
        try (ScriptedServer iam = iam(PasswordFaultsTest::drip)) {
            for (int i = 0; i < 10; i++) {
                start(uri("test-password", "test-project-" + i) + iam(iam), 1);
            }
            await().until(() -> iam.heads().size() == 1);
            fetches.end();

            assertThat(ends.awaitExchanges())
                    .hasSize(10)
                    .allSatisfy(exchange ->
                            assertThat(refusal(exchange)).hasMessageContaining("was not received within 30 s"));
            assertThat(iam.heads()).hasSize(1);
            clock.forward(PAUSE);
            RouteTest.assertPredicted(routes.send(uri("test-password", "test-project-3") + iam(iam), "{}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "302 Found", "307 Temporary Redirect"})
    @Tag("K10")
    @DisplayName(
            "K10: an HTML page or a redirect instead of IAM's response is no token, is not followed, and causes a pause")
    void refusesAPageOrRedirectAsToken(String status) throws Exception {
        String page = "<html>Log in</html>";
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, "", page);
                ScriptedServer iam = ScriptedServer.answering(
                        Integer.parseInt(status.substring(0, 3)),
                        "Content-Type: text/html\r\nLocation: " + elsewhere.address() + "\r\n",
                        page)) {
            routes.component().getConfiguration().setIamEndpoint("http://" + iam.authority());
            routes.sendInParallel(uri(), 20);

            ModelArtsAuthenticationException failure = refused();

            assertThat(failure)
                    .hasMessageContaining("IAM returned no token: it responded with " + status.substring(0, 3))
                    .hasMessageContaining("another server responded: check iamEndpoint and the proxy");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(iam.heads()).hasSize(1);
            assertThat(elsewhere.heads()).isEmpty();
        }
    }

    @Test
    @Tag("K10")
    @DisplayName("K10: a token in a response with status 200 is refused: IAM returns 201")
    void refusesATokenWithAnotherStatus() throws Exception {
        local.iam()
                .failNext(
                        1,
                        Failure.answer(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8))
                                .withHeader(
                                        "X-Subject-Token", local.credentials().token()));

        assertThat(refused()).hasMessageContaining("IAM returned no token: it responded with 200");
    }
}
