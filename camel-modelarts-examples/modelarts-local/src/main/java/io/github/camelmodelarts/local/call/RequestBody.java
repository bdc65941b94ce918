package io.github.camelmodelarts.local.call;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The body of one request. While it is read, its bytes are counted and limited, and its beginning is recorded. Used by
 * one thread at a time.
 */
public final class RequestBody {

    static final int RECORDED_BYTES = 1 << 20;

    private final InputStream source;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream(0);
    private volatile UnaryOperator<byte[]> mask = UnaryOperator.identity();
    private long limit = Long.MAX_VALUE;
    private long length;
    private long endedAt = System.nanoTime();
    private byte @Nullable [] whole;

    RequestBody(InputStream source) {
        this.source = new Passage(source);
    }

    /** Sets the maximum number of bytes; 0 for no limit. */
    void limit(long bytes) {
        limit = bytes == 0 ? Long.MAX_VALUE : bytes;
    }

    /** The bytes from the connection, or from memory after {@link #whole()}. */
    public InputStream stream() {
        return whole == null ? source : new ByteArrayInputStream(whole);
    }

    /** Reads everything into memory, once. */
    public byte[] whole() throws IOException {
        if (whole == null) {
            whole = source.readAllBytes();
        }
        return whole;
    }

    /** Reads the rest of the body: the cloud's gateway reads the whole body before it passes a response on. */
    public void drain() throws IOException {
        source.transferTo(OutputStream.nullOutputStream());
    }

    /** Records the result of {@code mask} instead of the body. */
    public void recordMasked(UnaryOperator<byte[]> change) {
        mask = change;
    }

    /** The recorded part of the body. */
    public byte[] recorded() {
        return mask.apply(recorded.toByteArray());
    }

    /** The number of bytes that were read. */
    public long length() {
        return length;
    }

    /** The {@link System#nanoTime()} when the last byte was read. */
    public long endedAt() {
        return endedAt;
    }

    /** The body exceeds the service's limit. */
    public static final class TooLargeException extends IOException {

        TooLargeException(long limit) {
            super("The body exceeds the service's limit of " + limit + " bytes");
        }
    }

    /** The client closed the connection before the end of the body. */
    public static final class ClientLeftException extends IOException {

        ClientLeftException(IOException cause) {
            super("The client closed the connection before the end of its body", cause);
        }
    }

    private final class Passage extends FilterInputStream {

        Passage(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (count == 0) {
                // Undertow would wait for data here, and readNBytes() ends with such a call
                return 0;
            }
            int n;
            try {
                n = in.read(buffer, offset, count);
            } catch (IOException e) {
                throw new ClientLeftException(e);
            }
            if (n > 0) {
                length += n;
                endedAt = System.nanoTime();
                recorded.write(buffer, offset, Math.min(n, RECORDED_BYTES - recorded.size()));
                if (length > limit) {
                    throw new TooLargeException(limit);
                }
            }
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 65_536)).length;
        }

        /** Does nothing: a model that closes the body must not close the connection before the response. */
        @Override
        public void close() {}
    }
}
