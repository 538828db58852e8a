package io.hibernateredis.benchmarks.workload;

import java.util.Collections;
import java.util.List;

/**
 * How much is cached.
 *
 * @param workingSets in how many entries the workloads find what they read, or change it: ascending
 *     multiples of 100
 * @param few entries, whose memory is not measured
 * @param weighed entries: the memory that those beyond the few take is measured
 * @param cleared the sizes of regions that are cleared
 */
public record Scale(List<Integer> workingSets, int few, int weighed, List<Integer> cleared) {
    public static final Scale FULL =
            new Scale(
                    List.of(100, 10_000, 100_000), 1_000, 21_000, List.of(1_000, 10_000, 100_000));

    /** To see that all works. */
    public static final Scale QUICK = new Scale(List.of(100, 10_000), 1_000, 6_000, List.of(1_000));

    /** Of which all fits into the memory of the JVM. */
    public static final Scale NEAR = new Scale(List.of(1_000), 1_000, 6_000, List.of());

    /** Updates need rows for eight clients. */
    private static final int FEWEST_ROWS = 800;

    /** The working set of which more is measured: with several threads, and from afar. */
    public int standard() {
        return workingSets.get(Math.min(1, workingSets.size() - 1));
    }

    /** How many rows the large tables need. */
    public int rows() {
        return Math.max(FEWEST_ROWS, Collections.max(workingSets));
    }
}
