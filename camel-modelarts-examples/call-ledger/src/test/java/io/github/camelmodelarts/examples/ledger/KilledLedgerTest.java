package io.github.camelmodelarts.examples.ledger;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A kill takes no row from a ledger in a file: what a program was allowed to call is there after the kill. */
class KilledLedgerTest {

    @TempDir
    Path folder;

    @Test
    void aKilledProgramLeavesARowForEachCallThatItBegan() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("ledger");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Beginner.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        TreeSet<String> begun = new TreeSet<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < 200; i++) {
                begun.add(out.readLine());
            }
            // kill -9; the process itself would close its output
            process.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                begun.add(line);
            }
        }

        try (CallLedger ledger =
                CallLedger.open(LedgerSettings.of(url).withWorkerId("worker").withExclusive(true))) {
            List<LedgerRow> rows = ledger.list(CallState.UNCERTAIN);
            assertThat(rows.stream().map(LedgerRow::input).collect(Collectors.toSet()))
                    .containsAll(
                            begun.stream().filter(line -> line.endsWith(".")).toList());
        }
    }

    /** Begins calls with several threads, and prints a line after each. */
    static final class Beginner {

        private Beginner() {}

        public static void main(String[] arguments) throws LedgerException {
            CallLedger ledger = CallLedger.open(LedgerSettings.of(arguments[0]).withWorkerId("worker"));
            for (int thread = 0; thread < 8; thread++) {
                String name = "input-" + thread + "-";
                new Thread(() -> begin(ledger, name)).start();
            }
        }

        private static void begin(CallLedger ledger, String name) {
            try {
                for (int i = 0; i < 10_000; i++) {
                    // the full stop shows that the line is complete
                    String input = name + i + ".";
                    ledger.begin(new Input(input, "0".repeat(64), null), "iris");
                    System.out.println(input);
                }
            } catch (LedgerException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
