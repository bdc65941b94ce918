package io.github.camelmodelarts.obs;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConnectionException;

/**
 * An upload or download in progress: tells whether it was stopped, and logs its progress every ten seconds. Used by one thread.
 */
final class Transfer {

    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final String what;
    private final long total;
    private final LongSupplier nanoTime;
    private final BooleanSupplier cancelled;
    private final long begin;
    private long logged;
    private long done;

    /**
     * Begins a transfer.
     *
     * @param what what is done, for the log
     * @param total in bytes, or -1 if it is not known
     * @param cancelled whether the caller has cancelled; called for each piece
     */
    Transfer(String what, long total, LongSupplier nanoTime, BooleanSupplier cancelled) {
        this.what = what;
        this.total = total;
        this.nanoTime = nanoTime;
        this.cancelled = cancelled;
        this.begin = nanoTime.getAsLong();
        this.logged = begin;
    }

    /**
     * Ends the transfer if it was stopped.
     *
     * @throws ModelArtsConnectionException if it was stopped
     */
    void requireNotCancelled() throws ModelArtsConnectionException {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new ModelArtsConnectionException(
                    what + " was stopped before it was complete", null, true, true, 1, null);
        }
    }

    /** Counts bytes that were transferred. */
    void advance(long bytes) {
        done += bytes;
        long now = nanoTime.getAsLong();
        if (now - logged >= INTERVAL) {
            logged = now;
            LOG.info(
                    "{}: {} after {} s",
                    what,
                    total > 0
                            ? String.format("%d %% of %d MiB", done * 100 / total, total >> 20)
                            : (done >> 20) + " MiB",
                    TimeUnit.NANOSECONDS.toSeconds(now - begin));
        }
    }
}
