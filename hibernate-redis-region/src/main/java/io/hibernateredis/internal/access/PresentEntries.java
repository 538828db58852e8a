package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.store.HintTable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a few seconds which entries this JVM saw in Redis, so that queries that load them
 * again do not send them again. Only a hint: a put that is left out costs a miss at most.
 * Thread-safe.
 */
final class PresentEntries {

    private static final int SLOTS = 1 << 12;
    private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final HintTable<Entry, Seen> table = new HintTable<>(SLOTS);
    private final LongSupplier nanoTime;

    private record Seen(@Nullable Object version, long nanos) {}

    PresentEntries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void note(Entry entry, @Nullable Object version) {
        table.put(entry, new Seen(version, nanoTime.getAsLong()));
    }

    /** Whether the entry was present recently, and has the same version if it has one. */
    boolean holds(Entry entry, @Nullable Object version) {
        Seen seen = table.get(entry);
        return seen != null
                && nanoTime.getAsLong() - seen.nanos < LASTS_NANOS
                && (seen.version == null || Objects.equals(seen.version, version));
    }

    void forget(Entry entry) {
        table.remove(entry);
    }

    void clear() {
        table.clear();
    }
}
