package io.github.camelmodelarts.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a request carries: bytes, a file, several parts, or a stream that can be read once. Says whether it can be read again (to
 * hash it, to send it, to send it once more) and whether a signature covers it. Files are never read into memory. Thread-safe but
 * for one-shot streams, which belong to their first reader.
 */
public class Body {

    /** No content at all: not even a length goes out with GET and DELETE. */
    public static final Body NONE = new Body(null, List.of(), true);

    private final @Nullable String contentType;
    private final List<Segment> segments;
    private final boolean signed;
    private final boolean repeatable;
    private final boolean blocking;
    private volatile @Nullable String sha256;
    private volatile boolean reading;

    private Body(@Nullable String contentType, Segment content, boolean signed) {
        this(contentType, List.of(content), signed);
    }

    Body(@Nullable String contentType, List<Segment> segments, boolean signed) {
        if (contentType != null) {
            Headers.requireVisibleAscii("Content-Type", contentType);
        }
        this.contentType = contentType;
        this.segments = segments;
        this.signed = signed;
        boolean allRepeatable = true;
        boolean someBlocking = false;
        // each call makes a body: without an iterator
        for (int i = 0; i < segments.size(); i++) {
            allRepeatable &= segments.get(i).isRepeatable();
            someBlocking |= segments.get(i).mayBlock();
        }
        this.repeatable = allRepeatable;
        this.blocking = someBlocking;
    }

    /** Bytes in memory, which must not change any more. */
    public static Body of(byte[] content, @Nullable String contentType) {
        return new Body(contentType, new Segment.Bytes(content), true);
    }

    /**
     * A local file as it is, not covered by a signature: ModelArts wants files sent as {@code UNSIGNED-PAYLOAD}. Its length is
     * taken now, and what is sent is exactly that; a file that changes meanwhile makes the call fail.
     *
     * @throws IOException if there is no such file or its attributes can't be read
     */
    public static Body file(Path file, @Nullable String contentType) throws IOException {
        return new Body(contentType, Segment.FileSlice.of(file), false);
    }

    /** The same, covered by a signature: it is read once to hash it and once to send it. */
    public static Body signedFile(Path file, @Nullable String contentType) throws IOException {
        return new Body(contentType, Segment.FileSlice.of(file), true);
    }

    /** A stream that can be read once, and not by a signature; {@code length} is -1 where it is not known. */
    public static Body once(InputStream content, long length, @Nullable String contentType) {
        return new Body(contentType, new Segment.OneShot(content, length), false);
    }

    /** What can be opened again and again, and reads the same each time; {@code length} is -1 where it is not known. */
    public static Body repeatable(Source content, long length, @Nullable String contentType) {
        return new Body(contentType, reopened(content, length, true), true);
    }

    /** The same where the content is in memory: opening, reading and closing it never waits. */
    public static Body inMemory(Source content, long length, @Nullable String contentType) {
        return new Body(contentType, reopened(content, length, false), true);
    }

    private static Segment reopened(Source content, long length, boolean mayBlock) {
        return new Segment.Reopened(() -> Channels.newChannel(content.open()), length, mayBlock);
    }

    /**
     * Several bodies, one after the other, as one of this media type. A signature covers it if all of them can be read again.
     *
     * @param contents the bodies; their media types are not sent
     */
    public static Body joined(String contentType, List<Body> contents) {
        List<Segment> segments = new ArrayList<>();
        contents.forEach(content -> segments.addAll(content.segments));
        return new Body(contentType, List.copyOf(segments), contents.stream().allMatch(Body::isRepeatable));
    }

    /** The Base64 of a body's content without line breaks, encoded while it is read. Has no media type. */
    public static Body base64(Body content) {
        return new Body(null, new Segment.Base64Of(content.segments), content.isRepeatable());
    }

    /**
     * The body as it is sent. An {@link UnresolvedBody} reads its content for that on the first call, and may wait; other bodies return
     * themselves.
     *
     * @throws ModelArtsRequestException if the content can't be sent
     */
    public Body resolved() {
        return this;
    }

