package io.hibernateredis.query;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of the queries of a region. Thread-safe. */
final class RegionCounts {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Map<WideningReason, LongAdder> widened = new EnumMap<>(WideningReason.class);

    RegionCounts() {
        for (WideningReason reason : WideningReason.values()) {
            widened.put(reason, new LongAdder());
        }
    }

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void stale() {
        stale.increment();
    }

    /** A query was spared the database because somebody else executed the same. */
    void shared() {
        shared.increment();
    }

    /** A result was not stored because what it depends on was written meanwhile. */
    void refused() {
        refused.increment();
    }

    void widened(Set<WideningReason> reasons) {
        reasons.forEach(reason -> Objects.requireNonNull(widened.get(reason)).increment());
    }

    QueryStatistics snapshot() {
        Map<String, Long> byReason = new TreeMap<>();
        widened.forEach(
                (reason, count) -> {
                    if (count.sum() > 0) {
                        byReason.put(reason.name(), count.sum());
                    }
                });
        return new QueryStatistics(
                hits.sum(), misses.sum(), stale.sum(), shared.sum(), refused.sum(), byReason);
    }
}
