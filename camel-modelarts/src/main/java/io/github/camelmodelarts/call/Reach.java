package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.text.Printable;

/**
 * Whether a host can be reached: counts what could not connect to it since its last response, and logs when that begins and ends, once a
 * minute at most, also if it changes with each call. Thread-safe; one for each host.
 */
final class Reach {

    private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

    private static final int MOST_FAILURES = 3;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int LONGEST_CAUSE = 200;

    private final LongSupplier nanoTime;
    /** Attempts in a row. */
    private volatile int failures;
    /** Calls in a row, each counted once. */
    private int calls;

    private long lastCall;
    private boolean unreachable;
    private boolean logged;
    private long lastLine;

    /** @param nanoTime measures the minute, as {@link System#nanoTime} does */
    Reach(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * An attempt had no response. It counts if nothing was sent.
     *
     * @param attempt 1 for the first attempt of a call
     */
    void failed(ServiceRequest request, ModelArtsIoException failure, int attempt) {
        boolean unconnected =
                failure instanceof ModelArtsConnectionException || failure instanceof ModelArtsTimeoutException;
        if (unconnected && !failure.mayHaveExecuted() && becomesUnreachable(attempt)) {
            LOG.warn(
                    "{} can't be reached: {}. Further failures are not logged until it responds",
                    request.host(),
                    Printable.of(String.valueOf(failure.getMessage()), LONGEST_CAUSE));
        }
    }

    private synchronized boolean becomesUnreachable(int attempt) {
        failures++;
        long now = nanoTime.getAsLong();
        if (attempt == 1) {
            calls = unreachedCalls() + 1;
            lastCall = now;
        }
        if (unreachable || failures < MOST_FAILURES || (logged && now - lastLine < MINUTE)) {
            return false;
        }
        logged = true;
        lastLine = now;
        unreachable = true;
        return true;
    }

    /** The host has responded. */
    void responded(ServiceRequest request) {
        if (failures != 0 && becomesReachable()) {
            LOG.info("{} can be reached again", request.host());
        }
    }

    private synchronized boolean becomesReachable() {
        failures = 0;
        calls = 0;
        boolean was = unreachable;
        unreachable = false;
        return was;
    }

    /**
     * How many calls in a row could not connect. They are forgotten after a minute without such a call: an application that gets no more
     * requests because it reported the host would otherwise report it for ever.
     */
    synchronized int unreachedCalls() {
        return calls == 0 || nanoTime.getAsLong() - lastCall > MINUTE ? 0 : calls;
    }
}
