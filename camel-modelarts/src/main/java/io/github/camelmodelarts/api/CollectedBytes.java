package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes as they come in: in one piece where their number was told before, else in pieces, as one that grows would need the heap of
 * three. What was told but has not come yet takes 1 MiB of heap, or three times what has come. Not thread-safe.
 */
final class CollectedBytes {

    private static final int LARGEST_PIECE = 256 * 1024;

    private static final int FIRST_PIECE = 1024 * 1024;
    private static final int GROWTH = 4;

    private final List<byte[]> pieces = new ArrayList<>();
    private final int told;
    private int size;
    /** In the last piece. */
    private int free;

    /** @param told how many are said to come, 0 if nobody knows */
    CollectedBytes(int told) {
        this.told = told;
        append(Math.min(told, FIRST_PIECE));
    }

    private void append(int length) {
        pieces.add(new byte[length]);
        free = length;
    }

    private void grow(int filled) {
        if (filled < told) {
            int length = (int) Math.min(told, (long) GROWTH * filled);
            pieces.set(0, Arrays.copyOf(last(), length));
            free = length - filled;
        } else {
            append(Math.min(Math.max(filled, 512), LARGEST_PIECE));
        }
    }

    private byte[] last() {
        return pieces.get(pieces.size() - 1);
    }

    void add(ByteBuffer bytes) {
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (free == 0) {
                grow(size - bytes.remaining());
            }
            int some = Math.min(free, bytes.remaining());
            bytes.get(last(), last().length - free, some);
            free -= some;
        }
    }

    int size() {
        return size;
    }

    /** All of them; not a copy if they are one full piece. */
    byte[] bytes() {
        if (pieces.size() == 1 && free == 0) {
            return last();
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : pieces) {
            int used = Math.min(piece.length, size - at);
            System.arraycopy(piece, 0, all, at, used);
            at += used;
        }
        return all;
    }
}
