package io.github.camelmodelarts.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Bytes as they come in: in one piece where their number was told before, else in pieces, as one that grows would need the heap of
 * three. What was told but has not come yet takes 1 MiB of heap, or three times what has come. Not thread-safe.
 */
final class ReceivedBytes {

    private static final int LARGEST_PIECE = 256 * 1024;

    private static final int FIRST_PIECE = 1024 * 1024;
    private static final int GROWTH = 4;

    private final List<byte[]> pieces = new ArrayList<>();
    private final int told;
    private int size;
    /** In the last piece. */
    private int free;

    /** @param told how many are said to come, 0 if nobody knows */
    ReceivedBytes(int told) {
        this.told = told;
        add(Math.min(told, FIRST_PIECE));
    }

    private void add(int length) {
        pieces.add(new byte[length]);
        free = length;
    }

    private void grow() {
        if (size < told) {
            int length = (int) Math.min(told, (long) GROWTH * size);
            pieces.set(0, Arrays.copyOf(last(), length));
            free = length - size;
        } else {
            add(Math.min(Math.max(size, 512), LARGEST_PIECE));
        }
    }

    private byte[] last() {
        return pieces.get(pieces.size() - 1);
    }

    void write(byte[] bytes, int from, int count) {
        int done = 0;
        while (done < count) {
            if (free == 0) {
                grow();
            }
            int some = Math.min(free, count - done);
            System.arraycopy(bytes, from + done, last(), last().length - free, some);
            done += some;
            free -= some;
            size += some;
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

    /** Reads them from the start. */
    InputStream reader() {
        List<InputStream> readers = new ArrayList<>();
        int at = 0;
        for (byte[] piece : pieces) {
            int used = Math.min(piece.length, size - at);
            readers.add(new ByteArrayInputStream(piece, 0, used));
            at += used;
        }
        return new SequenceInputStream(Collections.enumeration(readers));
    }
}
