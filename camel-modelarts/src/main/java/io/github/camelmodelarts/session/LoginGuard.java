package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * Keeps a wrong password from being tried again and again. IAM locks a user after 5 wrong ones in 15 minutes (IAM, "Login
 * Authentication Policy"), for everybody; others may try too, which is why it is 3 here. Thread-safe.
 */
final class LoginGuard {

    private static final int MOST_REFUSALS = 3;
    private static final Duration REFUSALS_COUNT = Duration.ofMinutes(15);

    private final InstantSource clock;
    private int refusals;
    private Instant firstRefusal = Instant.MIN;
    private @Nullable ModelArtsAuthenticationException lastRefusal;

    LoginGuard(InstantSource clock) {
        this.clock = clock;
    }

    /** Logs in, or fails with the last refusal if there were too many. */
    <T> CompletableFuture<T> login(Supplier<CompletableFuture<T>> source) {
        ModelArtsAuthenticationException guarded = guarded(clock.instant());
        if (guarded != null) {
            return CompletableFuture.failedFuture(guarded);
        }
        return source.get().whenComplete((token, failure) -> settle(failure));
    }

    private synchronized void settle(@Nullable Throwable failure) {
        if (failure == null) {
            refusals = 0;
        } else if (Failures.unwrapped(failure) instanceof ModelArtsAuthenticationException refusal
                && !refusal.isRetryable()) {
            Instant now = clock.instant();
            if (firstRefusal.isBefore(now.minus(REFUSALS_COUNT))) {
                firstRefusal = now;
                refusals = 0;
            }
            refusals++;
            lastRefusal = refusal;
        }
    }

    private synchronized @Nullable ModelArtsAuthenticationException guarded(Instant now) {
        if (refusals < MOST_REFUSALS || lastRefusal == null || firstRefusal.isBefore(now.minus(REFUSALS_COUNT))) {
            return null;
        }
        return new ModelArtsAuthenticationException(
                "IAM refused these credentials " + refusals + " times and is not asked again before "
                        + firstRefusal.plus(REFUSALS_COUNT).truncatedTo(ChronoUnit.SECONDS)
                        + ", lest the user is locked. " + lastRefusal.getMessage(),
                lastRefusal.getHint() == null ? null : "Correct the credentials, which ends the waiting",
                false,
                lastRefusal);
    }
}
