package io.github.camelmodelarts.local;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The IAM tokens that were issued, with what they are good for. Thread-safe. */
final class Tokens {

    /** "The validity period of a token is 24 hours" (Huawei Cloud IAM). */
    static final Duration LIFE = Duration.ofHours(24);

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    Tokens(Clock clock) {
        this.clock = clock;
    }

    void add(String token, Grant grant) {
        grants.put(token, grant);
    }

    /** A new token. */
    String issue(Grant grant) {
        String token = Credentials.newToken(random);
        add(token, grant);
        return token;
    }

    void expire(String token) {
        if (grants.computeIfPresent(token, (known, grant) -> grant.endingAt(Instant.MIN)) == null) {
            throw new IllegalArgumentException("This token was not issued here");
        }
    }

    void expireAll() {
        grants.replaceAll((token, grant) -> grant.endingAt(Instant.MIN));
    }

    /** What a token is good for. */
    Grant check(String token) throws RefusedException {
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
