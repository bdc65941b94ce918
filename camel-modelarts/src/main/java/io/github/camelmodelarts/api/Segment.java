package io.github.camelmodelarts.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelmodelarts.text.Printable;

/** A consecutive part of a body's bytes. */
sealed interface Segment extends ChannelSource {

    /** Returns the length in bytes, or -1 if it is not known. */
    long length();

    default boolean isRepeatable() {
        return true;
    }

    /** Whether opening, reading or closing it may wait, for a disk or for another thread. */
    default boolean mayBlock() {
        return true;
    }

    /** Whether its content may change between two readings. */
    default boolean mayChange() {
        return false;
    }

    /** Returns the total length in bytes, or -1 if the length of one segment is not known. */
    static long length(List<Segment> segments) {
        long sum = 0;
        // without an iterator, because the length is asked for several times in each call
        for (int i = 0; i < segments.size(); i++) {
            long length = segments.get(i).length();
            if (length < 0) {
                return -1;
            }
            sum += length;
        }
        return sum;
    }

    /** Bytes in memory. */
    final class Bytes implements Segment {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        String sha256() {
            return Sha256.of(content);
        }

        ByteBuffer buffer() {
            return ByteBuffer.wrap(content).asReadOnlyBuffer();
        }

        @Override
        public ReadableByteChannel open() {
            return new BufferChannel(ByteBuffer.wrap(content));
        }
    }

    /** A file, with the length that it had when the body was made. */
    record FileSlice(Path file, BasicFileAttributes attributes) implements Segment {

        static FileSlice of(Path file) throws IOException {
            return new FileSlice(file, Files.readAttributes(file, BasicFileAttributes.class));
        }

        @Override
        public long length() {
            return attributes.size();
        }

        @Override
        public boolean mayChange() {
            return true;
        }

        /** Fails if the path is no longer a regular file, because opening a pipe waits for a writer. */
        @Override
        public ReadableByteChannel open() throws IOException {
            if (attributes.isRegularFile()
                    && !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw changed();
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new LastWordChannel(channel, length(), this::requireUnchanged);
        }

        private void requireUnchanged() {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                if (now.size() != attributes.size() || !now.lastModifiedTime().equals(attributes.lastModifiedTime())) {
                    throw changed();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The file " + name() + " could not be read any more while it was being" + " sent", e);
            }
        }

        private String name() {
            return Printable.of(String.valueOf(file.getFileName()), 100);
        }

        private ModelArtsRequestException changed() {
            return new ModelArtsRequestException("The file " + name() + " changed while it was being sent: no"
                    + " complete request was sent. Let the route wait until the file is completely written, with"
                    + " readLock=changed for example");
        }
    }

    /** A stream that can be read once. */
    record OneShot(InputStream content, long length, AtomicBoolean taken) implements Segment {

        OneShot(InputStream content, long length) {
            this(content, length, new AtomicBoolean());
        }

        @Override
        public ReadableByteChannel open() {
            if (!taken.compareAndSet(false, true)) {
                throw new IllegalStateException("This stream was already read and can be read only once");
            }
            return Channels.newChannel(content);
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }

    /** Content that can be opened again and is the same each time. */
    record Reopened(ChannelSource content, long length, boolean mayBlock) implements Segment {

        @Override
        public ReadableByteChannel open() throws IOException {
            ReadableByteChannel channel = content.open();
            return length < 0 ? channel : new LastWordChannel(channel, length, () -> {});
        }
    }

    /** The Base64 of the bytes of other segments, encoded while they are read. */
    record Base64Of(List<Segment> content) implements Segment {

        @Override
        public long length() {
            long plain = Segment.length(content);
            return plain < 0 ? -1 : (plain + 2) / 3 * 4;
        }

        @Override
        public ReadableByteChannel open() {
            return new Base64Channel(new SequenceChannel(content));
        }

        @Override
        public boolean isRepeatable() {
            return content.stream().allMatch(Segment::isRepeatable);
        }

        @Override
        public boolean mayBlock() {
            return content.stream().anyMatch(Segment::mayBlock);
        }

        @Override
        public boolean mayChange() {
            return content.stream().anyMatch(Segment::mayChange);
        }
    }

    /** Other segments of unknown length, with a maximum length. */
    record Limited(List<Segment> content, long most) implements Segment {

        @Override
        public long length() {
            return -1;
        }

        @Override
        public ReadableByteChannel open() {
            return new LimitedChannel(new SequenceChannel(content), most);
        }

        @Override
        public boolean isRepeatable() {
            return content.stream().allMatch(Segment::isRepeatable);
        }

        @Override
        public boolean mayChange() {
            return content.stream().anyMatch(Segment::mayChange);
        }
    }

    /** A placeholder for content that is not read yet. */
    record Unresolved() implements Segment {

        @Override
        public long length() {
            return -1;
        }

        @Override
        public ReadableByteChannel open() {
            throw new IllegalStateException("This body is not resolved yet");
        }
    }
}
