package io.hibernateredis.internal.session;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.internal.rows.MappedRows;
import io.hibernateredis.internal.rows.RowWrite;
import io.hibernateredis.internal.sql.SelectWrites;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** What the sessions of one session factory share. Thread-safe. */
public final class Sessions {

    private final SessionFactoryImplementor sessionFactory;
    private final Supplier<Store> store;
    private final Supplier<EntryCodecs> codecs;
    private final MappedRows rows;
    private final boolean statementSnapshots;
    private final boolean marksTransactions;
    private final SelectWrites selectWrites = new SelectWrites();
    private final JtaTransactions jtaTransactions = new JtaTransactions();
    private final StatelessLoads statelessLoads = new StatelessLoads();
    private final List<BiConsumer<SharedSessionContractImplementor, Set<String>>> statements =
            new CopyOnWriteArrayList<>();
    private final List<BiConsumer<UnitOfWork, Set<String>>> externalWrites =
            new CopyOnWriteArrayList<>();
    private volatile boolean snapshotsByDefault;
    private volatile @Nullable Set<String> withCachedNaturalIds;

    /**
     * @param statementSnapshots whether each statement has its own database snapshot, as the
     *     settings state
     * @param marksTransactions whether transactions leave a mark in the database's log
     */
    public Sessions(
            SessionFactoryImplementor sessionFactory,
            Supplier<Store> store,
            Supplier<EntryCodecs> codecs,
            MappedRows rows,
            boolean statementSnapshots,
            boolean marksTransactions) {
        this.sessionFactory = sessionFactory;
        this.store = store;
        this.codecs = codecs;
        this.rows = rows;
        this.statementSnapshots = statementSnapshots;
        this.marksTransactions = marksTransactions;
    }

    /** Begins the work of a session that was just opened. */
    public SessionWork opened(SharedSessionContractImplementor session) {
        OpenSessions.opened(session);
        return new SessionWork(this, session);
    }

    Store store() {
        return store.get();
    }

    /** The codecs of query results. */
    public EntryCodecs codecs() {
        return codecs.get();
    }

    MappedRows rows() {
        return rows;
    }

    /** What a session leaves in the database's log; null if nothing. */
    @Nullable TransactionMarks marks(Supplier<Connection> connection) {
        return marksTransactions ? new TransactionMarks(store(), rows.writes(), connection) : null;
    }

    JtaTransactions jtaTransactions() {
        return jtaTransactions;
    }

    StatelessLoads statelessLoads() {
        return statelessLoads;
    }

    boolean haveStatementSnapshots() {
        return statementSnapshots;
    }

    /** Whether connections start with an isolation above READ COMMITTED. */
    boolean haveSnapshotsByDefault() {
        return snapshotsByDefault;
    }

    /** Records that connections start with an isolation above READ COMMITTED. */
    public void transactionsHaveSnapshots() {
        snapshotsByDefault = true;
    }

    /** Whether the natural ids of an entity are cached. */
    public boolean hasCachedNaturalId(String entityName) {
        Set<String> known = withCachedNaturalIds;
        if (known == null) {
            Set<String> names = new HashSet<>();
            sessionFactory
                    .getMappingMetamodel()
                    .forEachEntityDescriptor(
                            entity -> {
                                if (entity.hasNaturalIdentifier()
                                        && entity.getNaturalIdMapping().getCacheAccess() != null) {
                                    names.add(entity.getEntityName());
                                }
                            });
            known = Set.copyOf(names);
            withCachedNaturalIds = known;
        }
        return known.contains(entityName);
    }

    /**
     * Changes a session's unit of work by a row that was written, or is about to be.
     *
     * @param session null if Hibernate does not provide it
     */
    public void written(@Nullable SharedSessionContractImplementor session, RowWrite write) {
        change(session, unit -> rows.writes().invalidate(unit, session, write));
        SessionWork work = marksTransactions ? SessionWork.find(session) : null;
        TransactionMarks marks = work == null ? null : work.marks();
        if (session != null && marks != null) {
            marks.written(session, write);
        }
    }

