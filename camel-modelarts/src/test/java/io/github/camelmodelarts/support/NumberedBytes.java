package io.github.camelmodelarts.support;

import java.io.InputStream;

/** A stream of any length that needs no memory. The byte at offset {@code n} has the value {@code n mod 256}. */
public final class NumberedBytes extends InputStream {

    private static final byte[] PERIODS = new byte[64 * 1024];

    static {
        for (int i = 0; i < PERIODS.length; i++) {
            PERIODS[i] = (byte) i;
        }
    }

    private final long length;
    private long offset;

    public NumberedBytes(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        return offset < length ? (int) (offset++ % 256) : -1;
    }

    @Override
    public int read(byte[] to, int from, int count) {
        if (offset == length) {
            return -1;
        }
        int phase = (int) (offset % 256);
        int some = (int) Math.min(Math.min(count, length - offset), PERIODS.length - phase);
        System.arraycopy(PERIODS, phase, to, from, some);
        offset += some;
        return some;
    }
}
