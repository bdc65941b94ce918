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
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelmodelarts.text.Printable;

/** A stretch of a body's bytes. */
sealed interface Segment extends ChannelSource {

    /** In bytes, or -1. */
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

    /** The length of all together in bytes, or -1 if one of them is not known. */
    static long length(List<Segment> segments) {
        long sum = 0;
        for (Segment segment : segments) {
            if (segment.length() < 0) {
                return -1;
            }
            sum += segment.length();
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

        void update(MessageDigest digest) {
            digest.update(content);
        }

        @Override
        public ReadableByteChannel open() {
            return new BufferChannel(ByteBuffer.wrap(content));
        }
    }

    /** A file, as long as it was when the body was made. */
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

        /** What is no regular file any more is not opened: opening a pipe waits for a writer. */
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
                throw new UncheckedIOException("The file " + name() + " vanished while it was sent", e);
            }
        }

        private String name() {
            return Printable.of(String.valueOf(file.getFileName()), 100);
        }

        private ModelArtsRequestException changed() {
            return new ModelArtsRequestException("The file " + name() + " changed while it was sent;"
                    + " nothing complete was sent. Let the route wait until a file is written, with"
                    + " readLock=changed for example");
        }
    }

    /** A stream that is there once. */
    record OneShot(InputStream content, long length, AtomicBoolean taken) implements Segment {

        OneShot(InputStream content, long length) {
            this(content, length, new AtomicBoolean());
        }

        @Override
        public ReadableByteChannel open() {
            if (!taken.compareAndSet(false, true)) {
                throw new IllegalStateException("This stream was read before and can be read once only");
            }
            return Channels.newChannel(content);
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }

    /** Content that can be opened again, and reads the same each time. */
    record Reopened(ChannelSource content, long length, boolean mayBlock) implements Segment {

        @Override
        public ReadableByteChannel open() throws IOException {
            ReadableByteChannel channel = content.open();
            return length < 0 ? channel : new LastWordChannel(channel, length, () -> {});
        }
    }

    /** The Base64 of other stretches' bytes, encoded while they are read. */
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

    /** Other stretches whose length is not known before, with a limit. */
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

    /** Stands in the place of content that is not read yet. */
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
