package io.hibernateredis.internal.factory;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** The caches of the session factories of one service registry. Thread-safe. */
public final class SessionFactoryCaches {

    private final Map<SessionFactoryOptions, SessionFactoryCache> served =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /** Adds a session factory that is being built. */
    public void add(SessionFactoryOptions options, SessionFactoryCache cache) {
        served.put(options, cache);
    }

    /**
     * The cache of a session factory.
     *
     * @throws CacheException if it was stopped
     */
    public SessionFactoryCache of(SessionFactoryImplementor sessionFactory) {
        SessionFactoryCache own = served.get(sessionFactory.getSessionFactoryOptions());
        if (own == null) {
            throw new CacheException("the region factory is not started, or is stopped");
        }
        return own;
    }

    /**
     * The cache of the only session factory.
     *
     * @throws CacheException if there is none, or more than one
     */
    public SessionFactoryCache only() {
        List<SessionFactoryCache> all = List.copyOf(served.values());
        if (all.size() != 1) {
            throw new CacheException(
                    all.isEmpty()
                            ? "the region factory is not started, or is stopped"
                            : "the region factory serves several session factories: ask"
                                    + " RedisRegionFactory.of(sessionFactory)");
        }
        return all.get(0);
    }

    /** Called when a session factory was closed. */
    public void closed(SessionFactoryImplementor sessionFactory) {
        SessionFactoryCache own = served.remove(sessionFactory.getSessionFactoryOptions());
        if (own != null) {
            own.stop();
        }
    }

    /**
     * As {@link SessionFactoryCache#schemaIsNew}, for all session factories, because a registry has
     * one database.
     */
    public void schemaIsNew(boolean logged) {
        List.copyOf(served.values()).forEach(own -> own.schemaIsNew(logged));
    }

    /** Closes all. */
    public void stop() {
        List.copyOf(served.values()).forEach(SessionFactoryCache::stop);
        served.clear();
    }
}
