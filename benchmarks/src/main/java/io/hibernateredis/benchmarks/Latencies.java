package io.hibernateredis.benchmarks;

import java.util.Arrays;

/**
 * How long the operations of a thread took: all of them, or, if there are very many, every second,
 * every fourth and so on. Allocates nothing after it is made. Used by one thread.
 */
final class Latencies {
    private static final int MAX = 1 << 16;

    private final long[] kept = new long[MAX];
    private int count;
    private long seen;
    private long stride = 1;

    void add(long nanos) {
        if (seen++ % stride != 0) {
            return;
        }
        if (count == MAX) {
            for (int i = 0; i < MAX / 2; i++) {
                kept[i] = kept[2 * i];
            }
            count = MAX / 2;
            stride *= 2;
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        kept[count++] = nanos;
    }

    /** Those of several threads, each with the weight of its own operations, sorted. */
    static long[] sorted(Iterable<Latencies> threads) {
        long coarsest = 1;
        for (Latencies each : threads) {
            coarsest = Math.max(coarsest, each.stride);
        }
        long[] all = new long[0];
        for (Latencies each : threads) {
            int step = (int) (coarsest / each.stride);
            int from = all.length;
            all = Arrays.copyOf(all, from + (each.count + step - 1) / step);
            for (int i = 0; i < each.count; i += step) {
                all[from + i / step] = each.kept[i];
            }
        }
        Arrays.sort(all);
        return all;
    }

    /** By nearest rank. */
    static long percentile(long[] sorted, double percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)];
    }
}
