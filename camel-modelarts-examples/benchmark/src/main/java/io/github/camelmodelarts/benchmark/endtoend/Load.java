package io.github.camelmodelarts.benchmark.endtoend;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** Keeps a number of calls in flight: each call that ends starts the next one, on the same thread. */
final class Load implements AutoCloseable {

    private static final int CALLING = 0;
    private static final int WAITING = 1;
    private static final int ENDED = 2;

    private final Caller caller;
    private final int inFlight;
    private final CountDownLatch over;
    private volatile Histogram durations = new Histogram();
    private volatile @Nullable Throwable failure;
    private volatile boolean stopping;

    Load(Caller caller, int inFlight) {
        this.caller = caller;
        this.inFlight = inFlight;
        this.over = new CountDownLatch(inFlight);
    }

    /** Starts the calls, spread evenly over a time. Otherwise the responses of a slow service would all arrive at the same moment. */
    void start(Duration spread) {
        long begin = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            long due = begin + spread.toNanos() * i / inFlight;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            Slot slot = new Slot();
            if (caller.blocks()) {
                new Thread(slot, "Load-" + i).start();
            } else {
                slot.run();
            }
        }
    }

    /** Begins a new histogram. Returns the one of the calls that have ended since the last time. */
    Histogram next() {
        Histogram last = durations;
        durations = new Histogram();
        return last;
    }

    /** Starts no more calls, and waits for those in flight. */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!over.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(over.getCount() + " calls did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    /** Throws the failure of a call, because a call that fails costs something else than one that succeeds. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("A call failed, so the figures are not valid", failure);
        }
    }

    /** A place for one call in flight. A call that ends before {@code call} returns continues the loop, so the stack does not grow. */
    private final class Slot implements Runnable, Consumer<@Nullable Throwable> {

        private final AtomicInteger state = new AtomicInteger();
        private long started;

        @Override
        public void run() {
            do {
                if (stopping || failure != null) {
                    over.countDown();
                    return;
                }
                state.set(CALLING);
                started = System.nanoTime();
                try {
                    caller.call(this);
                } catch (Throwable e) {
                    failure = e;
                    over.countDown();
                    return;
                }
            } while (!state.compareAndSet(CALLING, WAITING));
        }

        @Override
        public void accept(@Nullable Throwable failed) {
            if (failed == null) {
                durations.add(System.nanoTime() - started);
            } else {
                failure = failed;
            }
            if (!state.compareAndSet(CALLING, ENDED)) {
                run();
            }
        }
    }
}
