package io.hibernateredis.benchmarks;

import java.util.Map;
import java.util.Optional;

/**
 * What an operation may send to Redis with this cache, whatever the number of entries in use. A
 * test asserts it, and the report compares it with what a run has measured.
 */
final class Budgets {
    /**
     * The bounds of a workload.
     *
     * @param commands sent, at most
     * @param waits for an answer, at most
     */
    record Budget(double commands, double waits) {}

    /**
     * A read is one round trip of two commands: the entry, and what it depends on. A write is two
     * scripts, of which the second is not waited for. The bulk update has 100 rows put before it.
     */
    private static final Map<String, Budget> BUDGETS =
            Map.ofEntries(
                    Map.entry(Names.EMPTY, new Budget(0, 0)),
                    Map.entry(Names.FIND, new Budget(2, 1)),
                    Map.entry(Names.RICH_FIND, new Budget(2, 1)),
                    Map.entry(Names.TEN_FINDS, new Budget(20, 10)),
                    Map.entry(Names.COLLECTION, new Budget(4, 2)),
                    Map.entry(Names.NATURAL_ID, new Budget(4, 2)),
                    Map.entry(Names.FULL, new Budget(2, 1)),
                    Map.entry(Names.SHALLOW, new Budget(2, 1)),
                    Map.entry(Names.SCALAR, new Budget(2, 1)),
                    Map.entry(Names.MISS, new Budget(3, 1)),
                    Map.entry(Names.MISSES, new Budget(1, 1)),
                    Map.entry(Names.UPDATE, new Budget(2, 1)),
                    Map.entry(Names.UPDATES, new Budget(2, 1)),
                    Map.entry(Names.INSERT, new Budget(2, 1)),
                    Map.entry(Names.BULK, new Budget(3, 1)));

    private Budgets() {}

    /** Empty if the workload has none. */
    static Optional<Budget> of(String workload) {
        return Optional.ofNullable(BUDGETS.get(workload));
    }
}
