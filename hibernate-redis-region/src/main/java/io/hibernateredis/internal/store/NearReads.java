package io.hibernateredis.internal.store;

import io.hibernateredis.internal.near.NearEntries;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is near, and asks Redis for the rest. Thread-safe. */
final class NearReads implements EntryReads {

    private final EntryReader reader;
    private final NearEntries near;
    private final IndexView index;

    NearReads(EntryReader reader, NearEntries near, IndexView index) {
        this.reader = reader;
        this.near = near;
        this.index = index;
    }

    @Override
    public @Nullable ReadResult read(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        if (entries.isEmpty() || !reader.isReadable()) {
            return reader.read(entries, tags, lock);
        }
        ReadResult first = near.get(entries.get(0), tags);
        if (first != null) {
            reader.countNear(entries.get(0));
        }
        if (entries.size() == 1) {
            return first == null ? ask(entries, tags, lock) : first;
        }
        List<@Nullable StoredEntry> found = new ArrayList<>(entries.size());
        found.add(first == null ? null : first.found().get(0));
        List<Entry> missing = new ArrayList<>();
        if (first == null) {
            missing.add(entries.get(0));
        }
        for (Entry entry : entries.subList(1, entries.size())) {
            ReadResult other = near.get(entry, List.of());
            found.add(other == null ? null : other.found().get(0));
            if (other == null) {
                missing.add(entry);
            } else {
                reader.countNear(entry);
            }
        }
        if (first == null) {
            ReadResult rest = ask(missing, tags, lock);
            return rest == null ? null : rest.with(filled(found, rest));
        }
        ReadResult rest = missing.isEmpty() ? null : ask(missing, List.of(), null);
        return first.with(rest == null ? found : filled(found, rest));
    }

    @Override
    public boolean isNear(Entry entry, Collection<Tag> tags) {
        return reader.isReadable() && near.has(entry, tags);
    }

    @Override
    public void replaced(List<PendingPut> puts) {
        puts.forEach(put -> near.forget(put.entry()));
    }

    /** What is near, with the rest in the places that are empty, in their order. */
    private static List<@Nullable StoredEntry> filled(
            List<@Nullable StoredEntry> near, ReadResult rest) {
        Iterator<@Nullable StoredEntry> next = rest.found().iterator();
        near.replaceAll(found -> found == null ? next.next() : found);
        return near;
    }

    /** Asks Redis, and keeps near what it has. */
    private @Nullable ReadResult ask(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        NearEntries.Asked asked = near.ask(index.loadTime());
        ReadResult result = reader.read(entries, tags, lock);
        if (result != null) {
            List<@Nullable StoredEntry> found = result.found();
            for (int i = 0; i < found.size(); i++) {
                StoredEntry stored = found.get(i);
                if (stored != null) {
                    near.keep(
                            asked,
                            entries.get(i),
                            stored,
                            result,
                            i == 0 ? tags : List.of(),
                            index::inUse);
                }
            }
        }
        return result;
    }
}
