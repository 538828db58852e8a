package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.factory.SessionFactoryCaches;
import io.hibernateredis.internal.protocol.Tag;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.cache.internal.EnabledCaching;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Hibernate's cache, except that it clears all regions in one message. Thread-safe. */
final class RedisCaching extends EnabledCaching {

    private final SessionFactoryCaches caches;

    /** Null while Hibernate's constructor runs. */
    private final @Nullable SessionFactoryCache cache;

    RedisCaching(SessionFactoryCaches caches, SessionFactoryImplementor sessionFactory) {
        super(sessionFactory);
        this.caches = caches;
        this.cache = caches.of(sessionFactory);
    }

    @Override
    public RegionFactory getRegionFactory() {
        return cache == null ? super.getRegionFactory() : cache.regionFactory();
    }

    /** Closes only what belongs to this session factory: the service registry may have others. */
    @Override
    public void close() {
        super.close();
        caches.closed(getSessionFactory());
    }

    /** Evicts every region, including query regions that only other JVMs use. */
    @Override
    public void evictAllRegions() {
        SessionFactoryCache own = caches.of(getSessionFactory());
        Set<Tag> floors = new HashSet<>(Set.of(own.queries().everyResult()));
        for (String name : getCacheRegionNames()) {
            if (getRegion(name) instanceof DomainRegion region) {
                floors.addAll(region.forget());
            }
        }
        own.store().evict(Set.of(), floors);
    }
}
