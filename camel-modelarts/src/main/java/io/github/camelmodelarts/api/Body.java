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
 * The content of a request: bytes, a file, several parts, or a stream that can be read once. Each body tells whether it
 * can be read again (to hash it, to send it, to retry) and whether a signature covers it. Files are never read into
 * memory. Thread-safe, except for one-shot streams, which belong to their first reader.
 *
 * <p>A {@code contentType} of null means that no media type is sent. One that is not allowed in an HTTP header is refused
 * with a {@link ModelArtsRequestException}.
 */
public class Body {

    /** No content: GET and DELETE requests are sent without a body and without a length. */
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
        // without an iterator, because each call makes a body
        for (int i = 0; i < segments.size(); i++) {
            allRepeatable &= segments.get(i).isRepeatable();
            someBlocking |= segments.get(i).mayBlock();
        }
        this.repeatable = allRepeatable;
        this.blocking = someBlocking;
    }

    /** Returns a body of bytes in memory. The array is not copied and must not change any more. */
    public static Body of(byte[] content, @Nullable String contentType) {
        return new Body(contentType, new Segment.Bytes(content), true);
    }

    /**
     * Returns a body of a local file, not covered by a signature: ModelArts expects files to be sent as {@code
     * UNSIGNED-PAYLOAD}. The length is read now, and exactly that many bytes are sent. If the file changes meanwhile,
     * the call fails.
     *
     * @throws IOException if the file does not exist or its attributes can't be read
     */
    public static Body file(Path file, @Nullable String contentType) throws IOException {
        return new Body(contentType, Segment.FileSlice.of(file), false);
    }

    /** Like {@link #file}, but covered by a signature: the file is read once to hash it and once to send it. */
    public static Body signedFile(Path file, @Nullable String contentType) throws IOException {
        return new Body(contentType, Segment.FileSlice.of(file), true);
    }

    /**
     * Returns a body of a stream that can be read once; a signature does not cover it.
     *
     * @param length in bytes, or -1 if it is not known
     */
    public static Body once(InputStream content, long length, @Nullable String contentType) {
        return new Body(contentType, new Segment.OneShot(content, length), false);
    }

    /**
     * Returns a body of content that can be opened repeatedly and is the same each time.
     *
     * @param length in bytes, or -1 if it is not known
     */
    public static Body repeatable(Source content, long length, @Nullable String contentType) {
        return new Body(contentType, reopened(content, length, true), true);
    }

    /** Like {@link #repeatable}, for content in memory: opening, reading and closing it never waits. */
    public static Body inMemory(Source content, long length, @Nullable String contentType) {
        return new Body(contentType, reopened(content, length, false), true);
    }

    private static Segment reopened(Source content, long length, boolean mayBlock) {
        return new Segment.Reopened(() -> Channels.newChannel(content.open()), length, mayBlock);
    }

    /**
     * Joins several bodies, one after the other, into one body of this media type. A signature covers it if all of them
     * can be read again.
     *
     * @param contents the bodies; their media types are not sent
     */
    public static Body joined(String contentType, List<Body> contents) {
        List<Segment> segments = new ArrayList<>();
        contents.forEach(content -> segments.addAll(content.segments));
        return new Body(contentType, List.copyOf(segments), contents.stream().allMatch(Body::isRepeatable));
    }

    /**
     * Returns a body with the Base64 of another body's content, without line breaks, encoded while it is read. It has
     * no media type.
     */
    public static Body base64(Body content) {
        return new Body(null, new Segment.Base64Of(content.segments), content.isRepeatable());
    }

    /**
     * Returns the body to send. An {@link UnresolvedBody} reads some of its content on the first call, which may wait;
     * other bodies return themselves.
     *
     * @throws ModelArtsRequestException if the content can't be sent
     */
    public Body resolved() {
        return this;
    }

    /** Returns whether {@link #resolved} returns this body without waiting. */
    public boolean isResolved() {
        return true;
    }

    /**
     * Returns the same body with a maximum length. If the length is not known in advance, reading fails after {@code
     * most} bytes.
     *
     * @throws ModelArtsRequestException if the body is known to be longer
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

    /** Returns the media type to send, or null for none. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** Returns true if there is no body to send, not even an empty one. */
    public boolean isNone() {
        return segments.isEmpty();
    }

    /** Returns the local file that is the whole content, or null if the content comes from elsewhere. */
    public @Nullable Path localFile() {
        return segments.size() == 1 && segments.get(0) instanceof Segment.FileSlice slice ? slice.file() : null;
    }

    /** Returns the parts of the content, in their order. */
    List<Segment> segments() {
        return segments;
    }

    /** Returns the length in bytes, or -1 if it is known only at the end. */
    public long length() {
        return Segment.length(segments);
    }

    /** Returns whether the body can be read more than once. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /**
     * Returns whether opening, reading or closing the body may wait, for a disk or for another thread. If so, it must
     * not be done on a thread that serves connections.
     */
    public boolean mayBlock() {
        return blocking;
    }

    /** Returns whether a signature covers the bytes; otherwise the request is signed as {@code UNSIGNED-PAYLOAD}. */
    public boolean isSigned() {
        return signed;
    }

    /**
     * Opens a new channel at the start of the content. If a file was hashed before and its content differs now, reading
     * fails before the last bytes are returned, so that no complete request is sent that differs from what was signed.
     * May wait if {@link #mayBlock} is true.
     *
     * @throws IOException if the file no longer exists or can't be opened
     * @throws IllegalStateException if the body can be read only once and was read before
     */
    public ReadableByteChannel open() throws IOException {
        ReadableByteChannel channel = new SequenceChannel(segments);
        String expected = sha256;
        return expected == null || segments.stream().noneMatch(Segment::mayChange)
                ? channel
                : new VerifyingChannel(channel, length(), expected);
    }

    /**
     * Returns the SHA-256 of the content in lower-case hexadecimal digits. The first call reads the content from start
     * to end. It may wait if {@link #mayBlock} is true, until the thread is interrupted.
     *
     * @throws IOException if the content can't be read
     */
    public String sha256() throws IOException {
        String known = sha256;
        if (known == null) {
            known = segments.size() == 1 && segments.get(0) instanceof Segment.Bytes whole ? whole.sha256() : hashed();
            sha256 = known;
        }
        return known;
    }

    private String hashed() throws IOException {
        MessageDigest digest = Sha256.newDigest();
        reading = true;
        try (ReadableByteChannel channel = new SequenceChannel(segments)) {
            ByteBuffer buffer = ByteBuffer.allocate(bufferSize());
            while (channel.read(buffer) >= 0) {
                if (blocking && Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the call ended while its body was being read");
                }
                digest.update(buffer.flip());
                buffer.clear();
            }
        } finally {
            reading = false;
        }
        return Sha256.hex(digest);
    }

    /** Returns whether the body is being read now, before it is sent: to hash it, or to detect its media type. */
    public boolean isBeingRead() {
        return reading;
    }

    /** Returns a buffer with the whole content if that is bytes in memory and small enough for one buffer, otherwise null. */
    public @Nullable ByteBuffer whole() {
        return segments.size() == 1 && segments.get(0) instanceof Segment.Bytes bytes && bytes.length() <= bufferSize()
                ? bytes.buffer()
                : null;
    }

    /** Returns a buffer size in bytes: a small body fits whole, a large one is read in pieces of 64 KiB. */
    public int bufferSize() {
        long length = length();
        return length < 0 || length > 65_536 ? 65_536 : (int) Math.max(length, 1);
    }

    /** Returns media type and length, never the content. */
    @Override
    public String toString() {
        return contentType + " (" + length() + " bytes)";
    }

    /** Opens the same content again on each call. */
    @FunctionalInterface
    public interface Source {
        /** Returns a new stream at the start of the content. The reader closes it. */
        InputStream open() throws IOException;
    }
}
