package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes as they come in, in pieces: one array that grows would need the heap of three. How much heap they take is known before it is
 * allocated. What was told but has not come yet takes 256 KiB at most. Not thread-safe.
 */
final class CollectedBytes {

    private static final int LARGEST_PIECE = 256 * 1024;
    private static final int SMALLEST_PIECE = 512;

    private final List<byte[]> pieces = new ArrayList<>();
    private final int told;
    private int size;
    private long allocated;
    /** In the last piece. */
    private int free;

    /** @param told how many are said to come, 0 if nobody knows */
    CollectedBytes(int told) {
        this.told = told;
    }

    /** How much heap all of them take once so many more have been added. */
    long allocatedFor(int more) {
        return allocated + (more > free ? next(more - free) : 0);
    }

    private int next(int lacking) {
        int wished = allocated == 0 ? told : Math.max(SMALLEST_PIECE, size);
        return Math.max(lacking, Math.min(wished, LARGEST_PIECE));
    }

    void add(ByteBuffer bytes) {
        int more = bytes.remaining();
        fill(bytes);
        if (bytes.hasRemaining()) {
            byte[] piece = new byte[next(bytes.remaining())];
            pieces.add(piece);
            free = piece.length;
            allocated += piece.length;
            fill(bytes);
        }
        size += more;
    }

    private void fill(ByteBuffer bytes) {
        int some = Math.min(free, bytes.remaining());
        if (some > 0) {
            byte[] last = pieces.get(pieces.size() - 1);
            bytes.get(last, last.length - free, some);
            free -= some;
        }
    }

    int size() {
        return size;
    }

    /** All of them; not a copy if they are one full piece. */
    byte[] bytes() {
        if (pieces.size() == 1 && free == 0) {
            return pieces.get(0);
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
