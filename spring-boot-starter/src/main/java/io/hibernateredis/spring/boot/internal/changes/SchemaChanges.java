package io.hibernateredis.spring.boot.internal.changes;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import jakarta.persistence.EntityManagerFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * What has written to the database past the cache. It usually runs before the entity manager
 * factories are there: each is then evicted when it is created, before anything can read from it.
 * It may also run afterwards. Thread-safe.
 *
 * <p>Which database was written to is not known, so all factories are evicted.
 */
public final class SchemaChanges {

    private final Map<String, EntityManagerFactory> factories = new LinkedHashMap<>();
    private @Nullable String cause;

    /**
     * Something was written.
     *
     * @param what as it reads behind "because"
     */
    public synchronized void changed(String what) {
        cause = what;
        factories.forEach((name, factory) -> evict(name, factory, what));
    }

    /** A factory is there. */
    public synchronized void created(String name, EntityManagerFactory factory) {
        boolean isNew = factories.put(name, factory) == null;
        if (isNew && cause != null) {
            evict(name, factory, cause);
        }
    }

    private static void evict(String name, EntityManagerFactory factory, String cause) {
        var regionFactory = RedisRegionFactory.of(factory.unwrap(SessionFactory.class));
        if (regionFactory == null) {
            return;
        }
        var cache = regionFactory.unwrap(SessionFactoryCache.class);
        if (!cache.settings().evictsNewSchema()) {
            return;
        }
        try {
            cache.store().evictEverything();
            StarterLog.evicted(name, cause);
        } catch (RuntimeException e) {
            StarterLog.notEvicted(name, cause, e);
        }
    }
}
