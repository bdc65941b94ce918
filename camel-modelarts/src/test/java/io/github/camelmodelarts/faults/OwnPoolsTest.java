package io.github.camelmodelarts.faults;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All calls end, each of them once, whatever pool the user gave them. */
class OwnPoolsTest extends CoreFaultTest {

    private static final String MINE = "my-own-thread";
    private static final ThreadFactory THREADS = task -> new Thread(task, MINE);
    private static final int CALLS = 20;

    private ExecutorService pool = Executors.newSingleThreadExecutor(THREADS);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private String withPool(ExecutorService given, String uri) {
        pool.shutdownNow();
        pool = given;
        routes.context().getRegistry().bind("mine", given);
        return uri + "&workerPool=#mine";
    }

    /** So many calls, all of which are answered at the same time. */
    private void answerAtOnce(ExecutorService given) throws Exception {
        HeldModel model = new HeldModel();
        Service service = held("held", model);
        start(withPool(given, predict(service)), CALLS);
        await().atMost(SOON).until(() -> service.inFlight() == CALLS);
        model.release();
    }

    @Test
    @DisplayName("A pool with one thread")
    void goesOnOnTheOnlyThread() throws Exception {
        answerAtOnce(Executors.newSingleThreadExecutor(THREADS));

        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).isEqualTo(MINE);
        });
    }

    @Test
    @DisplayName("A pool with one thread, and a queue for one task, which are taken")
    void goesOnElsewhereWhenThePoolRejects() throws Exception {
        ThreadPoolExecutor small =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), THREADS);
        small.execute(this::block);
        small.execute(this::block);

        answerAtOnce(small);

        assertRunOnRoutes();
    }

    @Test
    @DisplayName("A pool with one thread, and a queue for one task, and 20 answers at once")
    void endsAllCallsWithASmallQueue() throws Exception {
        answerAtOnce(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), THREADS));

        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).containsAnyOf(MINE, ROUTES);
        });
    }

    @Test
    @DisplayName("A pool that runs on its caller's thread what it has no room for")
    void goesOnOnNoReactor() throws Exception {
        ThreadPoolExecutor callerRuns = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1),
                THREADS,
                new ThreadPoolExecutor.CallerRunsPolicy());
        callerRuns.execute(this::block);
        callerRuns.execute(this::block);

        answerAtOnce(callerRuns);

        assertRunOnRoutes();
    }

    @Test
    @DisplayName("A pool that was shut down")
    void goesOnElsewhereWhenThePoolWasShutDown() throws Exception {
        ExecutorService shutDown = Executors.newSingleThreadExecutor(THREADS);
        shutDown.shutdown();

        answerAtOnce(shutDown);

        assertRunOnRoutes();
    }

    private void assertRunOnRoutes() {
        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).contains(ROUTES);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("Calls that time out, with a pool that was shut down: ")
    void endsCallsThatTimeOut(boolean isShutDown) throws Exception {
        ExecutorService given = Executors.newSingleThreadExecutor(THREADS);
        if (isShutDown) {
            given.shutdown();
        }
        try (ScriptedServer server = ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp)) {
            start(withPool(given, FaultTest.predict(server, "&totalTimeout=1s")), CALLS);

            assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
                assertThat(end.exchange().getException()).isInstanceOf(ModelArtsTimeoutException.class);
                assertThat(end.thread()).contains(isShutDown ? ROUTES : MINE);
            });
        }
    }

    @Test
    @DisplayName("A pool with one thread, which is blocked")
    void keepsWhatAPoolKeepsForLater() throws Exception {
        ThreadPoolExecutor queueing =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), THREADS);
        CountDownLatch blocked = new CountDownLatch(1);
        queueing.execute(() -> {
            blocked.countDown();
            block();
        });
        waitFor(blocked);
        answerAtOnce(queueing);
        await().atMost(SOON).until(() -> queueing.getQueue().size() >= CALLS);

        release();

        assertThat(ends.awaitAll()).hasSize(CALLS).extracting(End::thread).containsOnly(MINE);
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }
}
