package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which entries were needed as soon as another was found, as the elements of a collection
 * are, so that the next time they are asked for in the same message. A hint only: a direct-mapped
 * table that forgets, and what is read in vain costs its bytes. Thread-safe.
 */
public final class ReadAhead {

    private static final int SLOTS = 1 << 10;

    /** More than so many are not remembered. */
    private static final int MOST = 128;

    private final AtomicReferenceArray<@Nullable Followers> slots =
            new AtomicReferenceArray<>(SLOTS);

    private record Followers(Entry first, List<Entry> entries) {}

    /** What was needed after an entry; nothing if that is not known. */
    public List<Entry> after(Entry first) {
        Followers known = slots.get(slot(first));
        return known != null && known.first.equals(first) ? known.entries : List.of();
    }

    /** Remembers what was needed after an entry, unless most of it is what is remembered. */
    public void note(Entry first, Collection<Entry> needed) {
        List<Entry> known = after(first);
        if (needed.size() > MOST || (needed.isEmpty() && known.isEmpty())) {
            return;
        }
        // A session that has loaded some of them already needs fewer.
        boolean useful = 2 * needed.size() >= known.size();
        if (!useful || !Set.copyOf(known).containsAll(needed)) {
            slots.set(slot(first), new Followers(first, List.copyOf(needed)));
        }
    }

    private static int slot(Entry entry) {
        int hash = entry.hashCode();
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
