package io.github.camelmodelarts.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 hashes, which signatures cover. */
final class Sha256 {

    /** For content in memory: a new digest takes more memory than the rest of a signature. Holds no secret. */
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::newDigest);

    private Sha256() {}

    /** Returns the hash of bytes in memory in lower-case hexadecimal digits. */
    static String of(byte[] content) {
        MessageDigest digest = DIGEST.get();
        // in case that the last use ended with an error
        digest.reset();
        digest.update(content);
        return hex(digest);
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns the hash in lower-case hexadecimal digits and resets the digest. */
    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
