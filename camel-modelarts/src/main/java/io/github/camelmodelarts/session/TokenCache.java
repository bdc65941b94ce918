package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * The token of one identity: fetched by one caller while the others wait without a thread, renewed ahead of its end behind the callers'
 * backs, kept when that fails as long as it lives, given up when a service refuses it. Thread-safe.
 */
final class TokenCache {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
    /** After a renewal that failed, so that an IAM in trouble is not asked by each call. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    /** IAM locks a user after 5 wrong passwords in 15 minutes (IAM, "Login Authentication Policy"); others may use it too. */
    private static final int MOST_REFUSALS = 3;

    private static final Duration REFUSALS_COUNT = Duration.ofMinutes(15);

    private final Supplier<CompletableFuture<IamToken>> source;
    private final InstantSource clock;
    private @Nullable IamToken token;
    private @Nullable CompletableFuture<IamToken> underWay;
    private Instant noRenewalBefore = Instant.MIN;
    private int refusals;
    private Instant firstRefusal = Instant.MIN;
    private @Nullable ModelArtsAuthenticationException lastRefusal;

    TokenCache(Supplier<CompletableFuture<IamToken>> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** A token that lives. */
    CompletionStage<IamToken> current() {
        CompletableFuture<IamToken> mine;
        IamToken known;
        synchronized (this) {
            Instant now = clock.instant();
            known = token;
            boolean alive = known != null && now.isBefore(known.end());
            if (known != null && alive && (now.isBefore(known.renewFrom()) || now.isBefore(noRenewalBefore))) {
                return CompletableFuture.completedFuture(known);
            }
            if (underWay != null) {
                return known != null && alive ? CompletableFuture.completedFuture(known) : underWay;
            }
            ModelArtsAuthenticationException guarded = guarded(now);
            if (guarded != null) {
                return known != null && alive
                        ? CompletableFuture.completedFuture(known)
                        : CompletableFuture.failedFuture(guarded);
            }
            mine = new CompletableFuture<>();
            underWay = mine;
            known = alive ? known : null;
        }
        fetch(mine);
        return known == null ? mine : CompletableFuture.completedFuture(known);
    }

    /**
     * Told that a service refused a token.
     *
     * @return completes with whether there is another one
     */
    CompletionStage<Boolean> refused(String value) {
        synchronized (this) {
            if (token != null && token.value().equals(value)) {
                if (token.received().isAfter(clock.instant().minus(PAUSE))) {
                    // a new one is refused too: it is not the token's age, and another one will not help
                    return CompletableFuture.completedFuture(false);
                }
                token = null;
            }
        }
        return current()
                .handle((renewed, failure) ->
                        failure == null && !renewed.value().equals(value));
    }

    private void fetch(CompletableFuture<IamToken> mine) {
        CompletableFuture<IamToken> asked;
        try {
            asked = source.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((renewed, failure) -> {
            settle(renewed, failure);
            if (failure == null) {
                mine.complete(renewed);
            } else {
                mine.completeExceptionally(unwrapped(failure));
            }
        });
    }

    private synchronized void settle(@Nullable IamToken renewed, @Nullable Throwable failure) {
        underWay = null;
        if (renewed != null) {
            token = renewed;
            refusals = 0;
            return;
        }
        Instant now = clock.instant();
        noRenewalBefore = now.plus(PAUSE);
        if (token != null) {
            LOG.warn(
                    "The IAM token could not be renewed and is kept until {}: {}",
                    token.end(),
                    String.valueOf(failure));
        }
        if (failure != null
                && unwrapped(failure) instanceof ModelArtsAuthenticationException refusal
                && !refusal.isRetryable()) {
            if (firstRefusal.isBefore(now.minus(REFUSALS_COUNT))) {
                firstRefusal = now;
                refusals = 0;
            }
            refusals++;
            lastRefusal = refusal;
        }
    }

    private @Nullable ModelArtsAuthenticationException guarded(Instant now) {
        if (refusals < MOST_REFUSALS || lastRefusal == null || firstRefusal.isBefore(now.minus(REFUSALS_COUNT))) {
            return null;
        }
        return new ModelArtsAuthenticationException(
                "IAM refused these credentials " + refusals + " times and is not asked again before "
                        + firstRefusal.plus(REFUSALS_COUNT) + ", lest the user is locked. " + lastRefusal.getMessage(),
                null,
                false,
                lastRefusal);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
