package io.github.camelmodelarts.api;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A budget of heap for the answers of all calls that share it, from their first byte until what is made of them is no longer held.
 * Each answer has a {@link Share}. Memory is reserved before it is allocated. Large answers leave a sixteenth of the budget to small ones,
 * so that the words of a refusal can be read while large answers hold the rest. Thread-safe.
 */
public final class ResponseMemory {

    /** Counts, and refuses nothing. */
    public static final ResponseMemory UNLIMITED = new ResponseMemory(Long.MAX_VALUE, "unlimited");

    /** In percent of the heap. */
    public static final int DEFAULT_PERCENT = 25;

    /** An answer that is charged for more than this, twice its bytes, is large. */
    static final int SMALL = 128 * 1024;

    private static final int LEFT_TO_SMALL = 16;

    private final long limit;
    private final long limitOfLarge;
    private final String option;
    private final AtomicLong reserved = new AtomicLong();

    private ResponseMemory(long limit, String option) {
        this.limit = limit;
        this.limitOfLarge = limit - limit / LEFT_TO_SMALL;
        this.option = option;
    }

    /** A budget of so many bytes. */
    public static ResponseMemory of(long bytes) {
        return new ResponseMemory(bytes, "responseMemory, " + bytes + " bytes");
    }

    /**
     * A budget of so much of the heap.
     *
     * @throws IllegalArgumentException if it is not from 1 to 100
     */
    public static ResponseMemory ofHeap(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("responseMemory=" + percent
                    + ": it is how much of the heap answers may take together, in percent, from 1 to 100");
        }
        long bytes = heap() / 100 * percent;
        return new ResponseMemory(
                bytes, "responseMemory=" + percent + " percent of the heap, which is " + bytes + " bytes");
    }

    private static long heap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return heap.getMax() < 0 ? heap.getCommitted() : heap.getMax();
    }

    /** In bytes. */
    public long limit() {
        return limit;
    }

    /** How much of it is reserved now, in bytes. */
    public long reserved() {
        return reserved.get();
    }

    /** Another answer's, which is charged for nothing yet. */
    public Share share() {
        return new Share(0);
    }

    private boolean reserve(long more, long most) {
        long now = reserved.get();
        while (now + more <= most) {
            if (reserved.compareAndSet(now, now + more)) {
                return true;
            }
            now = reserved.get();
        }
        return false;
    }

    /** What a call fails with whose answer finds no room. */
    private ModelArtsResponseException exhausted(long needed) {
        return new ModelArtsResponseException(
                needed > limitOfLarge
                        ? "The answer needs more memory than all answers may take together (" + option
                                + "): raise responseMemory or the heap (-Xmx), or lower maxResponseSize"
                        : "There is no memory left for the answer: others hold what answers may take together ("
                                + option
                                + "): raise responseMemory or the heap (-Xmx), or lower maxConnections or maxResponseSize",
                null);
    }

    /** What one answer takes of the budget. It is given back once; after that nothing is reserved. Thread-safe. */
    public final class Share {

        private long charged;
        private boolean released;

        private Share(long charged) {
            this.charged = charged;
        }

        /**
         * Charges the answer for so many bytes in all, if it is not charged for more already.
         *
         * @return whether there was room for them
         */
        synchronized boolean raise(long to) {
            long more = to - charged;
            if (released) {
                return false;
            } else if (more <= 0) {
                return true;
            }
            boolean room = reserve(more, to > SMALL ? limitOfLarge : limit);
            charged += room ? more : 0;
            return room;
        }

        /** Whether there would be room for so many bytes if no other answer had any. */
        boolean fits(long bytes) {
            return bytes <= limitOfLarge;
        }

        /** Why {@link #raise} found no room. */
        ModelArtsResponseException exhausted(long to) {
            return ResponseMemory.this.exhausted(to);
        }

        /** Gives back what is more than so many bytes. */
        public synchronized void lower(long to) {
            if (to < charged) {
                reserved.addAndGet(to - charged);
                charged = to;
            }
        }

        /** In bytes. */
        public synchronized long charged() {
            return charged;
        }

        /** Whether it counts for long: what is small is given back as soon as it is mapped. */
        public boolean isLarge() {
            return charged() > SMALL;
        }

        /** What it is charged for, in the hands of another owner; this one has nothing left. */
        public synchronized Share moved() {
            Share moved = new Share(charged);
            charged = 0;
            released = true;
            return moved;
        }

        /** Gives everything back; once is enough. */
        public synchronized void release() {
            released = true;
            lower(0);
        }
    }
}
