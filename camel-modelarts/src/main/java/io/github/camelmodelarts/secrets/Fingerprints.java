package io.github.camelmodelarts.secrets;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Credentials;

/**
 * Computes keyed hashes of credentials, which caches use as keys. With the credentials themselves as keys, up to a thousand of them would
 * stay in the heap in clear, long after their last use, where heap dumps and debuggers show them. From a plain hash in such a dump, weak
 * passwords could be guessed; this hash is keyed with a random secret, a new one for each cache. Thread-safe.
 */
public final class Fingerprints {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** Creates an instance with a random key: two instances make different fingerprints of the same value. */
    public Fingerprints() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    /** The fingerprint of all fields of the credentials: credentials that differ in any field can have different rights. */
    public Fingerprint of(Credentials credentials) {
        return of(Stream.concat(Stream.of(credentials.authType().name()), credentials.fields().stream())
                .toArray(String[]::new));
    }

    /** The fingerprint of some fields in their order. It includes their lengths, so that the borders between fields, and null fields, count. */
    public Fingerprint of(@Nullable String... fields) {
        Mac mac = mac();
        for (String field : fields) {
            String text = field == null ? "" : field;
            // the characters are hashed, not an encoding of them: an encoding
            // maps all characters that it lacks to one and the same
            ByteBuffer whole = ByteBuffer.allocate(4 + 2 * text.length()).putInt(field == null ? -1 : text.length());
            text.chars().forEach(c -> whole.putChar((char) c));
            mac.update(whole.flip());
        }
        return new Fingerprint(HexFormat.of().formatHex(mac.doFinal()));
    }

    private Mac mac() {
        try {
            // one per fingerprint: a Mac holds the state of one computation
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
