package io.github.camelmodelarts.benchmark.endtoend;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/** Reads what this JVM has used: CPU time, allocated bytes, threads, heap. */
final class Meter {

    /** Java 17 to 20 have no total of allocated bytes, so the threads' own counters are added up. */
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final int threadsBefore;

    /** Create it before the client that is measured: threads that are there already are not counted. */
    Meter() {
        reading();
        threadsBefore = threads.getThreadCount();
    }

    /**
     * What was read at one moment.
     *
     * @param nanos the time
     * @param cpuNanos the CPU time of the process, including GC and JIT compiler
     * @param allocated the bytes that each live thread has allocated
     * @param threadCount the threads that the client has started. The JVM's own threads are not among them
     */
    record Reading(long nanos, long cpuNanos, Map<Long, Long> allocated, int threadCount) {

        /** The bytes that were allocated since an earlier reading. Threads that have ended in between are missing. */
        long allocatedSince(Reading earlier) {
            return allocated.entrySet().stream()
                    .mapToLong(one -> one.getValue() - earlier.allocated.getOrDefault(one.getKey(), 0L))
                    .sum();
        }
    }

    Reading reading() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        return new Reading(
                System.nanoTime(), system.getProcessCpuTime(), allocated, threads.getThreadCount() - threadsBefore);
    }

    /** The time for which the JIT compiler has worked. */
    static long compilationMillis() {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null ? 0 : compiler.getTotalCompilationTime();
    }

    /** Begins to look for the highest use of the heap. */
    static void resetPeak() {
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The highest use of the heap since {@link #resetPeak}, with garbage: the sum over all pools, also if their peaks are not at the same time. */
    static long peakHeap() {
        return heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    /** The bytes that a full garbage collection leaves. */
    static long liveHeap() {
        System.gc();
        return heapPools()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }
}
