package io.github.camelmodelarts.local.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.text.SecretText;

/** The last 2,000 IAM tokens that were issued, with their rights. Thread-safe. */
public final class IssuedTokens {

    /** "The validity period of a token is 24 hours" (Huawei Cloud IAM). */
    public static final Duration LIFE = Duration.ofHours(24);

    private static final int KEPT = 2_000;

    private final Clock clock;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Deque<String> issued = new ArrayDeque<>();

    /** Creates an empty set. */
    public IssuedTokens(Clock clock) {
        this.clock = clock;
    }

    /** Adds a token with any text. */
    public void add(String token, Grant grant) {
        grants.put(token, grant);
    }

    /** Issues a new token, and evicts the oldest if there are too many: a token has more than 6 KB. */
    public synchronized String issue(Grant grant) {
        String token = SecretText.token();
        add(token, grant);
        issued.add(token);
        if (issued.size() > KEPT) {
            grants.remove(issued.remove());
        }
        return token;
    }

    /** Expires a token at once. */
    public void expire(String token) {
        if (grants.computeIfPresent(token, (known, grant) -> grant.endingAt(Instant.MIN)) == null) {
            throw new IllegalArgumentException("This server did not issue this token");
        }
    }

    /** Expires all tokens at once. */
    public void expireAll() {
        grants.replaceAll((token, grant) -> grant.endingAt(Instant.MIN));
    }

    /** The rights of a token. */
    public Grant check(String token) throws RefusedException {
        Grant grant = grants.get(token);
        if (grant == null) {
            throw new RefusedException(Refusals.badToken());
        }
        if (!clock.instant().isBefore(grant.end())) {
            throw new RefusedException(Refusals.tokenExpired());
        }
        return grant;
    }
}
