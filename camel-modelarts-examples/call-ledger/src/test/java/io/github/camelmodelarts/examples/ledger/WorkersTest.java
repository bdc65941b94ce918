package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.examples.ledger.Predictions.Worker;
import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Several workers with one ledger: those that live, those that have ended, and those that have the same id. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class WorkersTest {

    @Parameter
    TestDatabase database;

    private final Predictions predictions = new Predictions();
    private final CountDownLatch respond = new CountDownLatch(1);
    private String url;

    @BeforeEach
    void start() throws SQLException {
        url = database.newUrl();
    }

    @AfterEach
    void stop() {
        respond.countDown();
        predictions.close();
    }

    /** Takes a worker's place away, as if its process had been killed and its lease had ended. Its call is still under way. */
    private void kill(String workerId) throws SQLException {
        assertThat(TestDatabase.update(
                        url,
                        "update call_ledger_worker set incarnation = 'killed', alive_until = current_timestamp - interval '1' second"
                                + " where worker = '" + workerId + "'"))
                .isEqualTo(1);
    }

    private CompletableFuture<Exchange> callInFlight(Worker worker, String input) {
        predictions.model = request -> {
            Predictions.await(respond);
            return ModelAnswer.json("late");
        };
        CompletableFuture<Exchange> call = worker.begin(input);
        await().until(() -> predictions.calls.containsKey(input));
        return call;
    }

    /** Otherwise the worker would wait for it when it stops. */
    private void endOf(CompletableFuture<Exchange> call) {
        respond.countDown();
        call.join();
    }

    @Test
    void parksTheCallOfAKilledWorkerAndTakesItsResultIfItComesAfterAll() throws Exception {
        Worker killed = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> call = callInFlight(killed, "a");
        Worker other = predictions.worker(Predictions.settings(url, "worker-2"));
        assertThat(other.predict("a").getException()).isInstanceOf(CallInProgressException.class);

        kill("worker-1");

        assertThat(other.ledger().list(CallState.UNCERTAIN)).singleElement().satisfies(row -> {
            assertThat(row.input()).isEqualTo("a");
            assertThat(row.worker()).isEqualTo("worker-1");
            assertThat(row.source()).isEqualTo("test of a");
            assertThat(row.error()).isEqualTo(CallTable.NO_END);
        });
        assertThat(other.predict("a").getException()).isInstanceOf(UncertainCallException.class);

        respond.countDown();
        assertThat(call.join().getException()).isNull();
        assertThat(other.predict("a").getMessage().getBody(String.class)).isEqualTo("\"late\"");
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void repeatsTheCallOfAKilledWorkerOnRequestAndTheFirstResultWins() throws Exception {
        Worker killed = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<Exchange> first = callInFlight(killed, "a");
        Worker other = predictions.worker(Predictions.settings(url, "worker-2").withOnUncertain(OnUncertain.REPEAT));
        kill("worker-1");

        predictions.model = request -> ModelAnswer.json("repeated");
        // a list marks at once
        other.ledger().list();
        assertThat(other.predict("a").getMessage().getBody(String.class)).isEqualTo("\"repeated\"");
        respond.countDown();

        // its own response was another one
        assertThat(first.join().getMessage().getBody(String.class)).isEqualTo("\"repeated\"");
        assertThat(predictions.calls).containsEntry("a", 2);
        assertThat(other.ledger().list()).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(CallState.DONE);
            assertThat(row.calls()).isEqualTo(2);
        });
    }

    @Test
    void takesTheResultOfAnotherCallInPlaceOfItsOwnFailure() throws Exception {
        Worker killed = predictions.worker(Predictions.settings(url, "worker-1"));
        predictions.model = request -> {
            Predictions.await(respond);
            return ModelAnswer.refusal(500, "The model had a bad moment");
        };
        CompletableFuture<Exchange> first = killed.begin("a");
        await().until(() -> predictions.calls.containsKey("a"));
        Worker other = predictions.worker(Predictions.settings(url, "worker-2").withOnUncertain(OnUncertain.REPEAT));
        kill("worker-1");
        predictions.model = request -> ModelAnswer.json("repeated");
        other.ledger().list();
        other.predict("a");

        respond.countDown();

        assertThat(first.join().getException()).isNull();
        assertThat(first.join().getMessage().getBody(String.class)).isEqualTo("\"repeated\"");
    }

    @Test
    void aWorkerThatWasReplacedBeginsNoMoreCalls() throws Exception {
        Worker replaced = predictions.worker(Predictions.settings(url, "worker-1"));
        CompletableFuture<String> told = new CompletableFuture<>();
        replaced.ledger()
                .whenReplaced(() -> told.complete(Thread.currentThread().getName()));
        kill("worker-1");
        Worker successor = predictions.worker(Predictions.settings(url, "worker-1"));

        await().untilAsserted(() -> assertThat(replaced.predict("a").getException())
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("Another program has the id worker-1"));
        assertThat(told.join()).isEqualTo("CallLedgerReplaced");
        assertThat(predictions.calls).isEmpty();
        assertThat(successor.predict("a").getException()).isNull();
    }

    @Test
    void refusesTheIdOfALivingWorker() throws Exception {
        predictions.worker(Predictions.settings(url, "worker-1"));

        assertThatThrownBy(() -> CallLedger.open(Predictions.settings(url, "worker-1")))
                .isInstanceOf(WorkerIdInUseException.class)
                .hasMessageContainingAll("worker-1", "an id of its own");
    }

    @Test
    void waitsForTheLeaseOfAKilledPredecessorWithTheSameId() throws Exception {
        predictions.worker(Predictions.settings(url, "worker-1")).close();
        TestDatabase.update(
                url,
                "insert into call_ledger_worker (worker, incarnation, alive_until) values"
                        + " ('worker-1', 'killed', current_timestamp + interval '0.3' second)");

        assertThat(predictions
                        .worker(Predictions.settings(url, "worker-1"))
                        .predict("a")
                        .getException())
                .isNull();
    }

    @Test
    void theOnlyProgramDoesNotWaitForItsKilledPredecessor() throws Exception {
        Worker killed = predictions.worker(Predictions.settings(url, "worker-1").withLease(Duration.ofMinutes(10)));
        CompletableFuture<Exchange> call = callInFlight(killed, "a");

        Worker successor = predictions.worker(Predictions.settings(url, "worker-1")
                .withLease(Duration.ofMinutes(10))
                .withExclusive(true));

        assertThat(successor.ledger().list(CallState.UNCERTAIN)).hasSize(1);
        endOf(call);
    }

    @Test
    void manyWorkersCreateTheTablesAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<CallLedger>> opening = new ArrayList<>();
            CountDownLatch go = new CountDownLatch(1);
            for (int i = 0; i < 8; i++) {
                String id = "worker-" + i;
                opening.add(CompletableFuture.supplyAsync(
                        () -> {
                            Predictions.await(go);
                            try {
                                return CallLedger.open(Predictions.settings(url, id));
                            } catch (LedgerException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            go.countDown();
            for (CompletableFuture<CallLedger> opened : opening) {
                try (CallLedger ledger = opened.join()) {
                    assertThat(ledger.counts()).containsEntry(CallState.DONE, 0L);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesALedgerOfAnotherVersion() throws Exception {
        CallLedger.open(Predictions.settings(url, "worker-1")).close();
        TestDatabase.update(url, "update call_ledger_version set version = 7");

        assertThatThrownBy(() -> CallLedger.open(Predictions.settings(url, "worker-1")))
                .isInstanceOf(LedgerVersionException.class)
                .hasMessageContainingAll("version 7", "needs version 1", "newer release");
    }

    @Test
    void parksAnInputWhoseEndTheDatabaseHasLost() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1"));
        worker.predict("a");
        // as if a copy of the database were used from now on that does not have the end
        TestDatabase.update(url, "update call_ledger set state = 'CALLING', call_id = 'lost', result = null");

        assertThat(worker.predict("a").getException())
                .isInstanceOf(UncertainCallException.class)
                .hasMessageContaining(CallTable.LOST_END);
        assertThat(worker.ledger().counts())
                .containsAllEntriesOf(Map.of(CallState.UNCERTAIN, 1L, CallState.CALLING, 0L));
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void aResultThatTheDatabaseRefusesIsNotTriedForEver() throws Exception {
        Worker worker = predictions.worker(Predictions.settings(url, "worker-1"));
        TestDatabase.update(url, "alter table call_ledger add constraint no_result check (result is null)");

        assertThat(worker.predict("a").getException())
                .isInstanceOf(InputRejectedException.class)
                .hasMessageContaining("The database refused the end DONE");
        assertThat(worker.ledger().list(CallState.REJECTED)).hasSize(1);
    }

    @Test
    void keepsAResultWithoutABodyOfAnInputWithoutASource() throws Exception {
        Input input = new Input("a", Predictions.sha256("a"), null);
        try (CallLedger ledger = CallLedger.open(Predictions.settings(url, "worker-1"))) {
            Call call = ledger.begin(input, "iris").call();
            ledger.end(call, new CallEnd(CallState.DONE, null, null), written -> {});

            assertThat(ledger.begin(input, "iris")).isEqualTo(new CallBegins.Begin(null, null));
            assertThat(ledger.contains("a")).isTrue();
            assertThat(ledger.contains("b")).isFalse();
        }
    }

    @Test
    void doesNotRepeatItsOwnCallThatOthersTookForDead() throws Exception {
        Worker paused = predictions.worker(Predictions.settings(url, "worker-1")
                .withLease(Duration.ofMinutes(10))
                .withOnUncertain(OnUncertain.REPEAT));
        CompletableFuture<Exchange> call = callInFlight(paused, "a");
        TestDatabase.update(url, "update call_ledger set state = 'UNCERTAIN'");

        assertThat(paused.predict("a").getException()).isInstanceOf(CallInProgressException.class);
        endOf(call);
        assertThat(predictions.calls).containsEntry("a", 1);
        assertThat(paused.ledger().counts()).containsEntry(CallState.DONE, 1L);
    }

    @Test
    void aCallThatOthersTookForUncertainStaysSoIfItWasNotExecuted() throws Exception {
        CompletableFuture<CallEnds.Written> written = new CompletableFuture<>();
        try (CallLedger ledger = CallLedger.open(Predictions.settings(url, "worker-1"))) {
            Call call = ledger.begin(new Input("a", Predictions.sha256("a"), null), "iris")
                    .call();
            TestDatabase.update(url, "update call_ledger set state = 'UNCERTAIN'");
            ledger.end(call, new CallEnd(CallState.OPEN, null, "not executed"), written::complete);

            assertThat(written.join().state()).isEqualTo(CallState.UNCERTAIN);
            assertThat(ledger.state("a", "iris")).contains(CallState.UNCERTAIN);
        }
    }

    @Test
    void aWorkerWhosePlaceWasDeletedTakesItAgainAndRemovesOldOnes() throws Exception {
        try (CallLedger ledger =
                CallLedger.open(Predictions.settings(url, "worker-1").withExclusive(true))) {
            TestDatabase.update(url, "delete from call_ledger_worker");
            assertThat(ledger.begin(new Input("a", Predictions.sha256("a"), null), "iris")
                            .call())
                    .isNotNull();
            // what it calls was never lost
            TestDatabase.update(
                    url,
                    "insert into call_ledger_worker (worker, incarnation, alive_until) values ('old', 'old', current_timestamp - interval '2' day)");
            await().until(() ->
                    TestDatabase.update(url, "update call_ledger_worker set worker = worker where worker = 'old'")
                            == 0);
            assertThat(ledger.state("a", "iris")).contains(CallState.CALLING);
        }
    }

    @Test
    void beginsAfterAPauseThatWasLongerThanItsLease() throws Exception {
        Worker paused = predictions.worker(Predictions.settings(url, "worker-1").withLease(Duration.ofMinutes(10)));
        TestDatabase.update(url, "update call_ledger_worker set alive_until = current_timestamp - interval '1' second");

        assertThat(paused.predict("a").getException()).isNull();
    }
}
