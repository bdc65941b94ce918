package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects arriving bytes in pieces, because one growing array would need three times the heap. Its user can ask how
 * much heap more bytes will take, before they are added. Bytes that are announced but have not arrived take at most 256
 * KiB. Not thread-safe.
 */
final class CollectedBytes {

    private static final int LARGEST_PIECE = 256 * 1024;
    private static final int SMALLEST_PIECE = 512;

    private final List<byte[]> pieces = new ArrayList<>();
    private final int announced;
    private int size;
    private long allocated;
    /** Free bytes in the last piece. */
    private int free;

    /** @param announced the number of bytes that are announced, or 0 if it is not known */
    CollectedBytes(int announced) {
        this.announced = announced;
    }

    /** Returns how many bytes of heap all pieces take after {@code more} bytes have been added. */
    long allocatedFor(int more) {
        return allocated + (more > free ? next(more - free) : 0);
    }

    private int next(int lacking) {
        int wished = allocated == 0 ? announced : Math.max(SMALLEST_PIECE, size);
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

    /** Returns all bytes, without a copy if they are one full piece. */
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
