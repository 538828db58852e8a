package io.hibernateredis.query.internal.execution;

import io.hibernateredis.query.internal.analysis.WideningReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the lookups of the queries of a region. Thread-safe. */
public final class RegionCounts {

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

    void addHit() {
        hits.increment();
    }

    void addMiss() {
        misses.increment();
    }

    void addStale() {
        stale.increment();
    }

    /** A miss did not reach the database, because a concurrent execution stored the result. */
    void addShared() {
        shared.increment();
    }

    /** A result was not stored, because what it depends on was written meanwhile. */
    void addRefused() {
        refused.increment();
    }

    void addWidened(Set<WideningReason> reasons) {
        reasons.forEach(reason -> Objects.requireNonNull(widened.get(reason)).increment());
    }

    public long hits() {
        return hits.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long stale() {
        return stale.sum();
    }

    public long shared() {
        return shared.sum();
    }

    public long refused() {
        return refused.sum();
    }

    /** How often a result was looked up that depends on a whole table, by the reason. */
    public Map<String, Long> widened() {
        Map<String, Long> byReason = new TreeMap<>();
        widened.forEach(
                (reason, count) -> {
                    if (count.sum() > 0) {
                        byReason.put(reason.name(), count.sum());
                    }
                });
        return byReason;
    }
}
