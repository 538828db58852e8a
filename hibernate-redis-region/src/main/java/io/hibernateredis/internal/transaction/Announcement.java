package io.hibernateredis.internal.transaction;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.internal.delivery.Announcer;
import io.hibernateredis.internal.delivery.PendingInvalidations;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.Tokens;
import io.hibernateredis.internal.store.Store;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how one unit of work has announced what it changes. Not thread-safe.
 *
 * <p>It begins {@link Unmade}. {@link #announce} makes it {@link Leased}, or {@link Undelivered} if
 * Redis cannot be reached and the settings allow the commit all the same. The end of the
 * transaction makes it unmade again.
 */
final class Announcement {

    private sealed interface State {}

    /** Nothing was announced. */
    private enum Unmade implements State {
        UNMADE
    }

    /** It was delivered: Redis hides what is changed as long as the lease lasts. */
    private record Leased(Lease lease) implements State {}

    /**
     * All or, where there is a lease, some of it was not delivered; that is done once the
     * transaction has ended.
     */
    private record Undelivered(PendingInvalidations.Pending pending, @Nullable Lease lease)
            implements State {}

    private final Store store;
    private final Announcer announcer;
    private final ChangeSet changes;

    /** As long as this can be reached, the outcome of the transaction may yet be reported. */
    private final Object owner;

    /** Of the transaction. */
    private final @Nullable Supplier<Connection> connection;

    private State state = Unmade.UNMADE;

    Announcement(
            Store store,
            ChangeSet changes,
            Object owner,
            @Nullable Supplier<Connection> connection) {
        this.connection = connection;
        this.store = store;
        this.announcer = store.announcer();
        this.changes = changes;
        this.owner = owner;
    }

    boolean isMade() {
        return state != Unmade.UNMADE;
    }

    /** Whether it was made, and Redis knows all of it. */
    boolean isLeased() {
        return state instanceof Leased;
    }

    /**
     * Announces some changes, the first or further ones.
     *
     * @param earliestLoad after which the session loaded what it may have loaded of them
     * @throws CacheUnreachableException if they cannot be delivered and the settings demand a
     *     rollback
     */
    void announce(List<Change> news, LoadTime earliestLoad) {
        announce(news, earliestLoad, connection);
    }

    private void announce(
            List<Change> news, LoadTime earliestLoad, @Nullable Supplier<Connection> where) {
        if (state instanceof Undelivered undelivered) {
            announcer.undeliveredToo(undelivered.pending, news, where);
            return;
        }
        Lease known = lease();
        Lease lease = known == null ? new Lease(Tokens.next(), earliestLoad) : known;
        try {
            announcer.open(lease, news);
            state = new Leased(lease);
        } catch (RuntimeException e) {
            state = new Undelivered(announcer.undelivered(changes.all(), e, owner, where), known);
        }
    }

    private @Nullable Lease lease() {
        if (state instanceof Undelivered undelivered) {
            return undelivered.lease;
        }
        return state instanceof Leased leased ? leased.lease : null;
    }

    /** The transaction has ended, and it is known how. At most one round trip. */
    void close(boolean committed, LoadTime loaded, List<PendingPut> puts) {
        Lease lease = lease();
        if (lease != null) {
            store.close(lease, changes.all(), committed, loaded, puts);
        } else if (changes.isEmpty() && committed && !puts.isEmpty()) {
            store.put(loaded, puts);
        }
        if (committed) {
            announcer.invalidate(unannounced());
        }
        if (state instanceof Undelivered undelivered) {
            if (committed) {
                undelivered.pending.committed();
                announcer.deliverNow();
            } else {
                undelivered.pending.rolledBack();
            }
        }
        state = Unmade.UNMADE;
    }

    /** The transaction may have committed or not, or may do so yet. */
    void abandon() {
        List<Change> unannounced = unannounced();
        Lease lease = lease();
        if (lease != null) {
            announcer.renewAndLapse(lease);
        }
        if (!unannounced.isEmpty()) {
            var late = new Lease(Tokens.next(), LoadTime.UNKNOWN);
            late.announced(unannounced.stream().map(Change::withoutState).toList(), 0);
            announcer.renewAndLapse(late);
        }
        if (state instanceof Undelivered undelivered) {
            undelivered.pending.outcomeUnknown();
        }
        state = Unmade.UNMADE;
    }

    /**
     * Announces all changes, and leaves that to lapse.
     *
     * @throws CacheUnreachableException if they cannot be delivered and the settings demand a
     *     rollback; they are delivered later all the same
     */
    void announceAndLapse(LoadTime earliestLoad) {
        List<Change> all = changes.all();
        try {
            announce(all, earliestLoad, null);
            if (state instanceof Leased leased) {
                announcer.lapse(leased.lease);
            }
        } catch (CacheUnreachableException e) {
            state = new Undelivered(announcer.keep(all, e, owner), null);
            throw e;
        } finally {
            if (state instanceof Undelivered undelivered) {
                undelivered.pending.outcomeUnknown();
            }
            state = Unmade.UNMADE;
        }
    }

    /**
     * Announces all changes, which others have committed, and ends that.
     *
     * @throws CacheUnreachableException if they cannot be delivered; they are delivered later
     */
    void announceCommitted(LoadTime earliestLoad) {
        List<Change> all = changes.all();
        var lease = new Lease(Tokens.next(), earliestLoad);
        try {
            announcer.open(lease, all);
        } catch (RuntimeException e) {
            announcer.keep(all, e, owner).committed();
            throw new CacheUnreachableException(
                    "Redis cannot be told what others have written ("
                            + e.getMessage()
                            + "): it is pending, and lost if this JVM ends before Redis is back",
                    e);
        }
        store.close(lease, all, true, LoadTime.UNKNOWN, List.of());
    }

    /** What should have been announced before the end, and was not. */
    private List<Change> unannounced() {
        if (state instanceof Undelivered) {
            return List.of();
        }
        return state instanceof Leased leased
                ? changes.without(leased.lease.changes())
                : changes.all();
    }
}
