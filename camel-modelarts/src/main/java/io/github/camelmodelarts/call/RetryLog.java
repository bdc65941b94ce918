package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.text.Printable;

/**
 * Logs that calls to a host are retried: each retry at DEBUG, and at INFO the first retry of a call, once a minute at
 * most, so that an outage is visible and does not fill the log. Thread-safe; one for each host.
 */
final class RetryLog {

    private static final Logger LOG = LoggerFactory.getLogger(RetryLog.class);

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int LONGEST_CAUSE = 200;

    private final LongSupplier nanoTime;
    private boolean used;
    private long lastLine;
    private int notLogged;

    /** @param nanoTime measures the minute, as {@link System#nanoTime} does */
    RetryLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A call is retried after a pause.
     *
     * @param retry 1 for the first retry of the call
     * @param most how many retries the call can have
     */
    <F extends Exception & ModelArtsFailure> void retried(
            ServiceRequest request, F failure, int retry, int most, Duration pause) {
        LOG.debug("{} is retried in {}: {}", request, pause, failure.toString());
        if (retry > 1 || !LOG.isInfoEnabled()) {
            return;
        }
        int others = notLoggedSinceLastLine();
        if (others >= 0) {
            LOG.info(
                    "A call to {} failed: {}. It is retried in {} ms (maxRetries={}). Further retries for this host are not"
                            + " logged for 1 minute{}",
                    request.host(),
                    cause(failure),
                    pause.toMillis(),
                    most,
                    others == 0 ? "" : "; since the last line, " + others + " other calls were retried");
        }
    }

    /** How many calls were not logged since the last line; -1 if this one is not to be logged either. */
    private synchronized int notLoggedSinceLastLine() {
        long now = nanoTime.getAsLong();
        if (used && now - lastLine < INTERVAL.toNanos()) {
            notLogged++;
            return -1;
        }
        int others = notLogged;
        used = true;
        lastLine = now;
        notLogged = 0;
        return others;
    }

    /** What failed, without the hint. */
    private static <F extends Exception & ModelArtsFailure> String cause(F failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            String code = refused.getErrorCode();
            return "response " + refused.getStatusCode() + (code == null ? "" : " " + code);
        }
        String message = String.valueOf(failure.getMessage());
        @Nullable String hint = failure.getHint();
        int end = hint == null ? -1 : message.lastIndexOf(". " + hint);
        return Printable.of(end < 0 ? message : message.substring(0, end), LONGEST_CAUSE);
    }
}
