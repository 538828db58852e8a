package io.hibernateredis.internal.store;

import io.hibernateredis.internal.delivery.StoreLog;
import io.hibernateredis.internal.near.Following;
import io.hibernateredis.internal.near.Mirror;
import io.hibernateredis.internal.near.NearEntries;
import io.hibernateredis.internal.near.Question;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.IndexView;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.RedisRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is near, and asks Redis for the rest. Thread-safe. */
final class NearReads implements EntryReads {

    private final EntryReader reader;
    private final NearEntries near;
    private final Mirror mirror;
    private final Following following;
    private final IndexView index;

    NearReads(
            EntryReader reader,
            NearEntries near,
            Mirror mirror,
            Following following,
            IndexView index) {
        this.reader = reader;
        this.near = near;
        this.mirror = mirror;
        this.following = following;
        this.index = index;
    }

    @Override
    public @Nullable ReadResult read(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            NearScope scope) {
        if (!reader.admits()) {
            return reader.bypass();
        }
        Mirror.Lease lease = following.lease();
        if (lease == null) {
            try {
                lease = leaseOf(scope, entries);
            } catch (RedisRefusedException e) {
                // Reads may work all the same.
                StoreLog.failed("question what was invalidated", e);
            } catch (RuntimeException | Error e) {
                return reader.failed(e);
            }
        }
        return entries.isEmpty()
                ? ask(entries, tags, lock, scope)
                : read(entries, tags, lock, scope, lease);
    }

    @Override
    public @Nullable StoredEntry peek(Entry entry) {
        if (!reader.admits()) {
            return null;
        }
        try {
            Mirror.Lease lease = following.lease();
            if (lease == null) {
                lease = leaseOf(new NearScope(), List.of(entry));
            }
            ReadResult found = near.get(entry, List.of(), lease);
            return found == null ? reader.peek(entry) : found.found().get(0);
        } catch (RuntimeException e) {
            StoreLog.failed("look at an entry", e);
            return null;
        }
    }

    /** A transaction asks if it does not hold a lease, and there is something to be served. */
    private Mirror.@Nullable Lease leaseOf(NearScope scope, List<Entry> entries) {
        Mirror.Lease held = scope.lease();
        if (held != null && mirror.isInForce(held)) {
            return held;
        }
        scope.end();
        if (near.haveAnyOf(entries)) {
            scope.begins(following.ask());
        }
        return scope.lease();
    }

    private @Nullable ReadResult read(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            NearScope scope,
            Mirror.@Nullable Lease lease) {
        ReadResult first = near.get(entries.get(0), tags, lease);
        if (first != null) {
            reader.countNear(entries.get(0));
        }
        if (entries.size() == 1) {
            return first == null ? ask(entries, tags, lock, scope) : first;
        }
        List<@Nullable StoredEntry> found = new ArrayList<>(entries.size());
        found.add(first == null ? null : first.found().get(0));
        List<Entry> missing = new ArrayList<>();
        if (first == null) {
            missing.add(entries.get(0));
        }
        for (Entry entry : entries.subList(1, entries.size())) {
            ReadResult other = near.get(entry, List.of(), lease);
            found.add(other == null ? null : other.found().get(0));
            if (other == null) {
                missing.add(entry);
            } else {
                reader.countNear(entry);
            }
        }
        if (first == null) {
            ReadResult rest = ask(missing, tags, lock, scope);
            return rest == null ? null : rest.with(filled(found, rest));
        }
        ReadResult rest = missing.isEmpty() ? null : ask(missing, List.of(), null, scope);
        return first.with(rest == null ? found : filled(found, rest));
    }

    @Override
    public boolean isNear(Entry entry, Collection<Tag> tags) {
        return reader.isReadable() && near.has(entry, tags);
    }

    @Override
    public void replaced(List<PendingPut> puts) {
        puts.forEach(near::forget);
    }

    /** What is near, with the rest in the places that are empty, in their order. */
    private static List<@Nullable StoredEntry> filled(
            List<@Nullable StoredEntry> near, ReadResult rest) {
        Iterator<@Nullable StoredEntry> next = rest.found().iterator();
        near.replaceAll(found -> found == null ? next.next() : found);
        return near;
    }

    /**
     * Asks Redis, and keeps near what it has. What is near is not to be older than that, in the
     * same transaction.
     */
    private @Nullable ReadResult ask(
            List<Entry> entries,
            Collection<Tag> tags,
            @Nullable ComputeLock lock,
            NearScope scope) {
        NearEntries.Asked asked = near.ask(index.loadTime());
        Question question = scope.lasts() || asked.epoch() == null ? following.question() : null;
        ReadResult result = reader.read(entries, tags, lock, question);
        scope.begins(question == null ? null : question.lease());
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
