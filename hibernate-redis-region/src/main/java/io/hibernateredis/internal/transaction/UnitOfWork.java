package io.hibernateredis.internal.transaction;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one session reads, loads and changes, from the begin of a transaction to its end. Not
 * thread-safe, as its session is not.
 *
 * <ol>
 *   <li>{@link #begin} notes the load time: what is read from the database from now on reflects
 *       every invalidation up to it.
 *   <li>{@link #get} asks Redis, in one round trip, but never for what this unit has touched.
 *   <li>{@link #offer} keeps what was loaded; {@link #endOperation} sends it, as long as nothing
 *       was touched: from then on what is loaded may be this transaction's own, and waits for its
 *       commit.
 *   <li>{@link #invalidate} remembers what is changed. Until the commit the old state is the one
 *       that others may read.
 *   <li>{@link #open} announces all that was touched, before the database commits: one round trip.
 *   <li>{@link #close}, after it committed, puts the new states and ends the announcement: one
 *       round trip. If nobody knows whether it committed, {@link #abandon} leaves the announcement
 *       to lapse.
 * </ol>
 */
public final class UnitOfWork {

    private static final String TOKEN_PREFIX =
            Long.toString(new java.security.SecureRandom().nextLong(1L << 60), 36);

    /** What was loaded is sent in messages of at most this many entries. */
    private static final int MOST_OFFERS = 1000;

    private static final AtomicLong TOKENS = new AtomicLong();

    private final Store store;
    private final ChangeSet changes;

    // Most transactions need none of these: what is empty may be anybody's.
    private Map<Entry, PendingPut> offers = Collections.emptyMap();
    private Map<Entry, @Nullable StoredEntry> prefetched = Collections.emptyMap();
    private List<ComputeLock> locks = List.of();

    private final LoadTime firstLoad;
    private LoadTime loaded;
    private @Nullable Lease lease;
    private PendingInvalidations.@Nullable Debt debt;
    private boolean inTransaction;
    private boolean completing;
    private boolean failed;

    public UnitOfWork(Store store) {
        this.store = store;
        this.changes = new ChangeSet(store);
        this.firstLoad = store.loadTime();
        this.loaded = firstLoad;
    }

    /**
     * A transaction begins. Whatever an earlier one left behind is treated as one whose outcome
     * nobody knows.
     */
    public void begin() {
        begin(store.loadTime());
    }

    /** As {@link #begin()}, for a transaction that had begun when {@code since} was seen. */
    public void begin(LoadTime since) {
        if (!changes.isEmpty()) {
            abandon();
        }
        reset();
        loaded = since;
        inTransaction = true;
    }

    /**
     * As {@link #begin(LoadTime)}, for a transaction that has several units, as JTA's may.
     *
     * @param together is filled with what each of them touches: what another of them wrote is not
     *     for this one to read from Redis, and what it loads may not be committed yet
     */
    public void begin(LoadTime since, Set<Tag> together) {
        begin(since);
        changes.shareWith(together);
    }

    /** The load time of what this unit reads from the database. */
    public LoadTime loaded() {
        return loaded;
    }

    /**
     * Outside a transaction each read has its own snapshot, so a later one may have a later load
     * time.
     */
    public void refreshLoadTime() {
        if (!inTransaction && changes.isEmpty() && offers.isEmpty()) {
            loaded = store.loadTime();
        }
    }

    /**
     * Where every statement sees the latest commit: what is read from the database next has its own
     * load time.
     */
    public void statementBegins() {
        if (offers.isEmpty()) {
            loaded = store.loadTime();
        }
    }

    public boolean hasChangedAnything() {
        return !changes.isEmpty();
    }

    /**
     * Whether this unit, or another of the same transaction, has changed anything that is not
     * committed: what it loads may never be.
     */
    public boolean isUncommitted() {
        return !changes.isEmptyTogether();
    }

    public boolean isInTransaction() {
        return inTransaction;
    }

    /** Whether this unit has changed a tag, so that what others stored is not for it to see. */
    public boolean hasChanged(Tag tag) {
        return changes.hasTogether(tag);
    }

    /** Whether this unit has changed an entry or cleared the keyspace it is in. */
    public boolean hasChanged(Entry entry) {
        return isUncommitted() && (hasChanged(entry.tag()) || hasChanged(entry.keyspace().floor()));
    }

    /** The state this unit wrote and has not committed, or null. */
    public byte @Nullable [] ownState(Entry entry) {
        Change invalidate = changes.find(entry.tag());
        return invalidate == null ? null : invalidate.newState();
    }

    /**
     * An entry that is valid and that this unit has not touched, or null. At most one round trip.
     */
    public @Nullable StoredEntry get(Entry entry) {
        if (hasChanged(entry)) {
            return null;
        }
        if (prefetched.containsKey(entry)) {
            return prefetched.remove(entry);
        }
        ReadResult reading = read(List.of(entry), List.of());
        return reading == null ? null : reading.found().get(0);
    }

    /**
     * As {@link #get}, together with what was needed after it the last time; to be followed by
     * {@link #prefetch} and, when the operation is over, by {@link #dropPrefetched}.
     */
    public @Nullable StoredEntry getAhead(Entry entry) {
        if (hasChanged(entry) || prefetched.containsKey(entry)) {
            return get(entry);
        }
        ReadResult reading = readAhead(entry, List.of(), null);
        return reading == null ? null : reading.found().get(0);
    }

    /**
     * Some entries, and when some tags were last invalidated, in one round trip; null if Redis gave
     * no answer.
     */
    public @Nullable ReadResult read(List<Entry> entries, Collection<Tag> tags) {
        return read(entries, tags, null);
    }

    /**
     * As {@link #read(List, Collection)}, after trying to take a lock in the same round trip.
     *
     * @param lock null to take none; released at the end of the operation
     */
    public @Nullable ReadResult read(
            List<Entry> entries, Collection<Tag> tags, @Nullable ComputeLock lock) {
        if (failed) {
            return null;
        }
        ReadResult reading = store.read(entries, tags, lock);
        if (lock != null && lock.isHeld()) {
            releaseAtEnd(lock);
        }
        failed = reading == null;
        return reading;
    }

    /**
     * As {@link #read(List, Collection, Lock)} of one entry, together with what was needed after it
     * the last time; to be followed as {@link #getAhead}.
     */
    public @Nullable ReadResult readAhead(
            Entry entry, Collection<Tag> tags, @Nullable ComputeLock lock) {
        List<Entry> entries = new ArrayList<>();
        entries.add(entry);
        for (Entry follower : store.readAhead().after(entry)) {
            if (isToBeFetched(follower)) {
                entries.add(follower);
            }
        }
        ReadResult reading = read(entries, tags, lock);
        if (reading != null && reading.found().get(0) != null) {
            keep(entries.subList(1, entries.size()), reading, 1);
        }
        return reading;
    }

    /**
     * Fetches entries that are about to be asked for one by one, in one round trip, or none if they
     * were read ahead.
     *
     * @param after what they are needed for
     */
    public void prefetch(Entry after, Collection<Entry> entries) {
        store.readAhead().note(after, entries);
        List<Entry> missing = new ArrayList<>();
        for (Entry entry : entries) {
            if (isToBeFetched(entry)) {
                missing.add(entry);
            }
        }
        if (missing.size() > 1) {
            ReadResult reading = read(missing, Set.of());
            if (reading != null) {
                keep(missing, reading, 0);
            }
        }
    }

    private boolean isToBeFetched(Entry entry) {
        return !hasChanged(entry) && !prefetched.containsKey(entry);
    }

    /** Also what was not found: it need not be asked for once more. */
    private void keep(List<Entry> entries, ReadResult reading, int from) {
        if (prefetched.isEmpty() && !entries.isEmpty()) {
            prefetched = new HashMap<>();
        }
        for (int i = 0; i < entries.size(); i++) {
            prefetched.put(entries.get(i), reading.found().get(from + i));
        }
    }

    /** What was prefetched and not asked for grows old: drops it. */
    public void dropPrefetched() {
        prefetched = Collections.emptyMap();
    }

    /**
     * Offers an entry that was loaded from the database.
     *
     * @return false if this unit has touched it, so that what was loaded may never be committed
     */
    public boolean offer(Entry entry, byte[] body, Collection<Tag> moreTags) {
        return offer(entry, body, moreTags, () -> {});
    }

    /**
     * As {@link #offer(Entry, byte[], Collection)}.
     *
     * @param whenRefused is run, once it is sent, if something it depends on was invalidated since
     *     it was loaded
     */
    public boolean offer(Entry entry, byte[] body, Collection<Tag> moreTags, Runnable whenRefused) {
        if (hasChanged(entry) || !loaded.isKnown() || !store.mayStore(entry, body)) {
            return false;
        }
        List<Tag> tags = new ArrayList<>(moreTags);
        tags.add(entry.tag());
        tags.add(entry.keyspace().floor());
        if (offers.size() >= MOST_OFFERS) {
            if (isUncommitted()) {
                return false;
            }
            sendOffers();
        }
        if (offers.isEmpty()) {
            offers = new LinkedHashMap<>();
        }
        offers.put(
                entry,
                new PendingPut(entry, body, tags, entry.keyspace().ttlMillis(), whenRefused));
        return true;
    }

    private void sendOffers() {
        List<PendingPut> toSend = List.copyOf(offers.values());
        offers = Collections.emptyMap();
        if (!failed) {
            Set<Entry> sent = toSend.stream().map(PendingPut::entry).collect(Collectors.toSet());
            store.put(
                    loaded,
                    toSend,
                    locks.stream()
                            .filter(ComputeLock::isHeld)
                            .filter(l -> sent.contains(l.entry()))
                            .toList());
        }
    }

    /**
     * Releases a lock at the end of the operation: in the message that sends its entry, if it is
     * offered.
     */
    public void releaseAtEnd(ComputeLock lock) {
        if (!locks.contains(lock)) {
            if (locks.isEmpty()) {
                locks = new ArrayList<>();
            }
            locks.add(lock);
        }
    }

    /**
     * Whether others may wait for what this unit loads, and it for them: it has changed nothing, so
     * nobody waits for its end, and what it loads is sent at the end of its operation.
     */
    public boolean canShare() {
        return !isUncommitted() && changes.isEmpty() && !failed && loaded.isKnown();
    }

    /**
     * An operation that loaded something is over: sends what it offered. At most one round trip.
     */
    public void endOperation() {
        if (!offers.isEmpty() && !isUncommitted()) {
            sendOffers();
        }
        store.release(locks);
        locks = List.of();
        if (!inTransaction) {
            failed = false;
        }
        refreshLoadTime();
    }

    /** Remembers that an entry is changed, and what to store for it once that is committed. */
    public void invalidate(Entry entry, byte @Nullable [] newState) {
        offers.remove(entry);
        prefetched.remove(entry);
        boolean stored = newState != null && store.mayStore(entry, newState);
        announceLate(changes.add(Change.of(entry, stored ? newState : null)));
    }

    /** As {@link #invalidate(Entry, byte[])}, unless it is known already what to store for it. */
    public void invalidateAnyway(Entry entry) {
        if (changes.find(entry.tag()) == null) {
            invalidate(entry, null);
        }
    }

    /** Remembers that what goes by this name is changed. */
    public void invalidate(Tag tag) {
        announceLate(changes.add(Change.of(tag)));
    }

    /** Remembers that any rows of a table may have been written. */
    public void invalidateTable(String table) {
        invalidate(Tag.table(table));
        invalidate(Tag.unknownRows(table));
    }

    /** The groupings by which {@link #invalidateRows} is to be told what was written to a table. */
    public Groupings groupings(String table) {
        return changes.groupings(table);
    }

    /**
     * Remembers that some rows of a table were written.
     *
     * @param groups those that the rows were in or are in now, by every one of {@link #groupings}
     * @param asLoaded whether a row is overwritten that is known only as it was loaded: to know its
     *     groups, nobody unknown may have written the table since
     */
    public void invalidateRows(String table, Collection<Tag> groups, boolean asLoaded) {
        invalidate(Tag.table(table));
        groups.forEach(this::invalidate);
        announceLate(changes.addUnknownRows(table, asLoaded));
    }

    /**
     * Remembers that what goes by this name may be changed, if rows of some tables were written
     * since this unit's first load of which nobody can tell which: then those that it overwrites
     * may not be as it loaded them.
     */
    public void invalidateIfUnknown(Tag tag, Set<String> tables) {
        announceLate(changes.addIfWritten(tag, tables.stream().map(Tag::unknownRows).toList()));
    }

    /** Remembers that everything in a keyspace may have changed. */
    public void invalidateAll(Keyspace keyspace) {
        offers.keySet().removeIf(entry -> entry.keyspace().floor().equals(keyspace.floor()));
        announceLate(changes.addAll(keyspace));
    }

    /**
     * Remembers that everything in a keyspace may have changed, if somebody else has written one of
     * some things since this unit's first load, or is writing it: then a row that this unit
     * overwrites may not be as it loaded it. Until the commit this unit takes it for changed.
     *
     * @param things tags of entries, which this unit has to touch as well, or lasting ones
     */
    public void invalidateAllIfWritten(Keyspace keyspace, Collection<Tag> things) {
        offers.keySet().removeIf(entry -> entry.keyspace().floor().equals(keyspace.floor()));
        announceLate(changes.addAllIfWritten(keyspace, things));
    }

    /** What is touched after the announcement is announced by itself. */
    private void announceLate(@Nullable Change news) {
        if (news != null && (completing || lease != null || debt != null)) {
            announce(List.of(news));
        }
    }

    /**
     * Announces all that was touched. To be called when the database is about to commit; one round
     * trip if anything was touched, none otherwise.
     *
     * @throws CacheUnreachableException if Redis cannot be told and the settings demand a rollback
     */
    public void open() {
        completing = true;
        if (lease == null && debt == null && !changes.isEmpty()) {
            announce(changes.allToAnnounce());
        }
    }

    private void announce(List<Change> news) {
        if (debt != null) {
            news.forEach(debt::add);
            return;
        }
        Lease current = lease == null ? new Lease(newToken(), earliestLoad()) : lease;
        try {
            store.open(current, news);
            lease = current;
            store.watch(current);
        } catch (RuntimeException e) {
            if (store.settings().onUnreachable() == OnUnreachable.ROLLBACK) {
                throw new CacheUnreachableException(e);
            }
            debt = store.incur(changes.all(), e, this);
        }
    }

    /** What this session may have loaded of what it changes, it loaded after this. */
    public LoadTime earliestLoad() {
        if (firstLoad.nonce() != loaded.nonce()) {
            return LoadTime.UNKNOWN;
        }
        return firstLoad.clock() < loaded.clock() ? firstLoad : loaded;
    }

    /** Whether this unit is between its announcement and its end, and an entry is part of it. */
    public boolean isCompleting(Entry entry) {
        if (!completing) {
            return false;
        }
        Change all = changes.find(entry.keyspace().floor());
        return changes.find(entry.tag()) != null || (all != null && all.condition() == null);
    }

    /** The transaction has ended, and it is known how. At most one round trip. Never throws. */
    public void close(boolean committed) {
        Lease open = lease;
        if (open != null) {
            store.close(open, changes.all(), committed, loaded, List.copyOf(offers.values()));
        } else if (changes.isEmpty() && committed && !offers.isEmpty()) {
            store.put(loaded, List.copyOf(offers.values()));
        }
        if (committed) {
            store.invalidate(unannounced());
        }
        if (debt != null) {
            if (committed) {
                debt.committed();
                store.payDebts();
            } else {
                debt.rolledBack();
            }
        }
        reset();
        loaded = store.loadTime();
    }

    /** The transaction may have committed or not, or may do so yet. Never throws. */
    public void abandon() {
        List<Change> unannounced = unannounced();
        if (lease != null) {
            store.leaveToLapse(lease);
        }
        if (!unannounced.isEmpty()) {
            var late = new Lease(newToken(), LoadTime.UNKNOWN);
            late.announced(unannounced.stream().map(Change::withoutState).toList(), 0);
            store.leaveToLapse(late);
        }
        if (debt != null) {
            debt.unknown();
        }
        reset();
        loaded = store.loadTime();
    }

    /** What others should have been told of before the end, and were not. */
    private List<Change> unannounced() {
        if (debt != null) {
            return List.of();
        }
        if (lease == null) {
            return changes.all();
        }
        return changes.without(lease.changes());
    }

    /**
     * The transaction has ended: committed, or not. If it was announced and did not commit for
     * certain, nobody knows whether it did. Never throws.
     */
    public void end(boolean committed) {
        if (committed || (lease == null && debt == null)) {
            close(committed);
        } else {
            abandon();
        }
    }

    /**
     * What was changed outside any transaction, or may be at this moment, is announced now, and
     * left to lapse.
     *
     * @throws CacheUnreachableException if Redis cannot be told and the settings demand that
     *     nothing be changed then; it is told later all the same
     */
    public void changedWithoutTransaction() {
        if (changes.isEmpty()) {
            return;
        }
        if (lease != null || debt != null) {
            abandon();
            return;
        }
        List<Change> all = changes.all();
        try {
            announce(all);
            if (lease != null) {
                store.letLapse(lease);
            }
        } catch (CacheUnreachableException e) {
            debt = store.incur(all, e, this);
            throw e;
        } finally {
            if (debt != null) {
                debt.unknown();
            }
            reset();
            loaded = store.loadTime();
        }
    }

    private void reset() {
        changes.clear();
        offers = Collections.emptyMap();
        prefetched = Collections.emptyMap();
        lease = null;
        debt = null;
        inTransaction = false;
        completing = false;
        failed = false;
    }

    public static String newToken() {
        return TOKEN_PREFIX + Long.toString(TOKENS.incrementAndGet(), 36) + "z";
    }
}
