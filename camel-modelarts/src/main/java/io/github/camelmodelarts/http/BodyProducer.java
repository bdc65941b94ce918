package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;

/**
 * Feeds a body to a connection, one buffer and one write at a time: a producer that writes in a loop runs out of memory over TLS.
 * Bytes and files are read on the reactor's thread; what may block is read on a worker, which asks for output when it has some.
 */
final class BodyProducer implements AsyncEntityProducer {

    private final Body body;
    private final Executor workers;
    private final ByteBuffer buffer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable ReadableByteChannel source;
    private volatile boolean reading;
    private volatile boolean ended;
    private volatile boolean released;

    BodyProducer(Body body, Executor workers) {
        this.body = body;
        this.workers = workers;
        this.buffer = ByteBuffer.allocate(body.bufferSize()).flip();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (reading) {
            return;
        }
        if (!buffer.hasRemaining() && !ended) {
            if (body.mayBlock()) {
                readOnWorker(channel);
                return;
            }
            fill();
        }
        throwReadFailure();
        if (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        if (!buffer.hasRemaining() && ended) {
            channel.endStream();
        }
    }

    @Override
    public int available() {
        return reading ? 0 : Math.max(buffer.remaining(), 1);
    }

    private void readOnWorker(DataStreamChannel channel) {
        reading = true;
        workers.execute(() -> {
            try {
                fill();
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            } finally {
                reading = false;
                if (released) {
                    releaseResources();
                } else {
                    channel.requestOutput();
                }
            }
        });
    }

    private void fill() throws IOException {
        ReadableByteChannel from = source;
        if (from == null) {
            from = body.open();
            source = from;
        }
        buffer.clear();
        int read = 0;
        while (read >= 0 && buffer.position() == 0) {
            read = from.read(buffer);
        }
        ended = read < 0;
        buffer.flip();
        if (ended) {
            close();
        }
    }

    private void throwReadFailure() throws IOException {
        Exception read = failure.get();
        if (read instanceof IOException io) {
            throw io;
        } else if (read instanceof RuntimeException runtime) {
            throw runtime;
        }
    }

    private void close() throws IOException {
        ReadableByteChannel finished = source;
        if (finished != null) {
            finished.close();
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
        if (reading) {
            return; // the worker closes what it reads from
        }
        try {
            close();
        } catch (IOException e) {
            failure.compareAndSet(null, e);
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
