package io.github.camelmodelarts.examples.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Ends that PostgreSQL does not take: for a time, or never. */
class UnwrittenEndsTest {

    private static final byte[] RESULT = "paid for".getBytes(StandardCharsets.UTF_8);

    private CallLedger ledger;
    private String url;

    @AfterEach
    void close() {
        ledger.close();
    }

    private void open(String at) throws LedgerException {
        url = at;
        ledger = CallLedger.open(Predictions.settings(url, "worker-1"));
    }

    private static Input input(String id) {
        return new Input(id, Predictions.sha256(id), null);
    }

    private CompletableFuture<CallEnds.Written> end(String id, CallEnd end) throws LedgerException {
        CompletableFuture<CallEnds.Written> written = new CompletableFuture<>();
        ledger.end(ledger.begin(input(id), "iris").call(), end, written::complete);
        return written;
    }

    private static CallEnd done() {
        return new CallEnd(CallState.DONE, RESULT, null);
    }

    /** Runs a statement before each change of the row of input a. */
    private void before(String change, String statement) throws SQLException {
        String schema = url.substring(url.indexOf("currentSchema=") + "currentSchema=".length());
        TestDatabase.update(
                url,
                "create function " + schema
                        + ".hold() returns trigger language plpgsql as $$ begin if new.input = 'a' then "
                        + statement + "; end if; return new; end $$; create trigger hold before " + change
                        + " on call_ledger for each row execute function " + schema + ".hold()");
    }

    private void release() throws SQLException {
        TestDatabase.update(url, "drop trigger hold on call_ledger");
    }

    @Test
    void aResultWaitsAsLongAsItsDatabaseFailsAndOthersDoNotWaitForIt() throws Exception {
        open(TestDatabase.POSTGRESQL.newUrl());
        before("update", "raise exception 'test' using errcode = 'XX000'");

        CompletableFuture<CallEnds.Written> failing = end("a", done());
        CompletableFuture<CallEnds.Written> first = end("b", done());
        assertThat(failing).isNotDone();
        await().until(first::isDone);
        assertThat(ledger.state("a", "iris")).contains(CallState.CALLING);
        release();

        assertThat(failing.join().failure()).isNull();
        assertThat(ledger.result("a", "iris")).contains(RESULT);
        // after a success ends are written at once again
        assertThat(end("c", done())).isDone();
    }

    @Test
    void anErrorWhoseTextCanNotBeStoredKeepsItsState() throws Exception {
        String server = "jdbc:postgresql://127.0.0.1:" + TestDatabase.port() + "/";
        TestDatabase.update(
                server + "postgres?user=postgres",
                "create database latin1 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        open(server + "latin1?user=postgres");

        assertThat(end("a", new CallEnd(CallState.OPEN, null, "\u8d85\u65f6"))
                        .join()
                        .state())
                .isEqualTo(CallState.OPEN);
        assertThat(ledger.list(CallState.OPEN))
                .singleElement()
                .satisfies(row -> assertThat(row.error()).contains("can't store the text"));
    }

    @Test
    void anInputWhoseBeginWasWrittenAndFailedIsCalledLater() throws Exception {
        String direct = TestDatabase.POSTGRESQL.newUrl();
        Gate gate = new Gate(TestDatabase.port());
        try {
            open(direct.replace(":" + TestDatabase.port() + "/", ":" + gate.port() + "/"));
            url = direct;
            before("insert", "perform pg_sleep(0.5)");
            CompletableFuture<Void> lost =
                    CompletableFuture.runAsync(() -> assertThatThrownBy(() -> ledger.begin(input("a"), "iris"))
                            .isInstanceOf(LedgerUnavailableException.class));
            await().until(() -> isInserting(direct));

            gate.close();
            lost.join();
            await().until(() -> TestDatabase.update(direct, "update call_ledger set source = 'written'") == 1);
            release();
            gate.open();

            await().untilAsserted(() ->
                    assertThat(ledger.begin(input("a"), "iris").call()).isNotNull());
        } finally {
            gate.close();
        }
    }

    private static boolean isInserting(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection
                    .createStatement()
                    .executeQuery("select 1 from pg_stat_activity where wait_event = 'PgSleep'")
                    .next();
        }
    }
}