    /** Counts a cached result that cannot be used. */
    public void countUnreadable() {
        store().counters().increment(Event.UNREADABLE);
    }

    /** The JTA transaction of this thread, or null if no session has joined one. */
    public JtaTransactions.@Nullable Joined jtaTransaction() {
        return jtaTransactions.current(sessionFactory);
    }

    /**
     * Changes a session's unit of work: within its transaction if there is one, else announced to
     * Redis at once. If the session is unknown, the change is applied to every stateless session
     * that is open on this thread; if there is none, the entries are hidden for one lease, as if
     * the writer had died.
     *
     * @param session null if Hibernate does not provide it
     */
    public void change(
            @Nullable SharedSessionContractImplementor session, Consumer<UnitOfWork> change) {
        if (session != null) {
            SessionWork work = SessionWork.find(session);
            if (work != null) {
                work.change(change);
            }
            return;
        }
        var candidates = StatelessSessions.openOf(sessionFactory);
        candidates.forEach(candidate -> change(candidate, change));
        if (candidates.isEmpty()) {
            UnitOfWork work = new UnitOfWork(store());
            change.accept(work);
            work.changedWithoutTransaction();
        }
    }

    /**
     * Adds a listener for bulk and native statements, called before they are executed.
     *
     * @param listener receives the session, and the names of the tables that are written; empty if
     *     unknown
     */
    public void onBulkStatement(
            BiConsumer<SharedSessionContractImplementor, Set<String>> listener) {
        statements.add(listener);
    }

    /**
     * Called before a statement that writes is executed.
     *
     * @param tables the declared tables; empty if unknown
     */
    public void bulkStatement(SharedSessionContractImplementor session, Set<String> tables) {
        SessionWork work = SessionWork.find(session);
        if (work != null) {
            work.change(unit -> rows.dependents().written(unit, tables));
        }
        statements.forEach(listener -> listener.accept(session, tables));
    }

    /**
     * Adds a listener for rows that were written past this cache.
     *
     * @param listener receives what is invalidated with them, and the names of their tables
     */
    public void onExternalWrite(BiConsumer<UnitOfWork, Set<String>> listener) {
        externalWrites.add(listener);
    }

    /**
     * Invalidates what depends on rows that others have written and committed. When this returns,
     * no JVM serves what was there before.
     *
     * @param cascades whether what the database itself did to other tables is not reported
     * @throws IllegalArgumentException if a table is not mapped
     * @throws CacheUnreachableException if Redis cannot be told now
     */
    public void writtenElsewhere(Iterable<ExternalRow> written, boolean cascades) {
        var unit = new UnitOfWork(store());
        Set<String> tables = new HashSet<>();
        for (ExternalRow row : written) {
            tables.addAll(rows.external().written(unit, row, cascades));
        }
        if (!tables.isEmpty()) {
            externalWrites.forEach(listener -> listener.accept(unit, tables));
            unit.committedElsewhere();
        }
    }

    /** The mapped tables that a statement mentions. */
    public Set<String> tablesMentionedIn(String sql) {
        return rows.dependents().mentionedIn(sql);
    }

    /**
     * Called before a statement is executed as a select; it may still write.
     *
     * @param tables the declared tables
     */
    public void select(SharedSessionContractImplementor session, String sql, Set<String> tables) {
        SelectWrites.Kind kind = selectWrites.of(sql);
        if (kind == SelectWrites.Kind.READS
                || (kind == SelectWrites.Kind.WRITES_IF_DECLARED && tables.isEmpty())) {
            return;
        }
        Set<String> all = new HashSet<>(tables);
        if (!tables.isEmpty()) {
            // Hibernate adds the tables of the entities that the statement returns.
            all.addAll(tablesMentionedIn(sql));
        }
        bulkStatement(session, all);
    }
}
