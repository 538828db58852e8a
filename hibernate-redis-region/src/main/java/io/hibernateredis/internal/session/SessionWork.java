package io.hibernateredis.internal.session;

import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.access.ShallowResults;
import io.hibernateredis.internal.exact.WrittenEntities;
import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.statements.OperationScopeContributor;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.CacheMode;
import org.hibernate.SessionEventListener;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * Ties a session to its unit of work. A session that shares its parent's connection shares its
 * parent's unit too.
 *
 * <p>Hibernate tells the begin of a transaction by {@link #transactionJoined}; its end is learnt
 * from an observer on the transaction coordinator, because only that comes for every kind of
 * session and after all flushes. Not thread-safe, as its session is not.
 */
public final class SessionWork implements CacheTransactionSynchronization {

    private static final int NEVER = 0;

    private final SharedSessionContractImplementor session;
    private final UnitOfWork work;
    private final boolean statementSnapshots;
    private final SnapshotIsolation isolation;
    private final JtaTransactions jtaTransactions;
    private final SessionRows rows;
    private final StatelessLoads statelessLoads;
    private @Nullable CacheMode withheld;
    private final Observer observer = new Observer();
    private boolean observing;
    private boolean listening;
    private boolean joinedParent;
    private boolean nativeScroll;
    private int depth;
    private Operation current = new Operation(Set.of());
    private final List<Runnable> afterOperation = new ArrayList<>();
    private @Nullable ReadResult lastQuery;
    private @Nullable Entry cachedResult;
    private List<@Nullable Object> cachedRows = List.of();
    private int prefetchedAt = NEVER;
    private final RunningLoads loads = new RunningLoads();
    private final WrittenEntities written = new WrittenEntities();

    public SessionWork(
            SharedSessionContractImplementor session,
            UnitOfWork work,
            boolean statementSnapshots,
            boolean snapshotsByDefault,
            JtaTransactions jtaTransactions,
            SessionRows rows,
            StatelessLoads statelessLoads) {
        this.session = session;
        this.work = work;
        this.statementSnapshots = statementSnapshots;
        this.isolation = new SnapshotIsolation(session, snapshotsByDefault);
        this.jtaTransactions = jtaTransactions;
        this.rows = rows;
        this.statelessLoads = statelessLoads;
    }

    /** The unit of work of a session, watching its transaction if there is one. */
    public static SessionWork of(SharedSessionContractImplementor session) {
        SessionWork own = (SessionWork) session.getCacheTransactionSynchronization();
        own.withholdLoads();
        SessionWork root = own.root();
        root.observe();
        return root;
    }

    /**
     * The unit of work of a session, watching its transaction if there is one; null if the session
     * is not one of this cache's. For the modules of this cache.
     */
    public static @Nullable SessionWork ifOurs(@Nullable SharedSessionContractImplementor session) {
        return session != null
                        && session.getCacheTransactionSynchronization() instanceof SessionWork
                ? of(session)
                : null;
    }

    private void withholdLoads() {
        CacheMode before = statelessLoads.withhold(session);
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

    /** What the session reads, loads and changes. */
    public UnitOfWork unit() {
        return work;
    }

    /**
     * Whether nothing that others loaded is to be shown to this session now, because its
     * transaction's snapshot of the database is not taken yet.
     */
    public boolean awaitsSnapshot() {
        return !statementSnapshots && work.isInTransaction() && isolation.awaitsSnapshot();
    }

    /**
     * Whether what was loaded at some time may be shown to this session: not if it is newer than
     * what its transaction sees of the database.
     *
     * @param loaded microseconds on the index's clock
     */
    public boolean maySee(long loaded) {
        return statementSnapshots
                || !work.isInTransaction()
                || loaded <= work.loaded().clock()
                || !isolation.hidesLaterLoads();
    }

    public boolean isInTransaction() {
        return observing;
    }

    private void observe() {
        if (!observing && session.isTransactionInProgress()) {
            if (!work.isInTransaction()) {
                isolation.begin();
                work.begin();
            }
            session.getTransactionCoordinator().addObserver(observer);
            observing = true;
        }
    }

    /** A child's own observer flushes the child: ours has to come after it. */
    private void observeLast() {
        if (observing) {
            session.getTransactionCoordinator().removeObserver(observer);
            session.getTransactionCoordinator().addObserver(observer);
        }
    }

    /** Changes the unit: within the transaction if there is one, else told to Redis at once. */
    public void change(Consumer<UnitOfWork> change) {
        change.accept(work);
        if (!observing) {
            work.changedWithoutTransaction();
        } else if (!listening) {
            listening = true;
            session.getEventListenerManager().addListener(new ClosedSession());
        }
    }

    /** What is noted of the rows that the session writes. */
    public SessionRows rows() {
        return rows;
    }

    /** What the session wrote, and may be stored with its commit. */
    public WrittenEntities written() {
        return written;
    }

    /** An operation that may load something begins; they nest. */
    public Operation enterOperation(Set<String> tables) {
        if (depth++ == 0 && statementSnapshots) {
            work.statementBegins();
        }
        Operation outer = current;
        current = new Operation(tables);
        return outer;
    }

    /**
     * The result of the current operation is not looked up any more; if it is read, it goes here.
     */
    public void sendResultTo(Consumer<List<?>> receiver) {
        current.sendTo(receiver);
    }

    /** The rows of the current operation come from a cached result. */
    public void replaysCachedResult() {
        current.replay();
    }

    /** Whether what is being loaded comes from a cached result, and is not to be sent again. */
    public boolean isReplaying() {
        return current.isReplay();
    }

    /** What becomes of the columns of the result that is being read. */
    public void resolved(JdbcValuesMapping mapping) {
        current.resolved(mapping);
    }

    /** What was told to {@link #resolved}, or null on a version of Hibernate that does not tell. */
    public @Nullable JdbcValuesMapping mapping() {
        return current.mapping();
    }

    /** The rows of the cached result that the current operation has found; empty if none was. */
    public List<@Nullable Object> cachedRows() {
        return cachedRows;
    }

    /** The current operation has found a result that cannot be used: it looks for none again. */
    public void refuseCachedResult() {
        current.refuseCachedResult();
        cachedResult = null;
        cachedRows = List.of();
        work.dropPrefetched();
    }

    public boolean refusesCachedResult() {
        return current.refusesCachedResult();
    }

    /** Where the result of the current operation goes, or null to its region. */
    public @Nullable Consumer<List<?>> resultReceiver() {
        return current.receiver();
    }

    /**
     * Runs an action once the current operation has read all its rows: Hibernate offers a result
     * also when reading it has failed half-way.
     */
    public void onSuccess(Runnable action) {
        if (depth == 0) {
            action.run();
        } else {
            current.onSuccess(action);
        }
    }

    public void operationSucceeded() {
        current.succeeded();
    }

    /** Runs an action when all that the outermost operation loaded was sent. */
    public void afterOperation(Runnable action) {
        afterOperation.add(action);
    }

    public void leaveOperation(Operation outer) {
        current = outer;
        lastQuery = null;
        cachedResult = null;
        cachedRows = List.of();
        if (prefetchedAt > depth - 1) {
            prefetchedAt = NEVER;
            work.dropPrefetched();
        }
        if (--depth == 0) {
            try {
                work.endOperation();
            } finally {
                List<Runnable> due = List.copyOf(afterOperation);
                afterOperation.clear();
                due.forEach(Runnable::run);
            }
        }
    }

    public boolean isInOperation() {
        return depth > 0;
    }

    /**
     * Sends what was loaded, where Hibernate does not tell when an operation ends and no
     * transaction will.
     */
    public void loadedSomething() {
        if (depth == 0 && !observing) {
            work.endOperation();
        }
    }

    /** Whether what is being loaded is loaded by one of Hibernate's loaders, and not by a query. */
    public boolean isLoader() {
        return reader() == RowReader.LOADER;
    }

    /** Whether what is being loaded may not be as the mapping says that it is in the database. */
    public boolean isNative() {
        RowReader reader = reader();
        return reader == RowReader.NATIVE
                || (reader == RowReader.SCROLL
                        && (nativeScroll || !OperationScopeContributor.isPossible()));
    }

    private RowReader reader() {
        return depth == 0 ? RowReader.current() : current.reader();
    }

    /** A native query's rows will be asked for one after another. */
    public void scrollsNatively() {
        nativeScroll = true;
    }

    /** The tables of the query that is being executed. */
    public Set<String> tables() {
        return current.tables();
    }

    /**
     * Keeps what came back with a query's result, so that its tables need not be asked for again.
     */
    public void remember(@Nullable ReadResult reading) {
        lastQuery = reading;
    }

    /** The rows of the cached result that was just found. */
    public void remember(Entry result, List<@Nullable Object> rows) {
        cachedResult = result;
        cachedRows = rows;
    }

    /** Reads a result, and what was needed after it the last time, in one round trip. */
    public @Nullable ReadResult read(Entry result, Set<Tag> tags, @Nullable ComputeLock lock) {
        if (awaitsSnapshot()) {
            return null;
        }
        if (depth == 0 || !session.getCacheMode().isGetEnabled()) {
            return work.read(List.of(result), tags, lock);
        }
        prefetchedAt = depth;
        return work.readAhead(result, tags, lock);
    }

    /** As {@link #prefetch}, for the result that was just found. */
    public void prefetchAfterCachedResult(JdbcValuesMapping mapping) {
        if (cachedResult != null) {
            prefetch(cachedResult, mapping, cachedRows);
        }
    }

    /**
     * Fetches the entities that a result names by their ids alone, which the current operation is
     * about to ask for; what it leaves is dropped with its end.
     *
     * @param rows as they were cached, and behind them their number
     */
    public void prefetch(Entry result, JdbcValuesMapping mapping, List<?> rows) {
        if (session.getCacheMode().isGetEnabled()) {
            prefetchedAt = depth;
            work.prefetch(result, ShallowResults.entries(session, mapping, rows));
        }
    }

    public @Nullable Long invalidated(Tag table) {
        return lastQuery != null && lastQuery.tells(table) ? lastQuery.invalidated(table) : null;
    }

    /** The loads by id that are being executed. */
    public RunningLoads loads() {
        return loads;
    }

    @Override
    public long getCachingTimestamp() {
        // Hibernate asks whether the last update was at or after this; what was loaded at L
        // reflects updates up to L.
        return root().work.loaded().clock() + 1;
    }

    @Override
    public void transactionJoined() {
        withholdLoads();
        isolation.begin();
        var joined = jtaTransactions.join(session, work.loaded());
        if (joined == null) {
            work.begin();
        } else {
            work.begin(joined.since(), joined.changed());
        }
    }

    @Override
    public void transactionCompleting() {
        // The observer learns of it after the last flush; this comes before.
    }

    @Override
    public void transactionCompleted(boolean successful) {
        if (!observing && work.isInTransaction()) {
            work.end(successful);
        }
    }

    private void ended(boolean committed) {
        session.getTransactionCoordinator().removeObserver(observer);
        observing = false;
        loads.clear();
        lastQuery = null;
        rows.transactionEnded();
        written.ended();
        try {
            work.end(committed);
        } catch (RuntimeException e) {
            RegionLog.afterCommit(e);
        }
    }

    private final class Observer implements TransactionObserver {

        @Override
        public void afterBegin() {
            // transactionJoined tells it, also where no observer is there yet.
        }

        @Override
        public void beforeCompletion() {
            rows.invalidateUnloaded(work);
            written.complete(work);
            work.open();
        }

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {
            if (observing) {
                ended(successful);
            }
        }
    }

    /** A session that is closed without an end of its transaction tells nobody else. */
    private final class ClosedSession implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        private @Nullable Boolean outcome;

        /** A session that closes itself with its transaction does so before observers hear. */
        @Override
        public void transactionCompletion(boolean successful) {
            outcome = successful;
        }

        @Override
        public void end() {
            if (observing && outcome != null) {
                ended(outcome);
            } else if (work.hasChangedAnything()) {
                work.changedWithoutTransaction();
            }
            outcome = null;
        }
    }
}
