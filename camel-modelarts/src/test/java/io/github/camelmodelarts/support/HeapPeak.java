package io.github.camelmodelarts.support;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most heap that this process has used since {@link #start()}, garbage included, and the time since then. */
public final class HeapPeak {

    private final long begin = System.nanoTime();

    private HeapPeak() {}

    /** Starts to measure. */
    public static HeapPeak start() {
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        return new HeapPeak();
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    /** What was measured while this many bytes were transferred, for a person to read. */
    public String after(long bytes) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        long peak =
                heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return "at most " + (peak >> 20) + " MiB of heap, " + Math.round(bytes / 1e6 / seconds) + " MB/s";
    }
}
