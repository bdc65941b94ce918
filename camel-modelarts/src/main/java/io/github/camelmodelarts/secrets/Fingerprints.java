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
 * Makes the keys under which a cache keeps what belongs to somebody's credentials. The credentials themselves would lie there in
 * clear, up to a thousand of them, long after whoever brought them is gone, for every heap dump and debugger to see. A plain hash
 * would let weak passwords be guessed from such a dump, at leisure; this one is keyed with a secret that is drawn for each cache.
 * Thread-safe.
 */
public final class Fingerprints {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** With a key of its own: two of these make different fingerprints of the same. */
    public Fingerprints() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    /** Of everything that a set of credentials holds: sets that differ in any of it may do different things. */
    public Fingerprint of(Credentials credentials) {
        return of(Stream.concat(Stream.of(credentials.authType().name()), credentials.fields().stream())
                .toArray(String[]::new));
    }

    /** Of some fields in their order, each as it is: neither their borders nor a missing one are lost. */
    public Fingerprint of(@Nullable String... fields) {
        Mac mac = mac();
        for (String field : fields) {
            String text = field == null ? "" : field;
            // characters and no encoding, which would put the same in the place of all that it can't hold
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
