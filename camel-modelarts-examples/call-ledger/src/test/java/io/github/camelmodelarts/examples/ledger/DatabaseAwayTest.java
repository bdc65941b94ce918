package io.github.camelmodelarts.examples.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.examples.ledger.Predictions.Worker;
import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A database that goes away and comes back. */
class DatabaseAwayTest {

    private final Predictions predictions = new Predictions();
    private final CountDownLatch respond = new CountDownLatch(1);
    private Gate gate;
    private String url;

    @BeforeEach
    void start() throws SQLException, IOException {
        gate = new Gate(TestDatabase.port());
        url = TestDatabase.POSTGRESQL.newUrl().replace(":" + TestDatabase.port() + "/", ":" + gate.port() + "/");
    }

    @AfterEach
    void stop() {
        respond.countDown();
        predictions.close();
        gate.close();
    }

    private CompletableFuture<Exchange> callInFlight(Worker worker) {
        predictions.model = request -> {
            Predictions.await(respond);
            return ModelAnswer.json("paid for");
        };
        CompletableFuture<Exchange> call = worker.begin("a");
        await().until(() -> predictions.calls.containsKey("a"));
        return call;
    }

    /** Returns the failure of an exchange, or null. An exchange that is never completed must not hold the test for ever. */
    private static Exception endOf(CompletableFuture<Exchange> call) throws Exception {
        return call.get(1, TimeUnit.MINUTES).getException();
    }

    @Test
    void keepsResultsUntilTheDatabaseIsBack() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> call = callInFlight(worker);

        gate.close();
        respond.countDown();
        // nothing is called without the ledger
        assertThat(worker.predict("b").getException())
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("can't be used");
        assertThat(call).isNotDone();
        assertThat(predictions.calls).containsOnlyKeys("a");
        gate.open();

        assertThat(call.join().getException()).isNull();
        assertThat(worker.ledger().result("a", "iris")).isPresent();
        await().untilAsserted(
                        () -> assertThat(worker.predict("b").getException()).isNull());
        assertThat(worker.predict("a").getException()).isNull();
        assertThat(predictions.calls).containsEntry("a", 1).containsEntry("b", 1);
    }

    @Test
    void failsCallsWhoseEndIsNotWrittenWhenItCloses() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> call = callInFlight(worker);

        gate.close();
        respond.countDown();
        await().until(() -> predictions.server.service("iris").inFlight() == 0);
        worker.ledger().close();

        assertThat(endOf(call))
                .isInstanceOf(UncertainCallException.class)
                .hasMessageContaining("before the end DONE of the call for input a was written");
        gate.open();
        try (CallLedger ledger =
                CallLedger.open(Predictions.settings(url, "worker-2").withExclusive(true))) {
            assertThat(ledger.list(CallState.UNCERTAIN)).hasSize(1);
        }
    }

    @Test
    void exchangesEndWhoseResultIsWrittenAfterTheirRouteHasStopped() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> call = callInFlight(worker);

        gate.close();
        respond.countDown();
        await().until(() -> predictions.server.service("iris").inFlight() == 0);
        worker.context().stop();
        gate.open();

        assertThat(endOf(call)).isNull();
    }

    @Test
    void exchangesThatWaitForTheirTurnEndWithoutACallWhenTheLedgerCloses() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1").withMaxCalls(1));
        CompletableFuture<Exchange> call = callInFlight(worker);
        CompletableFuture<Exchange> waiting = worker.begin("b");

        worker.ledger().close();

        assertThat(endOf(waiting))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("closed");
        respond.countDown();
        assertThat(endOf(call)).isInstanceOf(UncertainCallException.class);
        assertThat(predictions.calls).containsOnlyKeys("a");
    }

    @Test
    void theCallOfADeadWorkerIsParkedAfterOneLeaseWithTheDatabase() throws Exception {
        Worker killed = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> call = callInFlight(killed);
        // the first of the workers marks, and does nothing
        try (CallLedger idle =
                CallLedger.open(Predictions.settings(url, "worker-0").withLease(Duration.ofMinutes(10)))) {
            Worker other = predictions.worker(Predictions.settings(url, "worker-2"));
            TestDatabase.update(
                    url,
                    "update call_ledger_worker set incarnation = 'killed', alive_until = current_timestamp - interval '1' second"
                            + " where worker = 'worker-1'");

            assertThat(other.predict("a").getException()).isInstanceOf(CallInProgressException.class);
            assertThat(idle.state("a", "iris")).contains(CallState.CALLING);
            await().untilAsserted(() ->
                    assertThat(other.predict("a").getException()).isInstanceOf(UncertainCallException.class));
        }
        respond.countDown();
        assertThat(endOf(call)).isNull();
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void saysAtTheStartThatTheDatabaseIsAway() {
        gate.close();

        assertThatThrownBy(() -> CallLedger.open(Predictions.settings(url, "worker-1")))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContainingAll("127.0.0.1:" + gate.port(), "refused", "Check that it runs");
    }
}
