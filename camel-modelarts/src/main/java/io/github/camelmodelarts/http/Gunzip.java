package io.github.camelmodelarts.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952) while it arrives. The platform's {@code GZIPInputStream} would block for input. Consecutive members form one
 * content, as in that class. Not thread-safe; its owner closes it.
 */
final class Gunzip implements AutoCloseable {

    private static final int PIECE = 16 * 1024;

    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final Sink plain;
    private State state = State.FIXED;
    private long value;
    private int count;
    private int flags;
    private int extra;
    /** Whether a member is complete and no other one has begun. */
    private boolean hadMember;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        CONTENT,
        TRAILER,
        /** Between two members: another member can begin. */
        BETWEEN,
        /** After data that is no gzip member: the rest is ignored. */
        IGNORED
    }

    /** Receives the decompressed bytes. */
    @FunctionalInterface
    interface Sink {
        void add(ByteBuffer plain) throws IOException;
    }

    /** @param plain receives the decompressed bytes, each time in a new buffer */
    Gunzip(Sink plain) {
        this.plain = plain;
    }

    /** Decompresses all of these bytes. */
    void add(ByteBuffer packed) throws IOException {
        while (packed.hasRemaining()) {
            if (state == State.CONTENT) {
                inflate(packed);
            } else {
                take(packed.get() & 0xff);
            }
        }
    }

    /** Called at the end of the input. No input at all counts as empty content. */
    void end() throws EOFException {
        boolean nothing = state == State.FIXED && count == 0;
        if (!hadMember && !nothing) {
            throw new EOFException("the gzip data ends too early");
        }
    }

    private void inflate(ByteBuffer packed) throws IOException {
        inflater.setInput(packed);
        try {
            while (!inflater.finished() && !inflater.needsInput()) {
                byte[] piece = new byte[PIECE];
                int length = inflater.inflate(piece);
                if (inflater.needsDictionary()) {
                    throw new ZipException("the gzip data requires a dictionary");
                }
                sum.update(piece, 0, length);
                if (length > 0) {
                    plain.add(ByteBuffer.wrap(piece, 0, length));
                }
            }
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
        if (inflater.finished()) {
            next(State.TRAILER);
        }
    }

    private void take(int octet) throws ZipException {
        switch (state) {
            case BETWEEN, FIXED -> fixed(octet);
            case EXTRA_LENGTH -> {
                collect(octet);
                if (count == 2) {
                    extra = (int) value;
                    next(extra == 0 ? after(State.EXTRA) : State.EXTRA);
                }
            }
            case EXTRA -> {
                count++;
                if (count == extra) {
                    next(after(State.EXTRA));
                }
            }
            case NAME, COMMENT -> {
                if (octet == 0) {
                    next(after(state));
                }
            }
            case HEADER_CRC -> {
                count++;
                if (count == 2) {
                    next(State.CONTENT);
                }
            }
            case TRAILER -> trailer(octet);
            case IGNORED -> {
                // the platform also ignores data after the last member
            }
            case CONTENT -> throw new IllegalStateException("content is inflated");
        }
    }

    /** The first ten bytes of each member: magic, method, flags, and six that do not matter for the content. */
    private void fixed(int octet) throws ZipException {
        state = State.FIXED;
        collect(octet);
        if (count == 2 && value != MAGIC) {
            malformed("Not in GZIP format");
        } else if (count == 3 && octet != DEFLATE) {
            malformed("Unsupported compression method");
        } else if (count == 4 && (octet & RESERVED) != 0) {
            malformed("Unsupported flags");
        } else if (count == 4) {
            flags = octet;
        } else if (count == 10) {
            hadMember = false;
            next(after(State.FIXED));
        }
    }

    private void malformed(String why) throws ZipException {
        if (!hadMember) {
            throw new ZipException(why);
        }
        next(State.IGNORED);
    }

    /** The next optional field, or the content. */
    private State after(State field) {
        if (field.compareTo(State.EXTRA_LENGTH) < 0 && (flags & EXTRA) != 0) {
            return State.EXTRA_LENGTH;
        } else if (field.compareTo(State.NAME) < 0 && (flags & NAME) != 0) {
            return State.NAME;
        } else if (field.compareTo(State.COMMENT) < 0 && (flags & COMMENT) != 0) {
            return State.COMMENT;
        }
        return field.compareTo(State.HEADER_CRC) < 0 && (flags & HEADER_CRC) != 0 ? State.HEADER_CRC : State.CONTENT;
    }

    /** The trailer of a member: checksum and length of the content, both with 32 bits. */
    private void trailer(int octet) throws ZipException {
        collect(octet);
        if (count == 8) {
            if ((value & 0xffffffffL) != sum.getValue() || value >>> 32 != (inflater.getBytesWritten() & 0xffffffffL)) {
                throw new ZipException("Corrupt GZIP trailer");
            }
            inflater.reset();
            sum.reset();
            hadMember = true;
            next(State.BETWEEN);
        }
    }

    /** Collects a number, which is sent with its lowest byte first. */
    private void collect(int octet) {
        value |= (long) octet << (8 * count);
        count++;
    }

    private void next(State next) {
        state = next;
        value = 0;
        count = 0;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
