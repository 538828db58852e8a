package io.hibernateredis.internal.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Groupings that the index did not take into use, because as many of their table are as may be.
 * What would depend on one depends on the whole table for a while, and so do its reads: that is
 * sound whoever put it, and for whom. Thread-safe.
 */
public final class CrowdedGroupings {

    private static final long LASTS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 10_000;

    private final Map<Tag, Long> noted = new ConcurrentHashMap<>();

    public void note(Tag grouping) {
        long now = System.nanoTime();
        if (noted.size() >= MOST) {
            noted.values().removeIf(since -> now - since >= LASTS_NANOS);
        }
        if (noted.size() < MOST) {
            noted.put(grouping, now);
        }
    }

    public Tag inPlaceOf(Tag tag) {
        if (noted.isEmpty()) {
            return tag;
        }
        String table = tag.tableOfGrouping();
        Long since = table == null ? null : noted.get(tag);
        if (table == null || since == null) {
            return tag;
        }
        if (System.nanoTime() - since >= LASTS_NANOS) {
            // There may be room by now.
            noted.remove(tag, since);
            return tag;
        }
        return Tag.table(table);
    }
}
