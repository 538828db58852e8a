package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for some seconds what this JVM saw lying in Redis, so that it is not sent there again
 * by every query that loads it. A hint only: a direct-mapped table that forgets, and a put that is
 * left out costs a miss at most. Thread-safe.
 */
final class PresentEntries {

    private static final int SLOTS = 1 << 12;
    private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

    private record Seen(Entry entry, @Nullable Object version, long nanos) {}

    void note(Entry entry, @Nullable Object version) {
        slots.set(slot(entry), new Seen(entry, version, System.nanoTime()));
    }

    /** Whether the entry was there lately, and no older by its version. */
    boolean holds(Entry entry, @Nullable Object version) {
        Seen seen = slots.get(slot(entry));
        return seen != null
                && seen.entry.equals(entry)
                && System.nanoTime() - seen.nanos < LASTS_NANOS
                && (seen.version == null || Objects.equals(seen.version, version));
    }

    void forget(Entry entry) {
        slots.set(slot(entry), null);
    }

    void clear() {
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, null);
        }
    }

    private static int slot(Entry entry) {
        int hash = entry.hashCode();
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
