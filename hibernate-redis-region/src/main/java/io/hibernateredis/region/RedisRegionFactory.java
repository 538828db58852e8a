package io.hibernateredis.region;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.factory.SessionFactoryCaches;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.SessionFactory;
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
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's second-level cache in Redis, shared by all JVMs that use the same server and
 * namespace. Selected by {@code hibernate.cache.region.factory_class=redis}, configured by {@code
 * hibernate.cache.redis.*}. Thread-safe.
 *
 * <p>Hibernate creates one instance per service registry, shared by all session factories of that
 * registry. Each session factory then gets an instance of its own, which {@link #of} and {@code
 * sessionFactory.getCache().getRegionFactory()} return.
 */
public final class RedisRegionFactory implements RegionFactory {

    private static final long serialVersionUID = 1L;

    private final transient AtomicLong timestamp = new AtomicLong();
    private final transient SessionFactoryCaches caches;

    /**
     * Null in the instance that Hibernate shares between the session factories of a service
     * registry.
     */
    private transient @Nullable SessionFactoryCache own;

    /** Called by Hibernate. */
    public RedisRegionFactory() {
        this(new SessionFactoryCaches());
    }

    private RedisRegionFactory(SessionFactoryCaches caches) {
        this.caches = caches;
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
        return regionFactory instanceof RedisRegionFactory redis ? redis : null;
    }

    /** The counters since the session factory was built. */
    public Counters counters() {
        return cache().store().counters();
    }

    /** Notifies a listener of what the cache of this session factory does from now on. */
    public void addListener(CacheEventListener listener) {
        cache().add(listener);
    }

    /** Whether reads are sent to Redis at present; if not, every read goes to the database. */
    public boolean isReadable() {
        return cache().store().isReadable();
    }

    /**
     * Returns a part of the cache by its internal type. For the other modules of this cache only.
     *
     * @throws IllegalArgumentException if the cache has no part of that type
     */
    public <T> T unwrap(Class<T> type) {
        Object part = type == SessionFactoryCaches.class ? caches : cache();
        if (!type.isInstance(part)) {
            throw new IllegalArgumentException("the cache has no part of type " + type.getName());
        }
        return type.cast(part);
    }

    private SessionFactoryCache cache() {
        SessionFactoryCache known = own;
        return known == null ? caches.only() : known;
    }

    private SessionFactoryCache cache(SessionFactoryImplementor sessionFactory) {
        SessionFactoryCache known = own;
        return known == null ? caches.of(sessionFactory) : known;
    }

    /**
     * Opens the namespace of a session factory. Succeeds if Redis is down.
     *
     * @throws CacheException if a setting is unknown or malformed
     */
    @Override
    public void start(SessionFactoryOptions options, Map<String, Object> configuration) {
        try {
            var ofFactory = new RedisRegionFactory(caches);
            var cache = new SessionFactoryCache(ofFactory, options, configuration);
            ofFactory.own = cache;
            caches.add(options, cache);
        } catch (IllegalArgumentException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    /**
     * Closes the namespace of this instance's session factory; in the shared instance, those of all
     * session factories.
     */
    @Override
    public void stop() {
        SessionFactoryCache known = own;
        if (known == null) {
            caches.stop();
        } else {
            known.stop();
        }
    }

    @Override
    public DomainDataRegion buildDomainDataRegion(
            DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
        return cache(context.getSessionFactory()).domainRegion(config, context.getSessionFactory());
    }

    @Override
    public QueryResultsRegion buildQueryResultsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return cache(sessionFactory).queryRegion(name);
    }

    @Override
    public TimestampsRegion buildTimestampsRegion(
            String name, SessionFactoryImplementor sessionFactory) {
        return cache(sessionFactory).tablesRegion(name);
    }

    @Override
    public CacheTransactionSynchronization createTransactionContext(
            SharedSessionContractImplementor session) {
        return cache(session.getFactory()).sessions().opened(session);
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
        return cache().names().of(regionName);
    }

    /** Strictly increasing, in microseconds. Nothing in this cache relies on it. */
    @Override
    public long nextTimestamp() {
        return timestamp.updateAndGet(
                last -> Math.max(last + 1, System.currentTimeMillis() * 1000));
    }

    /** The lease, in the unit of {@link #nextTimestamp}. */
    @Override
    public long getTimeout() {
        return cache().settings().store().lease().toNanos() / 1000;
    }
}
