package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.access.DomainRegion;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.query.QueryRegion;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.cache.internal.EnabledCaching;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Hibernate's cache, which clears many regions in one message. Thread-safe. */
final class RedisCaching extends EnabledCaching {

    private final RedisRegionFactory service;

    /** Null while Hibernate's constructor runs. */
    private final @Nullable RedisRegionFactory regionFactory;

    RedisCaching(RedisRegionFactory service, SessionFactoryImplementor sessionFactory) {
        super(sessionFactory);
        this.service = service;
        this.regionFactory = service.serving(sessionFactory);
    }

    @Override
    public RegionFactory getRegionFactory() {
        return regionFactory == null ? super.getRegionFactory() : regionFactory;
    }

    /** Only this session factory's: the service may have others. */
    @Override
    public void close() {
        super.close();
        service.closed(getSessionFactory());
    }

    /** Every region, also those of queries that only other JVMs have. */
    @Override
    public void evictAllRegions() {
        RedisRegionFactory own = service.serving(getSessionFactory());
        Set<Tag> floors = new HashSet<>(Set.of(QueryRegion.everyResult(own)));
        for (String name : getCacheRegionNames()) {
            if (getRegion(name) instanceof DomainRegion region) {
                floors.addAll(region.forget());
            }
        }
        own.store().evict(Set.of(), floors);
    }
}
