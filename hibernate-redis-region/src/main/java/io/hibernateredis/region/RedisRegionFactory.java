package io.hibernateredis.region;

import io.hibernateredis.redis.RedisServer;
import io.hibernateredis.store.Counters;
import io.hibernateredis.store.Scripts;
import io.hibernateredis.store.Store;
import io.hibernateredis.store.UnitOfWork;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's second-level cache in Redis, shared by all JVMs that name the same server and
 * namespace. Selected by {@code hibernate.cache.region.factory_class=redis}, configured by {@code
 * hibernate.cache.redis.*}. Thread-safe.
 */
public final class RedisRegionFactory implements RegionFactory {

    private static final long serialVersionUID = 1L;

    private final transient AtomicLong timestamp = new AtomicLong();
    private final transient JtaTransactions jtaTransactions = new JtaTransactions();
    private final transient List<BiConsumer<SharedSessionContractImplementor, Set<String>>>
            bulkListeners = new CopyOnWriteArrayList<>();
    private transient @Nullable SessionFactoryOptions options;
    private transient @Nullable CacheSettings settings;
    private transient @Nullable Store store;
    private transient @Nullable EntryFormRegistry forms;
    private transient @Nullable SessionFactoryImplementor sessionFactory;
    private transient @Nullable Tenancy tenancy;
    private transient @Nullable RowGroups rowGroups;
    private transient @Nullable DatabaseCascades cascades;

    /**
     * Opens the namespace. Succeeds if Redis is down.
     *
     * @throws CacheException if a setting is unknown or malformed
     */
    @Override
    public void start(SessionFactoryOptions options, Map<String, Object> configuration) {
        try {
            CacheSettings read = CacheSettings.from(configuration);
            var scripts = Scripts.standard();
            RedisServer server =
                    read.client() == null
                            ? RedisServer.at(
                                    read.connection(), scripts.all(), read.store().maxEntrySize())
                            : RedisServer.of(read.client(), scripts.all());
            this.options = options;
            settings = read;
            forms = new EntryFormRegistry(read.codec());
            store = Store.open(read.store(), server, scripts);
        } catch (IllegalArgumentException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
            store = null;
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
        return new DomainRegion(this, config, context.getSessionFactory());
    }

    @Override
    public QueryResultsRegion buildQueryResultsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return new QueryRegion(this, name, sessionFactory);
    }

    @Override
    public TimestampsRegion buildTimestampsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return new TablesRegion(this, name);
    }

    @Override
    public CacheTransactionSynchronization createTransactionContext(
            SharedSessionContractImplementor session) {
        OpenSessions.opened(session);
        return new SessionWork(
                session, store().newUnitOfWork(), settings().statementSnapshots(), jtaTransactions);
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
                regionName, java.util.Objects.requireNonNull(options));
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

    void serves(SessionFactoryImplementor sessionFactory, Metadata metadata) {
        this.sessionFactory = sessionFactory;
        this.tenancy = Tenancy.of(metadata, sessionFactory);
        this.rowGroups = new RowGroups(this, sessionFactory);
        this.cascades = new DatabaseCascades(this, sessionFactory, metadata);
    }

    RowGroups rowGroups() {
        return java.util.Objects.requireNonNull(rowGroups);
    }

    DatabaseCascades cascades() {
        return java.util.Objects.requireNonNull(cascades);
    }

    Tenancy tenancy() {
        return java.util.Objects.requireNonNull(tenancy);
    }

    SessionFactoryImplementor sessionFactory() {
        return java.util.Objects.requireNonNull(sessionFactory);
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

    void bulkStatement(SharedSessionContractImplementor session, Set<String> tables) {
        SessionWork work = tables.isEmpty() ? null : SessionWork.ifOurs(session);
        if (work != null) {
            work.change(
                    unit -> {
                        Tables.of(this, tables).touchUnknownRows(unit);
                        tables.forEach(table -> cascades().touchDependents(unit, table));
                    });
        }
        bulkListeners.forEach(listener -> listener.accept(session, tables));
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
        if (store == null) {
            throw new CacheException("the region factory is not started, or was stopped");
        }
        return store;
    }

    CacheSettings settings() {
        return java.util.Objects.requireNonNull(settings);
    }

    EntryFormRegistry forms() {
        return java.util.Objects.requireNonNull(forms);
    }
}
