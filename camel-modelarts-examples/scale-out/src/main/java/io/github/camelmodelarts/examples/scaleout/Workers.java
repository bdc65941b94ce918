package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The worker processes of one run. */
final class Workers implements AutoCloseable {

    private static final int WORKER_MEGABYTES = 128;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 200;
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final Setup setup;
    private final List<ChildProcess> processes = new ArrayList<>();

    private Workers(Setup setup) {
        this.setup = setup;
    }

    /** Starts the workers, and returns when all of them are members of the group. */
    static Workers start(Setup setup, Parts parts, Cluster cluster) throws IOException, InterruptedException {
        Workers workers = new Workers(setup);
        boolean complete = false;
        try {
            for (int i = 1; i <= setup.workers(); i++) {
                workers.processes.add(start(setup, parts, i));
            }
            workers.awaitMembers(cluster);
            complete = true;
            return workers;
        } finally {
            if (!complete) {
                workers.close();
            }
        }
    }

    private static ChildProcess start(Setup setup, Parts parts, int number) throws IOException {
        String id = setup.run() + "-worker-" + number;
        return ChildProcess.start(
                id,
                parts.folder(),
                WORKER_MEGABYTES,
                parts.secrets(),
                setup.kind().program().getName(),
                List.of(
                        "--bootstrap=" + parts.bootstrap(),
                        "--jdbc=" + parts.jdbc(),
                        "--service=" + parts.service(),
                        "--topic=" + setup.run(),
                        "--group=" + setup.run(),
                        "--worker=" + id,
                        "--max-in-flight=" + setup.maxInFlight(),
                        // a classic worker does not use it
                        "--consumers=" + (setup.kind() == GroupKind.SHARE ? setup.members() : 1),
                        "--folder=" + parts.folder().resolve("inputs")));
    }

    private void awaitMembers(Cluster cluster) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long expected = (long) setup.workers() * setup.members();
        while (true) {
            requireAlive();
            long members = setup.kind() == GroupKind.SHARE
                    ? cluster.shareMembers(setup.run())
                    : cluster.classicMembers(setup.run());
            if (members >= expected) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException("The workers are not ready after " + PATIENCE.toSeconds() + " s: the group has "
                        + members + " of " + expected + " members. Their logs are in "
                        + processes.get(0).log().getParent() + "; use --keep to keep them.");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Fails if a worker has ended. */
    void requireAlive() throws IOException {
        for (ChildProcess process : processes) {
            process.requireAlive();
        }
    }

    /** The processor time of all workers since their start. */
    Duration cpu() {
        return processes.stream().map(ChildProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /** The bytes of heap that are in use after a full garbage collection, in the worker with the most. */
    long heapInUse() throws IOException, InterruptedException {
        long most = 0;
        for (ChildProcess process : processes) {
            most = Math.max(most, heapInUse(process));
        }
        return most;
    }

    /** The bytes of heap of a Java process that are in use after a full garbage collection. */
    static long heapInUse(ChildProcess process) throws IOException, InterruptedException {
        // the histogram counts the objects that a full collection leaves
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        Matcher total = TOTAL.matcher(printed);
        if (!total.find()) {
            throw new IOException("jcmd does not say how much heap is in use: "
                    + printed.lines().findFirst().orElse(""));
        }
        return Long.parseLong(total.group(1));
    }

    /** Ends all workers, after their calls in flight have ended. */
    @Override
    public void close() {
        processes.forEach(ChildProcess::end);
        processes.forEach(ChildProcess::close);
    }
}
