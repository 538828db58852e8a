package io.hibernateredis.benchmarks.workload;

import java.util.List;

/**
 * How much is cached.
 *
 * @param few entries, among which a hit is measured
 * @param weighed entries: the memory that those beyond the few take is measured
 * @param many entries, among which a hit is measured again
 * @param cleared the sizes of regions that are cleared
 */
public record Scale(int few, int weighed, int many, List<Integer> cleared) {
    public static final Scale FULL =
            new Scale(1_000, 51_000, 1_000_000, List.of(1_000, 10_000, 100_000));

    /** To see that all works. */
    public static final Scale QUICK = new Scale(1_000, 6_000, 10_000, List.of(1_000, 10_000));
}
