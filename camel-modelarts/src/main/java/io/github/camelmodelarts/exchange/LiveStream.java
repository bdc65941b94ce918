package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

import io.github.camelmodelarts.api.ModelArtsStreamException;

/**
 * A streamed response as bytes. It is a stream cache, although it caches nothing, because Camel's stream caching would read
 * any other stream into memory. So it can be read only once.
 */
abstract class LiveStream extends InputStream implements StreamCache {

    private static final int PIECE = 16 * 1024;

    private volatile boolean started;
    private volatile boolean again;

    /** Reads what has arrived, at least one byte; waits for it if necessary. */
    abstract int readArrived(byte[] to, int offset, int length) throws IOException;

    /** Returns how many bytes can be read without waiting. */
    abstract int arrived();

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] to, int offset, int length) throws IOException {
        if (again) {
            throw StreamOwner.readAlready();
        }
        started = true;
        return readArrived(to, offset, length);
    }

    @Override
    public final int available() {
        return again ? 0 : arrived();
    }

    /** Camel calls this before and after each step. Does nothing before the first byte was read; after it, reading fails. */
    @Override
    public final void reset() {
        again = started;
    }

    /** Writes what arrives, and does not keep it back until more arrives. */
    @Override
    public final void writeTo(OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int length = read(piece, 0, PIECE); length >= 0; length = read(piece, 0, PIECE)) {
            to.write(piece, 0, length);
            to.flush();
        }
    }

    /** Always fails: two exchanges can't read the same response, of a wire tap or a parallel multicast for example. */
    @Override
    public final StreamCache copy(Exchange exchange) throws ModelArtsStreamException {
        throw StreamOwner.readAlready();
    }

    @Override
    public final boolean inMemory() {
        return false;
    }

    /** Returns 0: not known. */
    @Override
    public final long length() {
        return 0;
    }

    /** Returns -1: not known. */
    @Override
    public final long position() {
        return -1;
    }
}
