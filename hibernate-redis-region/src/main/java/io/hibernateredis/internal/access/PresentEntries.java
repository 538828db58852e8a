package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a few seconds which entries this JVM saw in Redis, so that queries that load them
 * again do not send them again. Only a hint: a lossy direct-mapped table, where a put that is left
 * out costs a miss at most. Thread-safe.
 */
final class PresentEntries {

    private static final int SLOTS = 1 << 12;
    private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

    private record Seen(Entry entry, @Nullable Object version, long nanos) {}

    void note(Entry entry, @Nullable Object version) {
        slots.set(slot(entry), new Seen(entry, version, System.nanoTime()));
    }

    /** Whether the entry was present recently, and has the same version if it has one. */
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
