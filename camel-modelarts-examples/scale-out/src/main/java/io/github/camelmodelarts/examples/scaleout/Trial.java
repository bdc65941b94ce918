package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Runs a number of inputs through a number of workers, and measures. */
final class Trial {

    private static final long LOOK_MILLIS = 250;
    private static final Duration NO_PROGRESS = Duration.ofMinutes(1);

    private final Parts parts;
    private final Setup setup;

    Trial(Parts parts, Setup setup) {
        this.parts = parts;
        this.setup = setup;
    }

    /** A measurement of something while the workers are there. */
    @FunctionalInterface
    interface Probe {
        /** Called after the warm-up and when all inputs are settled. */
        void look(Workers workers) throws IOException, InterruptedException;
    }

    /** Runs it to its end. Topic and workers are gone afterwards. */
    Measurement run(Probe probe) throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(parts.bootstrap())) {
            cluster.createTopic(setup.run(), setup.partitions());
            try (Workers workers = Workers.start(setup, parts, cluster);
                    Announcer announcer = new Announcer(parts.bootstrap(), setup.run());
                    Connection ledger = connect()) {
                settle(announcer, workers, ledger, setup.run() + "/warm-up", setup.warmUp());
                Duration before = workers.cpu();
                probe.look(workers);
                Progress end = settle(announcer, workers, ledger, setup.run() + "/inputs", setup.inputs());
                Duration cpu = workers.cpu().minus(before);
                probe.look(workers);
                return measured(end, cpu);
            } finally {
                // a broker of our own is deleted as a whole
                if (parts.broker() == null && !parts.keep()) {
                    cluster.deleteTopic(setup.run());
                }
            }
        } catch (SQLException e) {
            throw new IOException("The database does not respond: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return Progress.connect(
                parts.jdbc(),
                parts.secrets().get("LEDGER_USER"),
                parts.secrets().get("LEDGER_PASSWORD"));
    }

    private Progress settle(Announcer announcer, Workers workers, Connection ledger, String ids, int inputs)
            throws IOException, InterruptedException, SQLException {
        forgetCalls();
        new Samples(ids, parts.folder().resolve("inputs")).announce(announcer, inputs);
        Progress progress = Progress.of(ledger, ids);
        int seen = 0;
        long lastProgress = System.nanoTime();
        while (progress.settled() < inputs) {
            Thread.sleep(LOOK_MILLIS);
            workers.requireAlive();
            CountedService counted = parts.counted();
            int calls = counted == null ? 0 : counted.calls();
            // the query reads all rows: with a local service, not before all calls were made
            if (counted == null || calls >= inputs) {
                progress = Progress.of(ledger, ids);
            }
            int now = calls + progress.settled();
            if (now > seen) {
                seen = now;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > NO_PROGRESS.toNanos()) {
                throw new IOException("Nothing has happened for " + NO_PROGRESS.toSeconds() + " s, with " + inputs
                        + " inputs, " + calls + " calls and "
                        + Progress.of(ledger, ids).settled()
                        + " ends. The logs of the workers are in " + parts.folder() + ": use --keep to keep them.");
            }
        }
        if (progress.done() < inputs) {
            throw new IOException((inputs - progress.done()) + " of " + inputs
                    + " inputs have no result: ledger list --jdbc=... shows them. Use --keep to keep the database.");
        }
        return progress;
    }

    private void forgetCalls() {
        CountedService counted = parts.counted();
        if (counted != null) {
            counted.forget();
        }
    }

    private Measurement measured(Progress end, Duration cpu) {
        @Nullable CountedService counted = parts.counted();
        return new Measurement(
                setup,
                end.seconds(),
                counted == null ? end.calls() : counted.calls(),
                counted == null
                        ? end.mostCalls()
                        : counted.callsPerInput().values().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(0),
                cpu.toNanos() / 1e6 / setup.inputs());
    }
}
