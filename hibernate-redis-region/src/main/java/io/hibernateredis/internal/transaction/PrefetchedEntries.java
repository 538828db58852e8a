package io.hibernateredis.internal.transaction;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries that one unit of work read before they were asked for, and those that it then did not
 * find. Not thread-safe.
 */
final class PrefetchedEntries {

    // Most units need none: what is empty may be shared.
    private Map<Entry, @Nullable StoredEntry> entries = Collections.emptyMap();

    boolean contain(Entry entry) {
        return entries.containsKey(entry);
    }

    /** Gives out an entry once; null also if it was looked for and not found. */
    @Nullable StoredEntry take(Entry entry) {
        return entries.remove(entry);
    }

    /** Keeps what was read; also what was not found, which need not be asked for once more. */
    void keep(List<Entry> read, ReadResult result, int from) {
        if (entries.isEmpty() && !read.isEmpty()) {
            entries = new HashMap<>(2 * read.size());
        }
        for (int i = 0; i < read.size(); i++) {
            entries.put(read.get(i), result.found().get(from + i));
        }
    }

    void remove(Entry entry) {
        entries.remove(entry);
    }

    void clear() {
        entries = Collections.emptyMap();
    }
}
