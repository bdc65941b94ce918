package io.github.camelmodelarts.local.batch;

import java.util.function.BooleanSupplier;

/** A gate that the files of all runs pass one by one. Open at the start. Thread-safe. */
final class Gate {

    private boolean open = true;
    private int passes;
    private int waiting;

    synchronized void close() {
        open = false;
        passes = 0;
    }

    synchronized void open() {
        open = true;
        notifyAll();
    }

    synchronized void letPass(int count) {
        passes += count;
        notifyAll();
    }

    synchronized int waiting() {
        return waiting;
    }

    /** Lets waiting threads check again whether they should give up. */
    synchronized void wake() {
        notifyAll();
    }

    /** Waits until one may pass, and returns true; false if {@code givenUp} becomes true first, or if the thread is interrupted. */
    synchronized boolean pass(BooleanSupplier givenUp) {
        waiting++;
        try {
            while (!givenUp.getAsBoolean()) {
                if (open) {
                    return true;
                }
                if (passes > 0) {
                    passes--;
                    return true;
                }
                wait();
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }
}
