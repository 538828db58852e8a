package io.hibernateredis.region;

import io.hibernateredis.Counters;
import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.boot.OpeningStore;
import io.hibernateredis.internal.entry.EntryCodecRegistry;
import io.hibernateredis.internal.events.DeleteListener;
import io.hibernateredis.internal.events.EventGuard;
import io.hibernateredis.internal.events.WriteListener;
import io.hibernateredis.internal.exact.ExactStates;
import io.hibernateredis.internal.query.QueryRegion;
import io.hibernateredis.internal.query.TablesRegion;
import io.hibernateredis.internal.rows.DatabaseCascades;
import io.hibernateredis.internal.rows.MappingSql;
import io.hibernateredis.internal.rows.RowGroups;
import io.hibernateredis.internal.rows.RowWrites;
import io.hibernateredis.internal.rows.TableDependents;
import io.hibernateredis.internal.rows.TableDependentsReader;
import io.hibernateredis.internal.rows.Tenancy;
import io.hibernateredis.internal.session.JtaTransactions;
import io.hibernateredis.internal.session.OpenSessions;
import io.hibernateredis.internal.session.SessionRows;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.session.StatelessLoads;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.sql.SelectWrites;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.support.RegionNameQualifier;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractEvent;
import org.hibernate.event.spi.PostDeleteEvent;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's second-level cache in Redis, shared by all JVMs that name the same server and
 * namespace. Selected by {@code hibernate.cache.region.factory_class=redis}, configured by {@code
 * hibernate.cache.redis.*}. Thread-safe.
 *
 * <p>Hibernate has one for all session factories of a service registry. It gives each of them one
 * of its own, which is what {@link #of} and {@code sessionFactory.getCache().getRegionFactory()}
 * give.
 */
public final class RedisRegionFactory implements RegionFactory {

    private static final long serialVersionUID = 1L;

    private final transient AtomicLong timestamp = new AtomicLong();
    private final transient SelectWrites selectWrites = new SelectWrites();
    private final transient JtaTransactions jtaTransactions = new JtaTransactions();
    private final transient List<BiConsumer<SharedSessionContractImplementor, Set<String>>>
            bulkListeners = new CopyOnWriteArrayList<>();

    /** Those of the session factories, by their options; empty in one of those. */
    private final transient Map<SessionFactoryOptions, RedisRegionFactory> served =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private transient @Nullable SessionFactoryOptions options;
    private transient @Nullable CacheSettings settings;
    private transient @Nullable OpeningStore store;
    private transient @Nullable EntryCodecRegistry codecs;
    private transient @Nullable SessionFactoryImplementor sessionFactory;
    private transient @Nullable Tenancy tenancy;
    private transient @Nullable RowGroups rowGroups;
    private transient @Nullable DatabaseCascades cascades;
    private transient @Nullable MappingSql mappingSql;
    private transient volatile @Nullable TableDependents dependents;
    private transient @Nullable RowWrites rowWrites;
    private final transient EventGuard guard = new EventGuard(this);
    private final transient List<DeleteListener.Hooks> deleteListeners =
            new CopyOnWriteArrayList<>();
    private transient @Nullable ExactStates exactStates;
    private final transient StatelessLoads statelessLoads = new StatelessLoads();
    private transient volatile boolean snapshotsByDefault;

    /**
     * Opens the namespace of another session factory. Succeeds if Redis is down.
     *
     * @throws CacheException if a setting is unknown or malformed
     */
    @Override
    public void start(SessionFactoryOptions options, Map<String, Object> configuration) {
        try {
            var own = new RedisRegionFactory();
            CacheSettings read = CacheSettings.from(configuration);
            own.options = options;
            own.settings = read;
            own.codecs = new EntryCodecRegistry(read.codec());
            own.store = OpeningStore.of(options, configuration, read);
            served.put(options, own);
        } catch (IllegalArgumentException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    /** Closes the namespaces of all its session factories. */
    @Override
    public void stop() {
        List.copyOf(served.values()).forEach(RedisRegionFactory::stop);
        served.clear();
        if (store != null) {
            store.close();
            store = null;
        }
    }

    /** The one that a session factory has of its own. */
    public RedisRegionFactory serving(SessionFactoryImplementor sessionFactory) {
        return options == null ? own(sessionFactory.getSessionFactoryOptions()) : this;
    }

    private RedisRegionFactory own(SessionFactoryOptions of) {
        RedisRegionFactory own = served.get(of);
        if (own == null) {
            throw new CacheException("the region factory is not started, or was stopped");
        }
        return own;
    }

    public void closed(SessionFactoryImplementor sessionFactory) {
        RedisRegionFactory own = served.remove(sessionFactory.getSessionFactoryOptions());
        if (own != null) {
            own.stop();
        }
    }

    /** This, or where this is Hibernate's service, that of its only session factory. */
    private RedisRegionFactory only() {
        if (options != null) {
            return this;
        }
        List<RedisRegionFactory> all = List.copyOf(served.values());
        if (all.size() != 1) {
            throw new CacheException(
                    all.isEmpty()
                            ? "the region factory is not started, or was stopped"
                            : "the region factory serves several session factories: ask"
                                    + " RedisRegionFactory.of(sessionFactory)");
        }
        return all.get(0);
    }

    /**
     * Hibernate has created, dropped, emptied or filled the schema.
     *
     * @param told whether it is worth a line in the log
     */
    public void schemaIsNew(boolean told) {
        List.copyOf(served.values()).forEach(own -> own.evictNewSchema(told));
    }

    private void evictNewSchema(boolean told) {
        if (!settings().evictsNewSchema()) {
            return;
        }
        try {
            store().evictEverything();
            if (told) {
                RegionLog.evictedNewSchema(store().settings().namespace());
            }
        } catch (RuntimeException e) {
            RegionLog.newSchemaNotEvicted(e);
        }
    }

    /** What was counted since the session factory was built. */
    public Counters counters() {
        return store().counters();
    }

    /** Whether reads are sent to Redis at present; if not, every request goes to the database. */
    public boolean isReadable() {
        return store().isReadable();
    }

    @Override
    public DomainDataRegion buildDomainDataRegion(
            DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
        var factory = context.getSessionFactory();
        return new DomainRegion(serving(factory), config, factory);
    }

    @Override
    public QueryResultsRegion buildQueryResultsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return new QueryRegion(serving(sessionFactory), name, sessionFactory);
    }

    @Override
    public TimestampsRegion buildTimestampsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return new TablesRegion(serving(sessionFactory), name);
    }

    @Override
    public CacheTransactionSynchronization createTransactionContext(
            SharedSessionContractImplementor session) {
        if (options == null) {
            return serving(session.getFactory()).createTransactionContext(session);
        }
        OpenSessions.opened(session);
        return new SessionWork(
                session,
                new UnitOfWork(store()),
                settings().statementSnapshots(),
                snapshotsByDefault,
                jtaTransactions,
                new SessionRows(this, session),
                statelessLoads);
    }

    @Override
    public boolean isMinimalPutsEnabledByDefault() {
        return false;
    }

    @Override
    public AccessType getDefaultAccessType() {
        return AccessType.READ_WRITE;
    }

    @Override
    public String qualify(String regionName) {
        return RegionNameQualifier.INSTANCE.qualify(
                regionName, Objects.requireNonNull(only().options));
    }

    /** Strictly increasing, in microseconds. Nothing of ours relies on it. */
    @Override
    public long nextTimestamp() {
        return timestamp.updateAndGet(
                last -> Math.max(last + 1, System.currentTimeMillis() * 1000));
    }

    /** The lease, in the unit of {@link #nextTimestamp}. */
    @Override
    public long getTimeout() {
        return settings().store().lease().toNanos() / 1000;
    }

    public void serves(SessionFactoryImplementor sessionFactory, Metadata metadata) {
        this.sessionFactory = sessionFactory;
        this.tenancy = Tenancy.of(metadata, sessionFactory);
        this.rowGroups = new RowGroups(this, sessionFactory);
        this.cascades = new DatabaseCascades(this, sessionFactory, metadata);
        this.rowWrites = new RowWrites(this, sessionFactory);
        this.exactStates = new ExactStates(sessionFactory);
        this.mappingSql = new MappingSql(metadata);
    }

    /** Which roles depend on which tables; not there before the mapping is complete. */
    public TableDependents dependents() {
        TableDependents known = dependents;
        if (known == null) {
            known =
                    TableDependentsReader.read(
                            this, sessionFactory(), java.util.Objects.requireNonNull(mappingSql));
            dependents = known;
        }
        return known;
    }

    public RowGroups rowGroups() {
        return Objects.requireNonNull(rowGroups);
    }

    /** Connections begin with an isolation above READ COMMITTED. */
    public void transactionsHaveSnapshots() {
        snapshotsByDefault = true;
    }

    public ExactStates exactStates() {
        return java.util.Objects.requireNonNull(exactStates);
    }

    public DatabaseCascades cascades() {
        return Objects.requireNonNull(cascades);
    }

    public RowWrites rowWrites() {
        return java.util.Objects.requireNonNull(rowWrites);
    }

    /** What listeners of this cache run in. For the modules of this cache. */
    public EventGuard guard() {
        return guard;
    }

    /**
     * Hears of every row that Hibernate deletes, without being one of its listeners, whose presence
     * would make it load what it deletes. For the modules of this cache.
     *
     * @param before is told of what was loaded, before Hibernate's own listener
     * @param after is told the same after it
     * @param unloaded is told of what will be deleted without being loaded
     */
    public void onDelete(
            Consumer<PostDeleteEvent> before,
            Consumer<PostDeleteEvent> after,
            DeleteListener.UnloadedDelete unloaded) {
        deleteListeners.add(new DeleteListener.Hooks(before, after, unloaded));
    }

    public List<DeleteListener.Hooks> deleteListeners() {
        return deleteListeners;
    }

    public Tenancy tenancy() {
        return Objects.requireNonNull(tenancy);
    }

    public SessionFactoryImplementor sessionFactory() {
        return Objects.requireNonNull(sessionFactory);
    }

    /**
     * The region factory of a session factory, or null if its second-level cache is not in Redis.
     */
    public static @Nullable RedisRegionFactory of(SessionFactory sessionFactory) {
        var regionFactory =
                sessionFactory
                        .unwrap(SessionFactoryImplementor.class)
                        .getCache()
                        .getRegionFactory();
        return regionFactory instanceof RedisRegionFactory ours ? ours : null;
    }

    /**
     * Changes a session's unit of work: within its transaction if there is one, else told to Redis
     * at once. For the modules of this cache.
     *
     * @param session null if Hibernate does not tell whose change it is
     */
    public void change(
            @Nullable SharedSessionContractImplementor session, Consumer<UnitOfWork> change) {
        WriteListener.change(this, session, change);
    }

    /**
     * Whose an event is; null for a stateless session's on Hibernate 7.1, which does not tell. For
     * the modules of this cache.
     */
    public static @Nullable SharedSessionContractImplementor sessionOf(AbstractEvent event) {
        return WriteListener.session(event);
    }

    /**
     * Hears of every bulk and native statement, before it is executed. For the modules of this
     * cache.
     *
     * @param listener is given the session, and the names of the tables that are written; none if
     *     that is not known
     */
    public void onBulkStatement(
            BiConsumer<SharedSessionContractImplementor, Set<String>> listener) {
        bulkListeners.add(listener);
    }

    public void bulkStatement(SharedSessionContractImplementor session, Set<String> tables) {
        SessionWork work = SessionWork.ifOurs(session);
        if (work != null) {
            work.change(unit -> dependents().written(unit, tables));
        }
        bulkListeners.forEach(listener -> listener.accept(session, tables));
    }

    /**
     * A statement is about to be executed as a select, which it need not be.
     *
     * @param tables those that are declared
     */
    public void select(SharedSessionContractImplementor session, String sql, Set<String> tables) {
        SelectWrites.Kind kind = selectWrites.of(sql);
        if (kind == SelectWrites.Kind.READS
                || (kind == SelectWrites.Kind.WRITES_IF_DECLARED && tables.isEmpty())) {
            return;
        }
        Set<String> all = new HashSet<>(tables);
        if (!tables.isEmpty()) {
            // Hibernate adds those of the entities that the statement returns.
            all.addAll(dependents().mentionedIn(sql));
        }
        bulkStatement(session, all);
    }

    /**
     * The JTA transaction of this thread, or null if there is none that sessions have joined. For
     * the modules of this cache.
     */
    public JtaTransactions.@Nullable Joined jtaTransaction() {
        return jtaTransactions.current(sessionFactory());
    }

    /** The namespace in Redis. For the modules of this cache. */
    public Store store() {
        OpeningStore opening = only().store;
        if (opening == null) {
            throw new CacheException("the region factory is not started, or was stopped");
        }
        return opening.get();
    }

    public CacheSettings settings() {
        return Objects.requireNonNull(only().settings);
    }

    public EntryCodecRegistry codecs() {
        return Objects.requireNonNull(codecs);
    }
}
