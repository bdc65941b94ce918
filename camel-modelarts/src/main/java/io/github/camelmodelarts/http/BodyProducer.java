package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ReadableByteChannel;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * Writes a body to a connection, one buffer and one write at a time: a producer that wrote in a loop would run out of memory over TLS.
 * Bytes in memory are read on the reactor's thread. A body that can block is opened, read and closed on a separate thread, one piece ahead
 * of the written one; that thread requests output when a piece was read.
 */
final class BodyProducer implements AsyncEntityProducer {

    private static final Logger LOG = LoggerFactory.getLogger(BodyProducer.class);

    private final Body body;
    private final Executor readers;
    /** The piece that is being written. */
    private ByteBuffer buffer;
    /** The next piece of a body that can block, which is being read meanwhile. */
    private ByteBuffer ahead;

    private volatile @Nullable ProtocolException failure;
    private final AtomicReference<@Nullable ReadableByteChannel> source = new AtomicReference<>();
    private volatile boolean reading;
    private volatile boolean ended;
    private volatile boolean released;
    private volatile boolean aborted;
    private volatile @Nullable DataStreamChannel waiting;
    /** Whether the whole body was passed to the connection. */
    private volatile boolean written;
    /** How many bytes were read so far. */
    private final AtomicLong taken = new AtomicLong();

    /** @param readers threads for bodies that can block, one for each at a time */
    BodyProducer(Body body, Executor readers) {
        this.body = body;
        this.readers = readers;
        ByteBuffer whole = body.whole();
        this.buffer = whole == null ? ByteBuffer.allocate(body.bufferSize()).flip() : whole;
        this.ahead = body.mayBlock() ? ByteBuffer.allocate(body.bufferSize()).flip() : buffer;
        this.ended = whole != null;
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (aborted) {
            throw BodyProducer.<RuntimeException>ended(
                    new ProtocolException("The call was cancelled while its body was sent"));
        }
        if (!buffer.hasRemaining() && !reading) {
            next(channel);
        }
        ProtocolException failed = failure;
        if (failed != null) {
            throw BodyProducer.<RuntimeException>ended(failed);
        }
        if (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        if (!buffer.hasRemaining() && !reading && !ahead.hasRemaining() && ended) {
            channel.endStream();
            written = true;
        }
    }

    /** Writes the piece that was read ahead next, and starts to read the one after it. */
    private void next(DataStreamChannel channel) {
        ByteBuffer written = buffer;
        buffer = ahead;
        ahead = written;
        if (ended || failure != null) {
            return;
        } else if (body.mayBlock()) {
            readAhead(channel);
        } else {
            fill(buffer);
        }
    }

    /**
     * Throws a checked exception that is not declared. Over HTTP/2, any exception except a {@code ProtocolException} ends the connection,
     * and with it the calls that share it (httpcore 5.3, AbstractH2StreamMultiplexer).
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E ended(ProtocolException failure) throws E {
        throw (E) failure;
    }

    boolean isWritten() {
        return written;
    }

    /** The size in bytes; for a body of unknown length, the bytes that were read so far. */
    long size() {
        return Math.max(body.length(), taken.get());
    }

    @Override
    public int available() {
        if (buffer.hasRemaining()) {
            return buffer.remaining();
        }
        return reading && !aborted ? 0 : 1;
    }

    /** Closes the connection of a call that is cancelled while it waits for its body: cancelling alone can leave it open. */
    void abort() {
        aborted = true;
        DataStreamChannel channel = waiting;
        if (channel != null) {
            requestOutput(channel);
        }
    }

    private void readAhead(DataStreamChannel channel) {
        waiting = channel;
        reading = true;
        try {
            readers.execute(() -> {
                fill(ahead);
                reading = false;
                if (released) {
                    close();
                } else {
                    requestOutput(channel);
                }
            });
        } catch (Throwable e) {
            // there is no thread, or the pool is closed; an Error would end the reactor with all its calls
            reading = false;
            throw BodyProducer.<RuntimeException>ended(
                    new ProtocolException("The body can't be read", asRequestFailure(e)));
        }
    }

    private static void requestOutput(DataStreamChannel channel) {
        try {
            channel.requestOutput();
        } catch (CancelledKeyException e) {
            LOG.debug("The connection was closed while a body was read for it: {}", e.toString());
        }
    }

    /** Reads the next piece. A failure here is reported as a failure of the body, not of the service. */
    private void fill(ByteBuffer piece) {
        try {
            ReadableByteChannel from = source.get();
            if (from == null) {
                from = body.open();
                source.set(from);
            }
            piece.clear();
            int read = 0;
            while (read >= 0 && piece.position() == 0 && !released) {
                read = from.read(piece);
            }
            ended = read < 0;
            taken.addAndGet(piece.position());
        } catch (Throwable e) {
            // an Error of a custom body is caught too, because it would be lost on this thread
            failure = new ProtocolException("The body can't be read", asRequestFailure(e));
        }
        piece.flip();
        if (ended) {
            close();
        }
    }

    private static ModelArtsRequestException asRequestFailure(Throwable e) {
        return e instanceof ModelArtsRequestException known
                ? known
                : new ModelArtsRequestException(
                        "The body can't be read: " + e + ". The request was not sent completely", e);
    }

    private void close() {
        ReadableByteChannel opened = source.getAndSet(null);
        if (opened != null) {
            try {
                opened.close();
            } catch (Throwable e) {
                LOG.debug("A body can't be closed", e);
            }
        }
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void failed(Exception cause) {
        releaseResources();
    }

    @Override
    public void releaseResources() {
        released = true;
        if (source.get() == null) {
            return;
        } else if (!body.mayBlock()) {
            close();
            return;
        }
        try {
            // a separate thread closes the body, because closing can block;
            // it can also end a read that is blocked forever
            readers.execute(this::close);
        } catch (Throwable e) {
            // there is no thread, or the pool is closed: close it here
            close();
        }
    }

    @Override
    public long getContentLength() {
        return body.length();
    }

    @Override
    public @Nullable String getContentType() {
        return body.contentType();
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return body.length() < 0;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }
}
