package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * The content of a stream. Its beginning is read to detect the type and whether the stream is empty. A stream that is no
 * longer than this beginning is kept as bytes, which have a length and can be sent more than once.
 */
final class Streamed implements Content {

    private final Object identity;
    private final Body.Source source;
    private final Reading reading;
    private long length;
    /** The part of the beginning that was read. */
    private byte[] head = new byte[0];
    /** Whether {@code head} is the whole content. */
    private boolean whole;
    /**
     * The opened stream, if it can be read only once. Its position is after the head, or at the start if the stream can
     * be reset.
     */
    private @Nullable InputStream stream;
    /** The stream that the head was read from, if each opening should return another stream. */
    private @Nullable InputStream first;

    /** How a stream can be read. */
    enum Reading {
        /** Once; opening returns the same stream each time. */
        ONCE,
        /** Repeatedly; each opening starts at the beginning. */
        AGAIN,
        /** Repeatedly, from memory: reading never waits. */
        IN_MEMORY
    }

    /**
     * Creates the content of a stream.
     *
     * @param identity the object that is read
     * @param length in bytes, or -1
     */
    Streamed(Object identity, Body.Source source, Reading reading, long length) {
        this.identity = identity;
        this.source = source;
        this.reading = reading;
        this.length = length;
    }

    @Override
    public boolean mayBlock() {
        return reading != Reading.IN_MEMORY;
    }

    @Override
    public byte[] head() {
        return look(HEAD);
    }

    @Override
    public boolean isEmpty() {
        // only one byte of a stream that can be read once: its writer may be slow, and the stream is sent as it arrives
        return length <= 0 && look(reading == Reading.ONCE ? 1 : HEAD).length == 0;
    }

    @Override
    public Body body(String what, @Nullable String mediaType) {
        if (isEmpty()) {
            refuse();
            throw Content.empty(what);
        } else if (stream != null) {
            return whole
                    ? Body.repeatable(this::reopened, head.length, mediaType)
                    : Body.once(rest(stream), length, mediaType);
        } else if (whole) {
            return Body.of(head, mediaType);
        }
        return reading == Reading.IN_MEMORY
                ? Body.inMemory(source, length, mediaType)
                : Body.repeatable(this::again, length, mediaType);
    }

    @SuppressWarnings("ReferenceEquality") // the same object, whose beginning was already read
    private InputStream again() throws IOException {
        InputStream opened = source.open();
        if (opened == first) {
            throw new ModelArtsRequestException(
                    "An attachment returns the same stream each time it is opened, and the beginning was already"
                            + " read: no complete request was sent. Convert the attachment to bytes before this"
                            + " endpoint");
        }
        return opened;
    }

    @Override
    public byte[] all() {
        if (isEmpty() || whole) {
            return head;
        }
        try (InputStream all = stream == null ? again() : rest(stream)) {
            return all.readAllBytes();
        } catch (IOException e) {
            throw Content.unreadable("The body", e);
        }
    }

    @Override
    public void refuse() {
        IOHelper.close(stream);
    }

    @Override
    public boolean isSame(Content other) {
        return other instanceof Streamed same && same.identity == identity;
    }

    /**
     * Returns the first bytes: waits for {@code least} bytes or the end of the stream, and adds what is available without
     * waiting, up to {@link #HEAD} bytes in total.
     */
    private byte[] look(int least) {
        if (whole || head.length >= least) {
            return head;
        }
        try {
            if (reading == Reading.ONCE) {
                lookOnce(least);
            } else {
                try (InputStream opened = source.open()) {
                    first = opened;
                    length = opened instanceof ByteArrayInputStream ? opened.available() : length;
                    fill(opened, new byte[0], least);
                }
            }
        } catch (IOException e) {
            throw Content.unreadable("The body", e);
        }
        return head;
    }

    /** Reads the beginning, and resets the stream if it can be reset. */
    private void lookOnce(int least) throws IOException {
        InputStream opened = stream == null ? source.open() : stream;
        stream = opened;
        if (opened.markSupported()) {
            opened.mark(HEAD + 1);
            length = inMemory(opened) ? opened.available() : length;
            fill(opened, new byte[0], least);
            opened.reset();
        } else {
            fill(opened, head, least);
        }
    }

    /** Returns a stream of the head. Closing it also closes the stream that the head was read from. */
    private InputStream reopened() {
        return new ByteArrayInputStream(head) {
            @Override
            public void close() throws IOException {
                if (stream != null) {
                    stream.close();
                }
            }
        };
    }

    private InputStream rest(InputStream left) {
        return left.markSupported() ? left : new SequenceInputStream(new ByteArrayInputStream(head), left);
    }

    private void fill(InputStream from, byte[] known, int least) throws IOException {
        byte[] buffer = Arrays.copyOf(known, HEAD);
        int length = known.length;
        while (!whole && length < HEAD && (length < least || from.available() > 0)) {
            int read = from.read(buffer, length, HEAD - length);
            if (read == 0) {
                // InputStream does not allow 0 here, but some streams return
                // it; reading a single byte waits for that byte
                int next = from.read();
                buffer[length] = (byte) next;
                read = next < 0 ? -1 : 1;
            }
            whole = read < 0;
            length += Math.max(read, 0);
        }
        head = Arrays.copyOf(buffer, length);
        whole |= inMemory(from) && this.length == length;
    }

    private static boolean inMemory(InputStream stream) {
        return stream instanceof OneShotStream once && once.isInMemory();
    }
}
