package io.hibernateredis.internal.transaction;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.NearScope;
import io.hibernateredis.internal.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work reads from Redis, and what it offers to it because it was not there: nothing
 * that it has changed itself, and nothing more in a transaction once Redis gave no answer. Not
 * thread-safe.
 */
abstract class UnitLoads {

    final Store store;
    final PendingPuts puts;
    private final PrefetchedEntries prefetched = new PrefetchedEntries();
    private final NearScope near = new NearScope();
    private boolean readFailed;
    private @Nullable BiConsumer<Entry, byte[]> shown;

    UnitLoads(Store store) {
        this.store = store;
        this.puts = new PendingPuts(store);
    }

    /** Whether this unit has changed an entry or cleared the keyspace it is in. */
    public abstract boolean hasChanged(Entry entry);

    /**
     * Whether this unit, or another of the same transaction, has changed anything that is not
     * committed: what it loads may never be.
     */
    public abstract boolean isUncommitted();

    /** Otherwise each read is as of its own moment. */
    public abstract boolean isInTransaction();

    /**
     * From now on this unit reads nothing from Redis, and stores nothing that it loads.
     *
     * @param receiver is shown what would be stored
     */
    public final void onlyShow(BiConsumer<Entry, byte[]> receiver) {
        shown = receiver;
    }

    /** The load time of what this unit reads from the database. */
    public abstract LoadTime loaded();

    /**
     * An entry that is valid and that this unit has not changed, or null. At most one round trip.
     */
    public final @Nullable StoredEntry get(Entry entry) {
        if (hasChanged(entry)) {
            return null;
        }
        if (prefetched.contain(entry)) {
            return prefetched.take(entry);
        }
        ReadResult result = read(List.of(entry), List.of());
        return result == null ? null : result.found().get(0);
    }

    /**
     * As {@link #get}, together with what was needed after it the last time; to be followed by
     * {@link #prefetch} and, when the operation is over, by {@link #dropPrefetched}.
     */
    public final @Nullable StoredEntry getAhead(Entry entry) {
        if (hasChanged(entry) || prefetched.contain(entry)) {
            return get(entry);
        }
        ReadResult result = readAhead(entry, List.of(), null);
        return result == null ? null : result.found().get(0);
    }

    /**
     * Some entries, and when some tags were last invalidated, in one round trip; null if Redis gave
     * no answer.
     */
    public final @Nullable ReadResult read(List<Entry> entries, Collection<Tag> tags) {
        return read(entries, tags, null);
    }

    /**
     * As {@link #read(List, Collection)}, after trying to take a lock in the same round trip.
     *
     * @param lock null to take none; released at the end of the operation
     */
    public final @Nullable ReadResult read(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        if (readFailed || shown != null) {
            return null;
        }
        near.reads(isInTransaction());
        ReadResult result = store.read(entries, tags, lock, near);
        if (lock != null && lock.isHeld()) {
            releaseAtEnd(lock);
        }
        readFailed = result == null;
        return result;
    }

    /**
     * As {@link #read(List, Collection, ComputeLock)} of one entry, together with what was needed
     * after it the last time; to be followed as {@link #getAhead}.
     */
    public final @Nullable ReadResult readAhead(
            Entry entry, Collection<Tag> tags, @Nullable ComputeLock lock) {
        List<Entry> entries = new ArrayList<>();
        entries.add(entry);
        for (Entry follower : store.readAhead().after(entry)) {
            if (isToBeFetched(follower)) {
                entries.add(follower);
            }
        }
        ReadResult result = read(entries, tags, lock);
        if (result != null && result.found().get(0) != null) {
            prefetched.keep(entries.subList(1, entries.size()), result, 1);
        }
        return result;
    }

    /**
     * Fetches entries that are about to be asked for one by one, in one round trip, or none if they
     * were read ahead.
     *
     * @param after what they are needed for
     */
    public final void prefetch(Entry after, Collection<Entry> entries) {
        store.readAhead().note(after, entries);
        List<Entry> missing = new ArrayList<>();
        for (Entry entry : entries) {
            if (isToBeFetched(entry)) {
                missing.add(entry);
            }
        }
        if (missing.size() > 1) {
            ReadResult result = read(missing, Set.of());
            if (result != null) {
                prefetched.keep(missing, result, 0);
            }
        }
    }

    private boolean isToBeFetched(Entry entry) {
        return !hasChanged(entry) && !prefetched.contain(entry);
    }

    /** What was prefetched and not asked for grows old: drops it. */
    public final void dropPrefetched() {
        prefetched.clear();
    }

    /**
     * Offers an entry that was loaded from the database.
     *
     * @return false if this unit has changed it, so that what was loaded may never be committed
     */
    public final boolean offer(Entry entry, byte[] body, Collection<Tag> moreTags) {
        return offer(entry, body, moreTags, () -> {});
    }

    /**
     * As {@link #offer(Entry, byte[], Collection)}.
     *
     * @param whenRefused is run, once it is sent, if something it depends on was invalidated since
     *     it was loaded
     */
    public final boolean offer(
            Entry entry, byte[] body, Collection<Tag> moreTags, Runnable whenRefused) {
        if (shown != null) {
            shown.accept(entry, body);
            return false;
        }
        if (hasChanged(entry) || !loaded().isKnown() || !store.mayStore(entry, body)) {
            return false;
        }
        Tag floor = entry.keyspace().floor();
        List<Tag> tags = List.of(floor);
        if (!moreTags.isEmpty()) {
            tags = new ArrayList<>(moreTags);
            tags.add(floor);
        }
        if (puts.areFull()) {
            if (isUncommitted()) {
                return false;
            }
            sendPuts();
        }
        puts.add(new PendingPut(entry, body, tags, entry.keyspace().ttlMillis(), whenRefused));
        return true;
    }

    /**
     * Has what is offered in the current operation waited for when it is sent, if a condition holds
     * by then: others are about to look for it.
     */
    public final void awaitPutsIf(BooleanSupplier condition) {
        puts.awaitIf(condition);
    }

    final void sendPuts() {
        if (readFailed) {
            puts.clear();
        } else {
            puts.send(loaded());
        }
    }

    /**
     * Releases a lock at the end of the operation: in the message that sends its entry, if it is
     * offered.
     */
    public final void releaseAtEnd(ComputeLock lock) {
        puts.releaseAtEnd(lock);
    }

    final void forgetPrefetched(Entry entry) {
        prefetched.remove(entry);
    }

    /** Whether Redis gave no answer to a read, and is not asked again. */
    final boolean hasReadFailed() {
        return readFailed;
    }

    final void askAgain() {
        readFailed = false;
    }

    /**
     * A statement was executed: it may have waited for another transaction, or have shown what one
     * committed. What is near is not to be older than that.
     */
    public final void statementExecuted() {
        near.end();
    }

    final void endReads() {
        prefetched.clear();
        near.end();
        readFailed = false;
    }
}
