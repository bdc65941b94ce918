package io.github.camelmodelarts.examples.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/** Limits how many calls are begun at a time. Others wait for their turn without a thread. Thread-safe. */
final class Turns {

    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int taken;

    Turns(int most) {
        this.most = most;
    }

    /** Takes a turn; returns false if there is none, and runs {@code turn} when there is one. */
    synchronized boolean tryTake(Runnable turn) {
        if (taken < most) {
            taken++;
            return true;
        }
        waiting.add(turn);
        return false;
    }

    /** Gives a turn back; returns who has it now, for the caller to run, or null. */
    @Nullable
    synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            taken--;
        }
        return next;
    }

    /** Ends the wait of all, who will find the ledger closed. */
    void close() {
        List<Runnable> left;
        synchronized (this) {
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(Runnable::run);
    }
}
