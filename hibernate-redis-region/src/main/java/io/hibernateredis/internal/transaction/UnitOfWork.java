package io.hibernateredis.internal.transaction;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Groupings;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.store.Store;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one session reads, loads and changes, from the begin of a transaction to its end. Not
 * thread-safe, as its session is not.
 *
 * <ol>
 *   <li>{@link #begin} takes the load time: what is read from the database from now on reflects
 *       every invalidation up to it.
 *   <li>{@link #get} asks Redis, in one round trip, but never for what this unit has changed.
 *   <li>{@link #offer} keeps what was loaded; {@link #endOperation} sends it, as long as nothing
 *       was changed: from then on what is loaded may be this transaction's own, and waits for its
 *       commit.
 *   <li>{@link #invalidate} remembers what is changed. Until the commit the old state is the one
 *       that other sessions may read.
 *   <li>{@link #open} announces all changes, before the database commits: one round trip.
 *   <li>{@link #close}, after it committed, puts the new states and ends the announcement, which is
 *       not waited for. If it is unknown whether it committed, {@link #abandon} leaves the
 *       announcement to lapse.
 * </ol>
 */
public final class UnitOfWork extends UnitLoads {

    /** Where a unit is between two transactions, or in one. */
    private enum Phase {
        /** Each read has a snapshot of its own. */
        OUTSIDE,
        IN_TRANSACTION,
        /** The database is about to commit: what is changed from now on is announced at once. */
        COMPLETING
    }

    private final ChangeSet changes;
    private final Announcement announcement;
    private final LoadTime firstLoad;
    private LoadTime loaded;
    private Phase phase = Phase.OUTSIDE;

    /** Of no session. */
    public UnitOfWork(Store store) {
        this(store, null);
    }

    /** With the connection of the transaction that the session is in. */
    public UnitOfWork(Store store, @Nullable Supplier<Connection> connection) {
        super(store);
        this.changes = new ChangeSet(store.maxChanges(), store::groupings);
        this.announcement = new Announcement(store, changes, this, connection);
        this.firstLoad = store.loadTime();
        this.loaded = firstLoad;
    }

    /** A transaction begins. What an earlier one left behind is treated as of unknown outcome. */
    public void begin() {
        begin(store.loadTimeOfABegin());
    }

    /** As {@link #begin()}, for a transaction that had begun when {@code since} was seen. */
    public void begin(LoadTime since) {
        if (!changes.isEmpty()) {
            abandon();
        }
        reset();
        loaded = since;
        phase = Phase.IN_TRANSACTION;
    }

    /**
     * As {@link #begin(LoadTime)}, for a transaction that has several units, as JTA's may.
     *
     * @param together is filled with what each of them changes: what another of them wrote is not
     *     for this one to read from Redis, and what it loads may not be committed yet
     */
    public void begin(LoadTime since, Set<Tag> together) {
        begin(since);
        changes.shareWith(together);
    }

    @Override
    public LoadTime loaded() {
        return loaded;
    }

    /** Outside a transaction each read has its own snapshot, and may have a later load time. */
    private void refreshLoadTime() {
        if (phase == Phase.OUTSIDE && changes.isEmpty() && puts.isEmpty()) {
            loaded = store.loadTime();
        }
    }

    /**
     * Where every statement sees the latest commit: what is read from the database next has its own
     * load time.
     */
    public void statementBegins() {
        if (puts.isEmpty()) {
            // What is found near counts as loaded then.
            statementExecuted();
            loaded = store.loadTime();
        }
    }

    public boolean hasChangedAnything() {
        return !changes.isEmpty();
    }

    @Override
    public boolean isUncommitted() {
        return !changes.isEmptyTogether();
    }

    @Override
    public boolean isInTransaction() {
        return phase != Phase.OUTSIDE;
    }

    /** Whether this unit has changed a tag, so that it must not read what others stored. */
    public boolean hasChanged(Tag tag) {
        return changes.hasTogether(tag);
    }

    @Override
    public boolean hasChanged(Entry entry) {
        return isUncommitted() && (hasChanged(entry.tag()) || hasChanged(entry.keyspace().floor()));
    }

    /** The state this unit wrote and has not committed, or null. */
    public byte @Nullable [] ownState(Entry entry) {
        Change change = changes.find(entry.tag());
        return change == null ? null : change.newState();
    }

    /**
     * Whether other sessions may wait for what this unit loads, and it for them: it has changed
     * nothing, so none waits for its end, and what it loads is sent at the end of its operation.
     */
    public boolean canShare() {
        return !isUncommitted() && changes.isEmpty() && !hasReadFailed() && loaded.isKnown();
    }

    /** An operation that loaded something is over: posts what it offered. */
    public void endOperation() {
        if (!puts.isEmpty() && !isUncommitted()) {
            sendPuts();
        }
        puts.endOperation();
        if (phase == Phase.OUTSIDE) {
            askAgain();
        }
        refreshLoadTime();
    }

    /** Remembers that an entry is changed, and what to store for it once that is committed. */
    public void invalidate(Entry entry, byte @Nullable [] newState) {
        puts.remove(entry);
        forgetPrefetched(entry);
        boolean stored = newState != null && store.mayStore(entry, newState);
        announceLate(changes.add(Change.of(entry, stored ? newState : null)));
    }

    /** As {@link #invalidate(Entry, byte[])}, unless it is changed already. */
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

    /** The groupings by which {@link #invalidateRows} expects what was written to a table. */
    public Groupings groupings(String table) {
        return changes.groupings(table);
    }

    /**
     * Remembers that some rows of a table were written.
     *
     * @param groups those that the rows were in or are in now, by every one of {@link #groupings}
     * @param asLoaded whether a row is overwritten that is known only as it was loaded: its groups
     *     are known only if unknown rows of the table were not written since
     */
    public void invalidateRows(String table, Collection<Tag> groups, boolean asLoaded) {
        if (announcesAtOnce() || !changes.areRowsNamed(table, asLoaded)) {
            invalidate(Tag.table(table));
            announceLate(changes.addUnknownRows(table, asLoaded));
        }
        groups.forEach(this::invalidate);
    }

    /**
     * Remembers that what goes by this name may be changed, if unknown rows of some tables were
     * written since this unit's first load: then those that it overwrites may not be as it loaded
     * them.
     */
    public void invalidateIfUnknown(Tag tag, Set<String> tables) {
        announceLate(changes.addIfWritten(tag, Tag.ofOverwrittenRows(tables)));
    }

    /** Remembers that everything in a keyspace may have changed. */
    public void invalidateAll(Keyspace keyspace) {
        puts.removeAll(keyspace);
        announceLate(changes.addAll(keyspace));
    }

    /**
     * Remembers that everything in a keyspace may have changed, if another writer has written one
     * of some things since this unit's first load, or is writing it: then a row that this unit
     * overwrites may not be as it loaded it. Until the commit this unit takes it for changed.
     *
     * @param things tags of entries, which this unit has to change as well, or lasting ones
     */
    public void invalidateAllIfWritten(Keyspace keyspace, Collection<Tag> things) {
        if (changes.find(keyspace.floor()) == null) {
            // Nothing is offered any more once it is taken for changed.
            puts.removeAll(keyspace);
        }
        announceLate(changes.addAllIfWritten(keyspace, things));
    }

    private boolean announcesAtOnce() {
        return phase == Phase.COMPLETING || announcement.isMade();
    }

    /** What is changed after the announcement is announced by itself. */
    private void announceLate(@Nullable Change news) {
        if (news != null && announcesAtOnce()) {
            announcement.announce(List.of(news), earliestLoad());
        }
    }

    /**
     * Announces all changes, when the database is about to commit: one round trip if there are any.
     *
     * @return whether Redis hides all of them
     * @throws CacheUnreachableException if they cannot be delivered and the settings demand a
     *     rollback
     */
    public boolean open() {
        phase = Phase.COMPLETING;
        if (!announcement.isMade() && !changes.isEmpty()) {
            announcement.announce(changes.allToAnnounce(), earliestLoad());
        }
        return announcement.isLeased();
    }

    /** What this session may have loaded of what it changes, it loaded after this. */
    public LoadTime earliestLoad() {
        return firstLoad.earlierOf(loaded);
    }

    /** Whether this unit is between its announcement and its end, and an entry is part of it. */
    public boolean isCompleting(Entry entry) {
        if (phase != Phase.COMPLETING) {
            return false;
        }
        Change all = changes.find(entry.keyspace().floor());
        return changes.find(entry.tag()) != null || (all != null && all.condition() == null);
    }

    /**
     * The transaction has ended, and it is known how. At most one round trip, and none as long as
     * its announcement certainly holds. Never throws.
     */
    public void close(boolean committed) {
        announcement.close(committed, loaded, puts.all());
        reset();
    }

    /** The transaction may have committed or not, or may do so yet. Never throws. */
    public void abandon() {
        announcement.abandon();
        reset();
    }

    /**
     * The transaction has ended: committed, or not. If it was announced and did not commit for
     * certain, its outcome is unknown. Never throws.
     */
    public void end(boolean committed) {
        if (committed || !announcement.isMade()) {
            close(committed);
        } else {
            abandon();
        }
    }

    /**
     * What was changed outside any transaction, or may be at this moment, is announced now, and
     * left to lapse.
     *
     * @throws CacheUnreachableException if it cannot be delivered and the settings demand that
     *     nothing be changed then; it is delivered later all the same
     */
    public void changedWithoutTransaction() {
        if (changes.isEmpty()) {
            return;
        }
        if (announcement.isMade()) {
            abandon();
            return;
        }
        try {
            announcement.announceAndLapse(earliestLoad());
        } finally {
            reset();
        }
    }

    /**
     * Others have committed what was changed: when this returns, no JVM serves what was there.
     *
     * @throws CacheUnreachableException if it cannot be delivered; it is delivered later
     */
    public void committedElsewhere() {
        announcement.announceCommitted(earliestLoad());
        reset();
    }

    private void reset() {
        changes.clear();
        puts.clear();
        endReads();
        phase = Phase.OUTSIDE;
        loaded = store.loadTime();
    }
}
