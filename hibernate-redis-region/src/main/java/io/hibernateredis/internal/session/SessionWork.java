package io.hibernateredis.internal.session;

import io.hibernateredis.internal.exact.WrittenEntities;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.sql.Connection;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.CacheMode;
import org.hibernate.SessionEventListener;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.jspecify.annotations.Nullable;

/**
 * Ties a session to its unit of work. A session that shares its parent's connection also shares the
 * parent's unit of work. Not thread-safe, like its session.
 *
 * <p>Hibernate announces the begin of a transaction by {@link #transactionJoined}. The end is
 * observed at the transaction coordinator, because only its callback comes for every kind of
 * session and after all flushes.
 */
public final class SessionWork implements CacheTransactionSynchronization {

    private final Sessions sessions;
    private final SharedSessionContractImplementor session;
    private final String namespace;
    private final UnitOfWork unit;
    private final @Nullable TransactionMarks marks;
    private final SnapshotIsolation isolation;
    private final SessionRows rows;
    private final Operations operations;
    private final RunningLoads loads = new RunningLoads();
    private final WrittenEntities written = new WrittenEntities();
    private final Observer observer = new Observer();
    private @Nullable CacheMode withheld;
    private boolean observing;
    private boolean listening;
    private boolean hasToHearStatements;
    private boolean joinedParent;

    SessionWork(Sessions sessions, SharedSessionContractImplementor session) {
        this.sessions = sessions;
        this.session = session;
        var store = sessions.store();
        this.namespace = store.settings().namespace();
        Supplier<Connection> connection =
                () -> session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        this.unit = new UnitOfWork(store, connection);
        this.marks = sessions.marks(connection);
        this.hasToHearStatements = store.endsNearScopes();
        this.isolation = new SnapshotIsolation(session, sessions.haveSnapshotsByDefault());
        this.rows = new SessionRows(sessions.rows().writes(), session);
        this.operations = new Operations(session, this, sessions.haveStatementSnapshots());
    }

    /** The work of a session; observes its transaction if there is one. */
    public static SessionWork of(SharedSessionContractImplementor session) {
        SessionWork own = (SessionWork) session.getCacheTransactionSynchronization();
        own.withholdLoads();
        SessionWork root = own.root();
        root.observe();
        own.hearStatements();
        root.hearStatements();
        return root;
    }

    /** Before anything near is served by which a statement could be overtaken. */
    private void hearStatements() {
        if (hasToHearStatements) {
            hasToHearStatements = false;
            session.getEventListenerManager().addListener(new Statements());
        }
    }

    /** As {@link #of}, or null if the session does not use this cache. */
    public static @Nullable SessionWork find(@Nullable SharedSessionContractImplementor session) {
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
     * The cache mode for query results, which may be put even if the entities that the session
     * loads must not be.
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

    /** What the sessions of the session factory share. */
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

    /** The rows that the session wrote, as far as later events need them. */
    public SessionRows rows() {
        return rows;
    }

    /** The entities that the session wrote and that may be stored with its commit. */
    public WrittenEntities written() {
        return written;
    }

    /** What the session leaves in the database's log; null if nothing. */
    @Nullable TransactionMarks marks() {
        return observing ? marks : null;
    }

    /** The loads by id that are being executed. */
    public RunningLoads loads() {
        return loads;
    }

    /**
     * Whether the session must not read from the cache yet, because its transaction has no database
     * snapshot yet.
     */
    public boolean awaitsSnapshot() {
        return !sessions.haveStatementSnapshots()
                && unit.isInTransaction()
                && isolation.awaitsSnapshot();
    }

    /**
     * Whether an entry with the given load time is visible to this session: not if it is newer than
     * the transaction's snapshot of the database.
     *
     * @param loaded in microseconds on the clock of the index
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
     * Changes the unit of work: within the transaction if there is one, else announced to Redis at
     * once.
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

    /** Moves the observer to the end, because a child session's observer flushes the child. */
    private void observeLast() {
        if (observing) {
            session.getTransactionCoordinator().removeObserver(observer);
            session.getTransactionCoordinator().addObserver(observer);
        }
    }

    @Override
    public long getCachingTimestamp() {
        // Hibernate checks whether the last update was at or after this time; what was loaded at L
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
        // This comes before the last flush; the observer is called after it.
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
        if (marks != null) {
            marks.ended();
        }
        try {
            unit.end(committed);
        } catch (RuntimeException e) {
            RegionLog.afterCommit(namespace, e);
        }
    }

    private final class Observer implements TransactionObserver {

        @Override
        public void afterBegin() {
            // transactionJoined is also called where no observer is registered yet.
        }

        @Override
        public void beforeCompletion() {
            rows.invalidateUnloaded(unit);
            written.complete(unit);
            LoadTime before = sessions.store().loadTime();
            if (unit.open() && marks != null) {
                marks.announced(before);
            }
        }

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {
            if (observing) {
                ended(successful);
            }
        }
    }

    /** Of a child, Hibernate reports some statements to its parent, and some to itself. */
    private final class Statements implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        @Override
        public void jdbcExecuteStatementEnd() {
            root().unit.statementExecuted();
        }

        @Override
        public void jdbcExecuteBatchEnd() {
            root().unit.statementExecuted();
        }
    }

    /** A session that is closed before its transaction has ended notifies no observer. */
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
