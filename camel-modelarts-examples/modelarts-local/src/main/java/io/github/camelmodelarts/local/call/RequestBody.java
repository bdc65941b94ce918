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
 * The body of one request: counted, bounded and in its beginning recorded while it passes, whoever reads it. Belongs to one
 * thread at a time.
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

    /** Refuses to read more than so many bytes; 0 for any number. */
    void limit(long bytes) {
        limit = bytes == 0 ? Long.MAX_VALUE : bytes;
    }

    /** The bytes as they come in, or what {@link #whole()} has kept of them. */
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

    /** Reads what nobody wanted to read, as the cloud's gateway has taken in a body before it passes an answer on. */
    public void drain() throws IOException {
        source.transferTo(OutputStream.nullOutputStream());
    }

    /** Lets nothing of the body be recorded but what {@code mask} leaves of it. */
    public void recordMasked(UnaryOperator<byte[]> change) {
        mask = change;
    }

    /** What is kept of the body for the record. */
    public byte[] recorded() {
        return mask.apply(recorded.toByteArray());
    }

    /** How many bytes were read. */
    public long length() {
        return length;
    }

    /** When the last byte came in, on the scale of {@link System#nanoTime()}. */
    public long endedAt() {
        return endedAt;
    }

    /** The body is larger than the service takes. */
    public static final class TooLargeException extends IOException {

        TooLargeException(long limit) {
            super("The body is over the service's limit of " + limit + " bytes");
        }
    }

    /** The connection broke before the body's end. */
    public static final class ClientLeftException extends IOException {

        ClientLeftException(IOException cause) {
            super("The client left in the middle of its body", cause);
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

        /** A model that closes the body must not close the connection's channel under the answer. */
        @Override
        public void close() {}
    }
}
