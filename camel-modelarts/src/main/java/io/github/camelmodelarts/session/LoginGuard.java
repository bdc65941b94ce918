package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.secrets.Fingerprint;

/**
 * Stops logins with wrong passwords of one user before IAM locks the user. IAM locks a user after 5 wrong passwords in 15 minutes (IAM,
 * "Login Authentication Policy"), in all regions and projects and for all clients together; other clients may fail too. So this guard lets
 * at most 3 logins fail in any 15 minutes. Until a password has succeeded, one login is in flight at a time. After that, as many logins are
 * in flight as may still fail: 3 less the failed ones. Other logins wait without a thread. After 3 failures this guard refuses a password
 * that was wrong. A password that was not tried yet is tried once, because it may be the corrected one. After IAM has locked the user, a
 * password that was tried is refused for 15 minutes. Thread-safe.
 */
final class LoginGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LoginGuard.class);

    private static final int MOST_WRONG = 3;
    private static final Duration COUNTS = Duration.ofMinutes(15);

    private final String name;
    private final Timing timing;
    private final Consumer<LoginGuard> keep;
    private final List<Wrong> wrong = new ArrayList<>();
    private final Deque<Place> waiting = new ArrayDeque<>();
    private int out;
    private boolean refusing;
    private @Nullable Fingerprint trusted;

    /** A password that IAM rejected. The list has the oldest first. */
    private record Wrong(Fingerprint password, boolean locked, long moment, ModelArtsAuthenticationException refusal) {}

    /** A login that waits for its turn or is in flight. */
    private static final class Place {
        private final Fingerprint password;
        private final CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
        private boolean out;

        Place(Fingerprint password) {
            this.password = password;
        }
    }

    /**
     * @param name the masked name of the user
     * @param keep gets this guard when IAM rejects its user: from then on the guard's state is needed even while no endpoint uses the
     *     identity
     */
    LoginGuard(String name, Timing timing, Consumer<LoginGuard> keep) {
        this.name = name;
        this.timing = timing;
        this.keep = keep;
    }

    /** Logs in when it is this login's turn; fails with IAM's last rejection if there were too many. */
    CompletableFuture<Lease<String>> login(
            Fingerprint password, Fetch fetch, Supplier<CompletableFuture<Login>> source) {
        Place mine = new Place(password);
        List<Runnable> turns;
        synchronized (this) {
            waiting.add(mine);
            turns = turns();
        }
        turns.forEach(Runnable::run);
        fetch.onGivenUp(why -> {
            leave(mine, fetch, null);
            mine.turn.completeExceptionally(why);
        });
        CompletableFuture<@Nullable Void> turn =
                mine.turn.isDone() ? mine.turn : mine.turn.whenCompleteAsync((go, failure) -> {}, timing.progress());
        return turn.thenCompose(go -> source.get())
                .whenComplete((login, failure) -> leave(mine, fetch, login))
                .thenApply(Login::required);
    }

    /** Whether this guard refuses a login with this password at present. */
    synchronized boolean refuses(Fingerprint password) {
        return guarded(password) != null;
    }

    /** The longest time for which a password is refused; null if none is, or if IAM has accepted a password since. */
    synchronized @Nullable LockedLogin lock() {
        if (!refusing) {
            return null;
        }
        return wrong.stream().map(Wrong::password).distinct().toList().stream()
                .map(this::lock)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(LockedLogin::remaining))
                .orElse(null);
    }

    /** For how long this password is refused, or null if it is not. */
    synchronized @Nullable LockedLogin lock(Fingerprint password) {
        ModelArtsAuthenticationException refusal = guarded(password);
        Duration left = refusal == null ? null : refusal.getRetryAfter();
        return left == null ? null : new LockedLogin(name, left);
    }

    private void leave(Place mine, Fetch fetch, @Nullable Login login) {
        List<Runnable> turns;
        synchronized (this) {
            boolean wasOut = mine.out;
            mine.out = false;
            if (!wasOut) {
                waiting.remove(mine);
                return;
            }
            out--;
            Runnable line = login == null ? null : learn(mine.password, login);
            Throwable late = fetch.whyGivenUp();
            turns = late == null ? turns() : endOfWaiting(late);
            if (line != null) {
                turns.add(0, line);
            }
        }
        turns.forEach(Runnable::run);
    }

    /** Returns a task that logs the change of the state, or null. The caller runs it without the lock. */
    private @Nullable Runnable learn(Fingerprint password, Login login) {
        if (login.says() == Login.Says.RIGHT) {
            trusted = password;
            wrong.removeIf(before -> before.password.equals(password));
            if (refusing) {
                refusing = false;
                return () -> LOG.info("IAM accepts the user {} again", name);
            }
        } else if (login.says() != Login.Says.NOTHING && login.refusal() != null) {
            keep.accept(this);
            trusted = password.equals(trusted) ? null : trusted;
            boolean locked = login.says() == Login.Says.LOCKED;
            boolean known = guarded(password) != null;
            wrong.add(new Wrong(password, locked, timing.nanoTime().getAsLong(), login.refusal()));
            ModelArtsAuthenticationException guarded = guarded(password);
            if (guarded != null && !known) {
                refusing = true;
                return () -> LOG.warn("Logins of the user {} are refused: {}", name, guarded.getMessage());
            }
        }
        return null;
    }

    /**
     * Ends the waiting logins, because the login in flight took too long. They fail with its failure, and can be tried again. The caller
     * runs the returned tasks without the lock.
     */
    private List<Runnable> endOfWaiting(Throwable late) {
        List<Runnable> ends = new ArrayList<>();
        waiting.forEach(place -> ends.add(() -> place.turn.completeExceptionally(late)));
        waiting.clear();
        return ends;
    }

    /**
     * Takes the waiting logins whose turn it is, and those that are refused. The caller runs the returned tasks, which start or fail them,
     * without the lock.
     */
    private List<Runnable> turns() {
        List<Runnable> turns = new ArrayList<>();
        for (Place next = waiting.peek(); next != null; next = waiting.peek()) {
            Place place = next;
            ModelArtsAuthenticationException guarded = guarded(place.password);
            if (guarded != null) {
                turns.add(() -> place.turn.completeExceptionally(guarded));
            } else if (mayGo(place.password)) {
                place.out = true;
                out++;
                turns.add(() -> place.turn.complete(null));
            } else {
                break;
            }
            waiting.remove();
        }
        return turns;
    }

    private boolean mayGo(Fingerprint password) {
        return out == 0 || (password.equals(trusted) && out + wrong.size() < MOST_WRONG);
    }

    /** The failure of a login that is refused; null if the password may be tried. */
    private @Nullable ModelArtsAuthenticationException guarded(Fingerprint password) {
        wrong.removeIf(before -> timing.since(before.moment).compareTo(COUNTS) >= 0);
        int last = -1;
        for (int i = 0; i < wrong.size(); i++) {
            last = wrong.get(i).password.equals(password) ? i : last;
        }
        // a password that was not tried yet may be the fourth wrong one; the fifth one is left to other clients
        int most = last < 0 ? MOST_WRONG + 1 : MOST_WRONG;
        boolean locked = last >= 0 && wrong.get(last).locked;
        int until = Math.max(wrong.size() - most, locked ? last : -1);
        if (until < 0) {
            return null;
        }
        Duration left = COUNTS.minus(timing.since(wrong.get(until).moment));
        Instant end = timing.clock().instant().plus(left).truncatedTo(ChronoUnit.SECONDS);
        return wrong.get(last < 0 ? wrong.size() - 1 : last)
                .refusal
                .paused(
                        locked
                                ? "IAM locked the user; no login with this password is sent before " + end
                                : "IAM rejected " + wrong.size()
                                        + " logins of this user within 15 minutes; no login with this password is sent before "
                                        + end
                                        + ", because IAM locks a user after 5. A corrected password is tried at once",
                        left);
    }
}
