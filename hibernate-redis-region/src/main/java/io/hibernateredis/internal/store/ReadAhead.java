package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.Entry;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Remembers which entries were needed as soon as another was found, as the elements of a collection
 * are, so that the next time they are asked for in the same message. A hint only: what is read in
 * vain costs its bytes. Thread-safe.
 */
public final class ReadAhead {

    /** Bounds the memory: so many entries, at most twice. */
    private static final int CAPACITY = 1 << 16;

    /** More than so many are not remembered. */
    private static final int MAX_FOLLOWERS = 128;

    private final RecentMap<Entry, List<Entry>> followers = new RecentMap<>(CAPACITY);

    /** What was needed after an entry; nothing if that is unknown. */
    public List<Entry> after(Entry first) {
        List<Entry> known = followers.get(first);
        return known == null ? List.of() : known;
    }

    /** Remembers what was needed after an entry, unless most of it is what is remembered. */
    public void note(Entry first, Collection<Entry> needed) {
        List<Entry> known = after(first);
        if (needed.size() > MAX_FOLLOWERS || (needed.isEmpty() && known.isEmpty())) {
            return;
        }
        // A session that has loaded some of them already needs fewer.
        boolean useful = 2 * needed.size() >= known.size();
        if (!useful || !contain(known, needed)) {
            followers.put(first, List.copyOf(needed), needed.size() + 1);
        }
    }

    private static boolean contain(List<Entry> known, Collection<Entry> needed) {
        // Mostly they are the same, in the same order.
        if (known.size() == needed.size()) {
            var others = needed.iterator();
            int same = 0;
            while (same < known.size() && known.get(same).equals(others.next())) {
                same++;
            }
            if (same == known.size()) {
                return true;
            }
        }
        return Set.copyOf(known).containsAll(needed);
    }
}