    /** Whether {@link #resolved} returns this body without waiting. */
    public boolean isResolved() {
        return true;
    }

    /**
     * The same body with a limit. Where the length is not known before, reading it fails after {@code most} bytes.
     *
     * @throws ModelArtsRequestException if it is known to be longer
     */
    public Body limitedTo(long most) {
        List<Segment> limited = limited(most);
        return limited == segments ? this : new Body(contentType, limited, signed);
    }

    List<Segment> limited(long most) {
        long length = length();
        if (length > most) {
            throw LimitedChannel.tooLong(most, Long.toString(length));
        }
        return length < 0 ? List.of(new Segment.Limited(segments, most)) : segments;
    }

    /** The media type to send it with, or null for none. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** True if nothing is there to be sent, not even an empty body. */
    public boolean isNone() {
        return segments.isEmpty();
    }

    /** The local file of which this is the whole content, or null if it comes from anywhere else. */
    public @Nullable Path localFile() {
        return segments.size() == 1 && segments.get(0) instanceof Segment.FileSlice slice ? slice.file() : null;
    }

    /** What it is made of. */
    List<Segment> segments() {
        return segments;
    }

    /** The length in bytes, or -1 if it is not known before the end. */
    public long length() {
        return Segment.length(segments);
    }

    /** Whether it can be read more than once. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /**
     * Whether opening, reading or closing it may wait, for a disk or for another thread. Then it must not be done on a thread that serves
     * connections.
     */
    public boolean mayBlock() {
        return blocking;
    }

    /** Whether a signature covers its bytes; otherwise it is signed as {@code UNSIGNED-PAYLOAD}. */
    public boolean isSigned() {
        return signed;
    }

    /**
     * A fresh reading from the start. If a file was hashed before, a reading that comes out different fails before its last bytes are
     * handed out, so that nothing complete is sent that was not signed. Where {@link #mayBlock} says so, it waits.
     *
     * @throws IOException if the file is gone or can't be opened
     * @throws IllegalStateException if it can be read once only and was
     */
    public ReadableByteChannel open() throws IOException {
        ReadableByteChannel channel = new SequenceChannel(segments);
        String expected = sha256;
        return expected == null || segments.stream().noneMatch(Segment::mayChange)
                ? channel
                : new VerifyingChannel(channel, length(), expected);
    }

    /**
     * The lower-case hex SHA-256 of the content, worked out once by reading it from start to end. Where {@link #mayBlock} says so, it
     * waits, until the thread is interrupted.
     *
     * @throws IOException if it can't be read
     */
    public String sha256() throws IOException {
        String known = sha256;
        if (known == null) {
            MessageDigest digest = Sha256.newDigest();
            if (segments.size() == 1 && segments.get(0) instanceof Segment.Bytes whole) {
                whole.update(digest);
            } else {
                reading = true;
                try {
                    readInto(digest);
                } finally {
                    reading = false;
                }
            }
            known = Sha256.hex(digest);
            sha256 = known;
        }
        return known;
    }

    private void readInto(MessageDigest digest) throws IOException {
        try (ReadableByteChannel channel = new SequenceChannel(segments)) {
            ByteBuffer buffer = ByteBuffer.allocate(bufferSize());
            while (channel.read(buffer) >= 0) {
                if (blocking && Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the call ended while its body was being read");
                }
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
    }

    /** Whether it is being read now, before it is sent: for its hash, or to find out what it is. */
    public boolean isBeingRead() {
        return reading;
    }

    /** A buffer size that reads small bodies at once and large ones in pieces of 64 KiB. */
    public int bufferSize() {
        long length = length();
        return length < 0 || length > 65_536 ? 65_536 : (int) Math.max(length, 1);
    }

    /** Type and length; never the content. */
    @Override
    public String toString() {
        return contentType + " (" + length() + " bytes)";
    }

    /** Opens the same content anew each time. */
    @FunctionalInterface
    public interface Source {
        /** A stream at the start of the content, which its reader closes. */
        InputStream open() throws IOException;
    }
}
