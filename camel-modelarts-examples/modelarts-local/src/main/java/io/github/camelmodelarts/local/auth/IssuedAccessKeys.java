package io.github.camelmodelarts.local.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.text.SecretText;

/** The last 2,000 temporary access keys that were issued. Thread-safe. */
public final class IssuedAccessKeys {

    private static final int KEPT = 2_000;
    private static final int LENGTH = 20;

    private final Clock clock;
    private final Map<String, Handed> keys = new ConcurrentHashMap<>();
    private final Deque<String> issued = new ArrayDeque<>();

    private record Handed(
            SigningKey key, Instant end, @Nullable String account) {}

    /** Creates an empty set. */
    public IssuedAccessKeys(Clock clock) {
        this.clock = clock;
    }

    /**
     * Issues a new key that is valid until its end, and evicts the oldest if there are too many.
     *
     * @param beginning the first characters of the access key, which show where it comes from; less than 20 capitals and digits
     * @param account the account whose rights the key has, or null for the server's own account
     */
    public synchronized SigningKey issue(String beginning, @Nullable String account, Instant end) {
        SigningKey key = new SigningKey(
                Scheme.AK_SK,
                beginning + SecretText.capitals(LENGTH - beginning.length()),
                "local-temporary-secret-" + SecretText.hex(12),
                "local-security-token-" + SecretText.base64(480));
        keys.put(key.access(), new Handed(key, end, account));
        issued.add(key.access());
        if (issued.size() > KEPT) {
            keys.remove(issued.remove());
        }
        return key;
    }

    /** The key with this name, or null if it is not one of the issued keys. */
    public @Nullable SigningKey find(String access) throws RefusedException {
        Handed handed = keys.get(access);
        if (handed == null) {
            return null;
        }
        if (!clock.instant().isBefore(handed.end())) {
            throw new RefusedException(Refusals.temporaryKeyExpired());
        }
        return handed.key();
    }

    /** The account whose rights a key has; null if it is the server's own account, or if the key was not issued. */
    @Nullable
    String accountOf(String access) {
        Handed handed = keys.get(access);
        return handed == null ? null : handed.account();
    }
}
