package io.github.camelmodelarts.api;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A heap budget for the responses of all calls that share it, from the first byte of a response until its content is no
 * longer used. Each response has a {@link Share}. Memory is reserved before it is allocated. Large responses leave a
 * sixteenth of the budget to small ones, so that an error response can be read while large responses use the rest.
 * Thread-safe.
 */
public final class ResponseMemory {

    /** A budget without a limit, which only counts. */
    public static final ResponseMemory UNLIMITED = new ResponseMemory(Long.MAX_VALUE, "unlimited");

    /** The default budget, in percent of the heap. */
    public static final int DEFAULT_PERCENT = 25;

    /**
     * The largest share of a small response, in bytes. A response is large if its share, which is twice its length, is
     * larger than this.
     */
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

    /** Returns a budget of {@code bytes} bytes. */
    public static ResponseMemory of(long bytes) {
        return new ResponseMemory(bytes, "responseMemory, " + bytes + " bytes");
    }

    /**
     * Returns a budget of a percentage of the heap.
     *
     * @throws IllegalArgumentException if the percentage is not from 1 to 100
     */
    public static ResponseMemory ofHeap(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("responseMemory=" + percent
                    + " is not allowed: set how much of the heap all responses together may use, in percent,"
                    + " from 1 to 100");
        }
        long bytes = heap() / 100 * percent;
        return new ResponseMemory(
                bytes, "responseMemory=" + percent + " percent of the heap, which is " + bytes + " bytes");
    }

    private static long heap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return heap.getMax() < 0 ? heap.getCommitted() : heap.getMax();
    }

    /** Returns the size of the budget in bytes. */
    public long limit() {
        return limit;
    }

    /** Returns how much of the budget is reserved now, in bytes. */
    public long reserved() {
        return reserved.get();
    }

    /** Returns a share for another response, which has reserved nothing yet. */
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

    /** The failure of a call whose response does not fit into the budget. */
    private ModelArtsResponseException exhausted(long needed) {
        return new ModelArtsResponseException(
                needed > limitOfLarge
                        ? "The response needs more memory than all responses together may use (" + option
                                + "): raise responseMemory or the heap (-Xmx), or lower maxResponseSize"
                        : "There is no memory left for the response, because other responses use all that they may"
                                + " use together ("
                                + option
                                + "): raise responseMemory or the heap (-Xmx), or lower maxConnections or maxResponseSize",
                null);
    }

    /**
     * The part of the budget that one response has reserved. It is released once; after that nothing can be reserved.
     * Thread-safe.
     */
    public final class Share {

        private long charged;
        private boolean released;

        private Share(long charged) {
            this.charged = charged;
        }

        /**
         * Raises the share to {@code to} bytes in total, if it is not larger already.
         *
         * @return whether the budget had room for them
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

        /** Whether there would be room for {@code bytes} bytes if no other response had a share. */
        boolean fits(long bytes) {
            return bytes <= limitOfLarge;
        }

        /** Returns the failure that says why {@link #raise} found no room. */
        ModelArtsResponseException exhausted(long to) {
            return ResponseMemory.this.exhausted(to);
        }

        /** Releases everything above {@code to} bytes. */
        public synchronized void lower(long to) {
            if (to < charged) {
                reserved.addAndGet(to - charged);
                charged = to;
            }
        }

        /** Returns the size of the share in bytes. */
        public synchronized long charged() {
            return charged;
        }

        /**
         * Returns whether the response is large. The share of a small response is released as soon as the response is
         * mapped.
         */
        public boolean isLarge() {
            return charged() > SMALL;
        }

        /**
         * Returns a new share with all that this one has reserved, for another owner. After that, this share is empty
         * and released.
         */
        public synchronized Share moved() {
            Share moved = new Share(charged);
            charged = 0;
            released = true;
            return moved;
        }

        /** Releases everything. Further calls do nothing. */
        public synchronized void release() {
            released = true;
            lower(0);
        }
    }
}
