package io.hibernateredis.internal.session;

import io.hibernateredis.internal.exact.WrittenEntities;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.function.Consumer;
import org.hibernate.CacheMode;
import org.hibernate.SessionEventListener;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Ties a session to its unit of work. A session that shares its parent's connection shares its
 * parent's unit too.
 *
 * <p>Hibernate announces the begin of a transaction by {@link #transactionJoined}; its end is
 * learnt from an observer on the transaction coordinator, because only that comes for every kind of
 * session and after all flushes. Not thread-safe, like its session.
 */
public final class SessionWork implements CacheTransactionSynchronization {

    private final Sessions sessions;
    private final SharedSessionContractImplementor session;
    private final UnitOfWork unit;
    private final SnapshotIsolation isolation;
    private final SessionRows rows;
    private final Operations operations;
    private final RunningLoads loads = new RunningLoads();
    private final WrittenEntities written = new WrittenEntities();
    private final Observer observer = new Observer();
    private @Nullable CacheMode withheld;
    private boolean observing;
    private boolean listening;
    private boolean joinedParent;

    SessionWork(Sessions sessions, SharedSessionContractImplementor session) {
        this.sessions = sessions;
        this.session = session;
        this.unit = new UnitOfWork(sessions.store());
        this.isolation = new SnapshotIsolation(session, sessions.haveSnapshotsByDefault());
        this.rows = new SessionRows(sessions.rows().writes(), session);
        this.operations = new Operations(session, this, sessions.haveStatementSnapshots());
    }

    /** The work of a session, watching its transaction if there is one. */
    public static SessionWork of(SharedSessionContractImplementor session) {
        SessionWork own = (SessionWork) session.getCacheTransactionSynchronization();
        own.withholdLoads();
        SessionWork root = own.root();
        root.observe();
        return root;
    }

    /**
     * The work of a session, watching its transaction if there is one; null if the session is not
     * one of this cache's.
     */
    public static @Nullable SessionWork ifOurs(@Nullable SharedSessionContractImplementor session) {
        return session != null
                        && session.getCacheTransactionSynchronization() instanceof SessionWork
                ? of(session)
                : null;
    }

    private void withholdLoads() {
        CacheMode before = sessions.statelessLoads().withhold(session);
        if (before != null) {
            withheld = before;
        }
    }

    /**
     * The cache mode of a session for the results of its queries, which may be put also where the
     * entities that it loads must not be.
     */
    public static CacheMode modeOfResults(SharedSessionContractImplementor session) {
        CacheMode mode = session.getCacheMode();
        return session.getCacheTransactionSynchronization() instanceof SessionWork own
                        && own.withheld != null
                        && StatelessLoads.withoutPuts(own.withheld) == mode
                ? own.withheld
                : mode;
    }

    private SessionWork root() {
        Object owner = session.getJdbcCoordinator().getJdbcSessionOwner();
        if (owner == session
                || !(owner instanceof SharedSessionContractImplementor parent)
                || !(parent.getCacheTransactionSynchronization() instanceof SessionWork parents)
                || parents == this) {
            return this;
        }
        if (!joinedParent) {
            joinedParent = true;
            parents.observeLast();
        }
        return parents;
    }

    /** What all sessions of its session factory share. */
    public Sessions sessions() {
        return sessions;
    }

    /** What the session reads, loads and changes. */
    public UnitOfWork unit() {
        return unit;
    }

    /** The selects that the session is executing. */
    public Operations operations() {
        return operations;
    }

    /** What is noted of the rows that the session writes. */
    public SessionRows rows() {
        return rows;
    }

    /** What the session wrote, and may be stored with its commit. */
    public WrittenEntities written() {
        return written;
    }

    /** The loads by id that are being executed. */
    public RunningLoads loads() {
        return loads;
    }

    /**
     * Whether nothing that others loaded is to be shown to this session now, because its
     * transaction's snapshot of the database is not taken yet.
     */
    public boolean awaitsSnapshot() {
        return !sessions.haveStatementSnapshots()
                && unit.isInTransaction()
                && isolation.awaitsSnapshot();
    }

    /**
     * Whether what was loaded at some time may be shown to this session: not if it is newer than
     * what its transaction sees of the database.
     *
     * @param loaded microseconds on the index's clock
     */
    public boolean maySee(long loaded) {
        return sessions.haveStatementSnapshots()
                || !unit.isInTransaction()
                || loaded <= unit.loaded().clock()
                || !isolation.hidesLaterLoads();
    }

    public boolean isInTransaction() {
        return observing;
    }

    /**
     * Changes the unit: within the transaction if there is one, else announced to Redis at once.
     */
    public void change(Consumer<UnitOfWork> change) {
        change.accept(unit);
        if (!observing) {
            unit.changedWithoutTransaction();
        } else if (!listening) {
            listening = true;
            session.getEventListenerManager().addListener(new ClosedSession());
        }
    }

    private void observe() {
        if (!observing && session.isTransactionInProgress()) {
            if (!unit.isInTransaction()) {
                isolation.begin();
                unit.begin();
            }
            session.getTransactionCoordinator().addObserver(observer);
            observing = true;
        }
    }

    /** A child's own observer flushes the child: this one has to come after it. */
    private void observeLast() {
        if (observing) {
            session.getTransactionCoordinator().removeObserver(observer);
            session.getTransactionCoordinator().addObserver(observer);
        }
    }

    @Override
    public long getCachingTimestamp() {
        // Hibernate asks whether the last update was at or after this; what was loaded at L
        // reflects updates up to L.
        return root().unit.loaded().clock() + 1;
    }

    @Override
    public void transactionJoined() {
        withholdLoads();
        isolation.begin();
        var joined = sessions.jtaTransactions().join(session, unit.loaded());
        if (joined == null) {
            unit.begin();
        } else {
            unit.begin(joined.since(), joined.changed());
        }
    }

    @Override
    public void transactionCompleting() {
        // The observer is called after the last flush; this comes before.
    }

    @Override
    public void transactionCompleted(boolean successful) {
        if (!observing && unit.isInTransaction()) {
            unit.end(successful);
        }
    }

    private void ended(boolean committed) {
        session.getTransactionCoordinator().removeObserver(observer);
        observing = false;
        loads.clear();
        operations.transactionEnded();
        rows.transactionEnded();
        written.ended();
        try {
            unit.end(committed);
        } catch (RuntimeException e) {
            RegionLog.afterCommit(e);
        }
    }

    private final class Observer implements TransactionObserver {

        @Override
        public void afterBegin() {
            // transactionJoined comes also where no observer is there yet.
        }

        @Override
        public void beforeCompletion() {
            rows.invalidateUnloaded(unit);
            written.complete(unit);
            unit.open();
        }

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {
            if (observing) {
                ended(successful);
            }
        }
    }

    /** A session that is closed without an end of its transaction notifies no observer. */
    private final class ClosedSession implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        private @Nullable Boolean outcome;

        /**
         * A session that closes itself with its transaction does so before observers are called.
         */
        @Override
        public void transactionCompletion(boolean successful) {
            outcome = successful;
        }

        @Override
        public void end() {
            if (observing && outcome != null) {
                ended(outcome);
            } else if (unit.hasChangedAnything()) {
                unit.changedWithoutTransaction();
            }
            outcome = null;
        }
    }
}
