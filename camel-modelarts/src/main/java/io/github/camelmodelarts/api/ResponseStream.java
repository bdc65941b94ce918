package io.github.camelmodelarts.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * The body of a streamed response. Reading waits for the service, and the service is not read faster than this stream. gzip is
 * unpacked while it is read. All failures are {@link ModelArtsStreamException}s; what had arrived before a failure is read first.
 * Thread-safe: one thread reads at a time, and any thread can close it.
 */
public final class ResponseStream extends InputStream {

    private static final int SKIPPED_AT_ONCE = 512;

    private final Reply reply;
    private final StreamTiming timing;
    private final ArrivingBytes bytes;
    private final boolean packed;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable InputStream content;

    ResponseStream(ResponseHead head, Reply reply, StreamTiming timing) {
        this.reply = reply;
        this.timing = timing;
        this.bytes = new ArrivingBytes(timing.service());
        String coding = head.headers().get("Content-Encoding");
        this.packed = coding != null && coding.strip().toLowerCase(Locale.ROOT).matches("(x-)?gzip");
        reply.body().subscribe(bytes);
    }

    /** Returns how long the service took from the request to the head of this response, in milliseconds. */
    public long timeToFirstByte() {
        return (bytes.start() - timing.sent()) / 1_000_000;
    }

    /** Returns how many bytes have arrived, as the service sent them, read or not. */
    public long received() {
        return bytes.received();
    }

    /** Returns how the response ended, or null before its end was read and before it was closed. */
    public @Nullable StreamEnd end() {
        return bytes.end();
    }

    /**
     * Runs a task once when the response is over: nothing more arrives, read or not. It runs at once if that is so already, and may
     * run on a thread that serves connections.
     */
    public void whenOver(Runnable task) {
        bytes.whenOver(task);
    }

    /** Ends the response if it was silent for too long, or took too long. Called from time to time. */
    public void endIfLate(long now) {
        bytes.giveUpRest(now);
        if (timing.longest() != null && now - bytes.start() > timing.longest().toNanos()) {
            bytes.finish(StreamEnd.TIMEOUT, timing.tooLong());
        } else if (bytes.silence(now) > timing.longestSilence().toNanos()) {
            bytes.finish(StreamEnd.TIMEOUT, timing.silent());
        } else if (bytes.isHeld()) {
            reply.keepWaiting();
        }
    }

    /** Reads one byte, or -1 at the end. */
    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads what has arrived, at least one byte; waits for it if necessary. */
    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        reading.lock();
        try {
            if (length == 0) {
                return 0;
            } else if (!packed) {
                return bytes.read(to, offset, length);
            }
            InputStream unpacked = content();
            int read = unpacked.read(to, offset, length);
            if (read < 0) {
                unpacked.close();
                content = InputStream.nullInputStream();
                // the response can have more data than its content, which is ignored
                skipRest();
            }
            return read;
        } catch (ZipException | EOFException e) {
            ModelArtsStreamException damaged = new ModelArtsStreamException(
                    "The streamed response is declared as gzip but can't be decompressed: " + e.getMessage(), false, e);
            fail(damaged);
            throw damaged;
        } finally {
            reading.unlock();
        }
    }

    private InputStream content() throws IOException {
        if (content == null) {
            PushbackInputStream raw = new PushbackInputStream(new Packed());
            int first = raw.read();
            if (first < 0) {
                // no input at all is empty content
                content = InputStream.nullInputStream();
            } else {
                raw.unread(first);
                content = new GZIPInputStream(raw);
            }
        }
        return content;
    }

    private void skipRest() throws IOException {
        byte[] skipped = new byte[SKIPPED_AT_ONCE];
        while (bytes.read(skipped, 0, skipped.length) >= 0) {
            // to the end
        }
    }

    /** The bytes as the service sends them. */
    private final class Packed extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return bytes.read(to, offset, length);
        }

        /** Returns 1 as long as more can arrive: {@code GZIPInputStream} then waits for another member. */
        @Override
        public int available() {
            return bytes.isExhausted() ? 0 : 1;
        }
    }

    /** Returns how many bytes can be read without waiting; 0 if that is not known. */
    @Override
    public int available() {
        return packed ? 0 : bytes.available();
    }

    /** Ends the call of the service, unless the response has ended already. Reading fails from now on. */
    @Override
    public void close() {
        close(new ModelArtsStreamException(
                "A step closed the streamed response before its end: read it before it is closed", false, null));
    }

    /**
     * Ends the call of the service, unless the response has ended already.
     *
     * @param why the exception for a reader
     */
    public void close(ModelArtsStreamException why) {
        bytes.finish(StreamEnd.CLOSED, why);
    }

    /** Ends the call of the service, because its response can't be read. */
    public void fail(ModelArtsStreamException why) {
        bytes.fail(why);
    }

    /**
     * Ends the response as complete, because all that matters has been read. The little that may follow is dropped, so that the connection
     * can be used again.
     */
    public void complete() {
        bytes.complete();
    }
}
