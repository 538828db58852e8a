package io.hibernateredis.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this JVM has used by an instant.
 *
 * @param nanos a time
 * @param cpu time of all threads, in nanoseconds
 * @param allocatedByThread bytes, by thread id
 */
record Consumption(long nanos, long cpu, Map<Long, Long> allocatedByThread) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    /** The difference of two instants. */
    record Used(long nanos, long cpu, long allocated) {}

    static Consumption now() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        var allocated = new HashMap<Long, Long>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        return new Consumption(System.nanoTime(), SYSTEM.getProcessCpuTime(), allocated);
    }

    /** Threads that ended in between are left out. */
    Used since(Consumption before) {
        long allocated = 0;
        for (var thread : allocatedByThread.entrySet()) {
            allocated +=
                    thread.getValue() - before.allocatedByThread.getOrDefault(thread.getKey(), 0L);
        }
        return new Used(nanos - before.nanos, cpu - before.cpu, allocated);
    }
}
