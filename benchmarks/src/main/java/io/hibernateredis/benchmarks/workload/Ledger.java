package io.hibernateredis.benchmarks.workload;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The highest revision of each row whose commit has returned. A read that begins afterwards and
 * yields a lower one is stale. Thread-safe.
 */
final class Ledger {
    private final AtomicLongArray revisions;

    Ledger(int rows) {
        revisions = new AtomicLongArray(rows + 1);
    }

    long committed(long row) {
        return revisions.get((int) row);
    }

    void commit(long row, long revision) {
        revisions.accumulateAndGet((int) row, revision, Math::max);
    }
}
