package io.github.camelmodelarts.examples.ledger;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String url;

    @BeforeEach
    void killAWorker() throws Exception {
        url = "jdbc:h2:" + folder.resolve("ledger");
        try (CallLedger ledger = CallLedger.open(
                LedgerSettings.of(url).withUser("app", "test-secret").withWorkerId("worker-1"))) {
            Input scan = new Input("scan.png", "0".repeat(64), "/inbox/scan\u001b.png");
            assertThat(ledger.begin(scan, "ocr").call()).isNotNull();
            Call done = ledger.begin(scan, "orientation").call();
            ledger.end(done, new CallEnd(CallState.DONE, new byte[0], null), written -> {});
            Call rejected = ledger.begin(scan, "iris").call();
            ledger.end(rejected, new CallEnd(CallState.REJECTED, null, "no iris"), written -> {});
        }
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return LedgerCommand.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("LEDGER_USER", "app", "LEDGER_PASSWORD", "test-secret"),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsWhatWaitsForAPerson() {
        assertThat(run("list", "--jdbc=" + url)).isZero();

        assertThat(out().lines()).hasSize(4);
        assertThat(out())
                .containsPattern("STATE +INPUT +STEP +CALLS +BEGAN +WORKER, SOURCE, ERROR")
                .containsPattern(
                        "UNCERTAIN +scan.png +ocr +1 +\\S+ +worker-1, /inbox/scan .png, The worker ended before the end")
                .containsPattern("REJECTED +scan.png +iris +1 +\\S+ +worker-1, /inbox/scan .png, no iris")
                .contains("Calls: 2")
                .doesNotContain("orientation", "\u001b");
    }

    @Test
    void listsOtherStatesAndCountsThem() {
        assertThat(run("list", "--state=done", "--jdbc=" + url)).isZero();
        assertThat(out()).contains("orientation", "Calls: 1").doesNotContain("ocr");

        assertThat(run("counts", "--jdbc=" + url)).isZero();
        assertThat(out().lines())
                .containsExactly("CALLING    0", "DONE       1", "REJECTED   1", "UNCERTAIN  1", "OPEN       0");
    }

    @Test
    void printsNotMoreThanAPersonCanRead() throws Exception {
        TestDatabase.update(
                url + ";USER=app;PASSWORD=test-secret",
                "insert into call_ledger (input, step, state, call_id, worker, incarnation, calls, sha256, began)"
                        + " select 'scan-' || x, 'ocr', 'OPEN', x, 'worker-1', '1', 1, '0', current_timestamp from system_range(1, 1001)");

        assertThat(run("list", "--state=OPEN", "--jdbc=" + url)).isZero();
        assertThat(out().lines()).hasSize(1002).last().asString().contains("Calls: 1001", "the oldest 1000");
    }

    @Test
    void releasesACall() {
        assertThat(run("release", "scan.png", "ocr", "--jdbc=" + url)).isZero();
        assertThat(out()).contains("1 released");
        assertThat(run("list", "--state=OPEN", "--jdbc=" + url)).isZero();
        assertThat(out()).contains("ocr", "Calls: 1");

        assertThat(run("release", "scan.png", "orientation", "--jdbc=" + url)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Nothing to release");
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() {
        assertThat(run("list")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--jdbc=URL");
        assertThat(run("relase", "--jdbc=" + url)).isEqualTo(2);
        assertThat(run("list", "--state=LOST", "--jdbc=" + url)).isEqualTo(2);
        assertThat(run("list", "--all", "--jdbc=" + url)).isEqualTo(2);
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("release INPUT [STEP]", "LEDGER_PASSWORD");
    }

    @Test
    void createsNoLedgerWhereThereIsNone() {
        assertThat(run("counts", "--jdbc=jdbc:h2:" + folder.resolve("typo"))).isEqualTo(1);

        assertThat(Files.exists(folder.resolve("typo.mv.db"))).isFalse();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not found").doesNotContain("test-secret");
        assertThat(run("counts", "--jdbc=jdbc:h2:mem:nothing")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no call ledger in this database");
    }
}
