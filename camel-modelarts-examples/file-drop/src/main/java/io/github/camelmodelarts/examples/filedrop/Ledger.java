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
 * Keeps account of the files: which are waited for, which are worked on, and what became of each. Says so on the console, and when the
 * run is over. Thread-safe.
 */
final class Ledger {

    private final Folders folders;
    private final PrintStream console;
    private final Runnable over;
    private final boolean endless;
    private final Set<String> awaited = new TreeSet<>();
    private final Set<String> inHand = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private int files;
    private int setAside;
    private int lost;
    private int known;

    /**
     * An empty one.
     *
     * @param endless whether the run goes on when no file is awaited any more
     * @param over called when the run is over; perhaps more than once
     */
    Ledger(Folders folders, PrintStream console, boolean endless, Runnable over) {
        this.folders = folders;
        this.console = console;
        this.endless = endless;
        this.over = over;
    }

    /** The files that are there at the start. */
    synchronized void expect(Collection<String> names) {
        awaited.addAll(names);
        known = awaited.size();
        endIfDone();
    }

    synchronized void opened(Job job) {
        inHand.add(job.arrivedAs());
    }

    /** The last word on a file, after it was moved. */
    synchronized void closed(Job job) {
        inHand.remove(job.arrivedAs());
        awaited.remove(job.arrivedAs());
        if (!folders.keeps(job.name())) {
            job.lost(
                    Files.exists(job.file())
                            ? "can't be moved, or its reason can't be written: look at " + job.file()
                            : "neither in done nor, with a reason, in failed: was it taken away?");
        }
        enter(job.arrivedAs(), job.rows());
        endIfDone();
    }

    /** Looks for awaited files that nobody can work on any more because they are gone. */
    synchronized void callRoll() {
        for (String name : List.copyOf(awaited)) {
            boolean there = Files.exists(folders.inbox().resolve(name))
                    || Files.exists(folders.working().resolve(name));
            if (!there && !inHand.contains(name)) {
                awaited.remove(name);
                enter(
                        name,
                        List.of(new Row(name, "accept", Row.Outcome.LOST, "it vanished from the inbox", null, null)));
            }
        }
        endIfDone();
    }

    private void enter(String arrivedAs, List<Row> newRows) {
        files++;
        rows.addAll(newRows);
        if (has(newRows, Row.Outcome.LOST)) {
            lost++;
        } else if (has(newRows, Row.Outcome.SET_ASIDE)) {
            setAside++;
        }
        console.println(Progress.line(files, Math.max(known, files), arrivedAs, newRows));
    }

    private static boolean has(List<Row> rows, Row.Outcome outcome) {
        return rows.stream().anyMatch(row -> row.outcome() == outcome);
    }

    private void endIfDone() {
        if (!endless && awaited.isEmpty() && inHand.isEmpty()) {
            over.run();
        }
    }

    /** Whether every file that was seen is accounted for. */
    synchronized boolean isBalanced() {
        return lost == 0 && (endless || awaited.isEmpty());
    }

    synchronized String closingTable() {
        String counts = String.format(
                "%d files: %d predicted, %d set aside%s%s",
                files,
                files - setAside - lost,
                setAside,
                some(lost, "LOST"),
                some(unfinished(), "left for the next run"));
        return rows.isEmpty()
                ? counts
                : System.lineSeparator() + ClosingTable.of(rows) + System.lineSeparator() + counts;
    }

    private int unfinished() {
        Set<String> names = new HashSet<>(awaited);
        names.addAll(inHand);
        return names.size();
    }

    private static String some(int count, String what) {
        return count == 0 ? "" : ", " + count + " " + what;
    }
}
