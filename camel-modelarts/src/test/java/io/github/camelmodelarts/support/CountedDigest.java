package io.github.camelmodelarts.support;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicLong;

/** The platform's SHA-256 that counts the hashed bytes while it is {@linkplain #install installed}. */
public final class CountedDigest extends MessageDigestSpi {

    private static final String NAME = "CountedDigest";
    private static final AtomicLong BYTES = new AtomicLong();

    private final MessageDigest digest;

    /** The platform calls this constructor. */
    public CountedDigest() throws NoSuchAlgorithmException, NoSuchProviderException {
        digest = MessageDigest.getInstance("SHA-256", "SUN");
    }

    /** Replaces the platform's digest, and counts from 0. */
    public static void install() {
        BYTES.set(0);
        Security.insertProviderAt(new Counting(), 1);
    }

    /** Restores the platform's digest. */
    public static void remove() {
        Security.removeProvider(NAME);
    }

    /** The number of hashed bytes. */
    public static long bytes() {
        return BYTES.get();
    }

    private static final class Counting extends Provider {

        private static final long serialVersionUID = 1;

        private Counting() {
            super(NAME, "1", "counts what is digested");
            put("MessageDigest.SHA-256", CountedDigest.class.getName());
        }
    }

    @Override
    protected void engineUpdate(byte input) {
        BYTES.incrementAndGet();
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        BYTES.addAndGet(length);
        digest.update(input, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        BYTES.addAndGet(input.remaining());
        digest.update(input);
    }

    @Override
    protected int engineGetDigestLength() {
        return digest.getDigestLength();
    }

    @Override
    protected byte[] engineDigest() {
        return digest.digest();
    }

    @Override
    protected int engineDigest(byte[] out, int offset, int length) throws DigestException {
        return digest.digest(out, offset, length);
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }
}
