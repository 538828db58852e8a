package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.store.HintTable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a few seconds which entries this JVM has sent, so that queries that read the same
 * rows from the database again do not send them again. What comes from the cache is not sent in any
 * case, and not noted here. Only a hint: a put that is left out costs a miss at most. Thread-safe.
 */
final class SentEntries {

    private static final int SLOTS = 1 << 12;
    private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final HintTable<Entry, Sent> table = new HintTable<>(SLOTS);
    private final LongSupplier nanoTime;

    private record Sent(@Nullable Object version, long nanos) {}

    SentEntries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void note(Entry entry, @Nullable Object version) {
        table.put(entry, new Sent(version, nanoTime.getAsLong()));
    }

    /** Whether the entry was sent recently, with the same version if it has one. */
    boolean holds(Entry entry, @Nullable Object version) {
        Sent known = table.get(entry);
        return known != null
                && nanoTime.getAsLong() - known.nanos < LASTS_NANOS
                && (known.version == null || Objects.equals(known.version, version));
    }

    void forget(Entry entry) {
        table.remove(entry);
    }

    void clear() {
        table.clear();
    }
}
