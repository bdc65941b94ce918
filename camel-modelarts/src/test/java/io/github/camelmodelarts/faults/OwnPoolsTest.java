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

/** Each call ends exactly once with any custom workerPool. */
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

    /** Starts many calls whose responses all come at the same time. */
    private void respondAtOnce(ExecutorService given) throws Exception {
        HeldModel model = new HeldModel();
        Service service = held("held", model);
        start(withPool(given, predict(service)), CALLS);
        await().atMost(SOON).until(() -> service.inFlight() == CALLS);
        model.release();
    }

    @Test
    @DisplayName("A pool with one thread")
    void continuesOnTheOnlyThread() throws Exception {
        respondAtOnce(Executors.newSingleThreadExecutor(THREADS));

        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).isEqualTo(MINE);
        });
    }

    @Test
    @DisplayName("A pool with one thread and a queue for one task, both in use")
    void continuesOnAnotherThreadIfThePoolRejects() throws Exception {
        ThreadPoolExecutor small =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), THREADS);
        small.execute(this::block);
        small.execute(this::block);

        respondAtOnce(small);

        assertRunOnRoutes();
    }

    @Test
    @DisplayName("A pool with one thread and a queue for one task, and 20 parallel responses")
    void endsAllCallsWithASmallQueue() throws Exception {
        respondAtOnce(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), THREADS));

        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).containsAnyOf(MINE, ROUTES);
        });
    }

    @Test
    @DisplayName("A full pool that runs tasks on the caller's thread")
    void doesNotContinueOnAReactor() throws Exception {
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

        respondAtOnce(callerRuns);

        assertRunOnRoutes();
    }

    @Test
    @DisplayName("A pool that was shut down")
    void continuesOnAnotherThreadIfThePoolIsShutDown() throws Exception {
        ExecutorService shutDown = Executors.newSingleThreadExecutor(THREADS);
        shutDown.shutdown();

        respondAtOnce(shutDown);

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
    @DisplayName("Calls that time out; the pool is shut down: ")
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
    void waitsForABlockedPool() throws Exception {
        ThreadPoolExecutor queueing =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), THREADS);
        CountDownLatch blocked = new CountDownLatch(1);
        queueing.execute(() -> {
            blocked.countDown();
            block();
        });
        waitFor(blocked);
        respondAtOnce(queueing);
        await().atMost(SOON).until(() -> queueing.getQueue().size() >= CALLS);

        release();

        assertThat(ends.awaitAll()).hasSize(CALLS).extracting(End::thread).containsOnly(MINE);
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }
}
