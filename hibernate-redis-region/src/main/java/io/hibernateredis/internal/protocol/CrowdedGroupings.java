package io.hibernateredis.internal.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Groupings that the index did not take into use, because the most that it keeps of their table are
 * in use. What would depend on one depends on the whole table for a while, and so do its reads,
 * which is sound whichever JVM put it. Thread-safe.
 */
final class CrowdedGroupings {

    private static final long LASTS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_NOTED = 10_000;

    private final LongSupplier nanoTime;
    private final Map<Tag, Long> noted = new ConcurrentHashMap<>();

    CrowdedGroupings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void note(Tag grouping) {
        long now = nanoTime.getAsLong();
        if (noted.size() >= MAX_NOTED) {
            noted.values().removeIf(since -> now - since >= LASTS_NANOS);
        }
        if (noted.size() < MAX_NOTED) {
            noted.put(grouping, now);
        }
    }

    Tag inPlaceOf(Tag tag) {
        if (noted.isEmpty()) {
            return tag;
        }
        String table = tag.tableOfGrouping();
        Long since = table == null ? null : noted.get(tag);
        if (table == null || since == null) {
            return tag;
        }
        if (nanoTime.getAsLong() - since >= LASTS_NANOS) {
            // There may be room by now.
            noted.remove(tag, since);
            return tag;
        }
        return Tag.table(table);
    }
}
