package io.github.camelmodelarts.examples.filedrop;

import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts the files: which are awaited, which are in progress, and how each ended. Prints a line for each file and reports the end of
 * the run. Thread-safe.
 */
final class Tally {

    private final Folders folders;
    private final PrintStream console;
    private final Runnable over;
    private final boolean endless;
    private final Set<String> awaited = new TreeSet<>();
    private final Set<String> inProgress = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private int files;
    private int failed;
    private int lost;
    private int known;

    /**
     * Creates an empty tally.
     *
     * @param endless whether the run continues when no file is awaited any more
     * @param over called when the run is over; it can be called more than once
     */
    Tally(Folders folders, PrintStream console, boolean endless, Runnable over) {
        this.folders = folders;
        this.console = console;
        this.endless = endless;
        this.over = over;
    }

    /** Adds the files that are in the inbox at the start. */
    synchronized void expect(Collection<String> names) {
        awaited.addAll(names);
        known = awaited.size();
        endIfDone();
    }

    synchronized void opened(Job job) {
        inProgress.add(job.arrivedAs());
    }

    /** Records the end of a file, after it was moved. */
    synchronized void closed(Job job) {
        inProgress.remove(job.arrivedAs());
        awaited.remove(job.arrivedAs());
        if (!folders.keeps(job.name())) {
            job.lost(
                    Files.exists(job.file())
                            ? "the file could not be moved, or its reason could not be written: check " + job.file()
                            : "the file is not in done, and not in failed with a reason: another program probably took it");
        }
        enter(job.arrivedAs(), job.rows());
        endIfDone();
    }

    /**
     * Returns the names of the files that have not ended.
     *
     * @param begun only those that are in progress
     */
    synchronized Set<String> open(boolean begun) {
        Set<String> names = new HashSet<>(inProgress);
        if (!begun) {
            names.addAll(awaited);
        }
        return names;
    }

    /** Looks for awaited files that no longer exist, and records them as lost. */
    synchronized void callRoll() {
        for (String name : List.copyOf(awaited)) {
            boolean there = Files.exists(folders.inbox().resolve(name))
                    || Files.exists(folders.working().resolve(name));
            if (!there && !inProgress.contains(name)) {
                awaited.remove(name);
                enter(
                        name,
                        List.of(new Row(
                                name, "accept", Row.Outcome.LOST, "the file vanished from the inbox", null, null)));
            }
        }
        endIfDone();
    }

    private void enter(String arrivedAs, List<Row> newRows) {
        files++;
        rows.addAll(newRows);
        if (has(newRows, Row.Outcome.LOST)) {
            lost++;
        } else if (has(newRows, Row.Outcome.FAILED)) {
            failed++;
        }
        console.println(Progress.line(files, Math.max(known, files), arrivedAs, newRows));
    }

    private static boolean has(List<Row> rows, Row.Outcome outcome) {
        return rows.stream().anyMatch(row -> row.outcome() == outcome);
    }

    private void endIfDone() {
        if (!endless && awaited.isEmpty() && inProgress.isEmpty()) {
            over.run();
        }
    }

    /** Returns whether no file was lost and all awaited files have ended. */
    synchronized boolean isBalanced() {
        return lost == 0 && (endless || awaited.isEmpty());
    }

    synchronized String closingTable() {
        String counts = String.format(
                "%d files: %d predicted, %d failed%s%s",
                files, files - failed - lost, failed, some(lost, "LOST"), some(unfinished(), "left for the next run"));
        return rows.isEmpty()
                ? counts
                : System.lineSeparator() + ClosingTable.of(rows) + System.lineSeparator() + counts;
    }

    private int unfinished() {
        return open(false).size();
    }

    private static String some(int count, String what) {
        return count == 0 ? "" : ", " + count + " " + what;
    }
}
