package io.hibernateredis.region;

import io.hibernateredis.store.Tag;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.cache.internal.EnabledCaching;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Hibernate's cache, which clears many regions in one message. Thread-safe. */
final class RedisCaching extends EnabledCaching {

    private final RedisRegionFactory regionFactory;

    RedisCaching(RedisRegionFactory regionFactory, SessionFactoryImplementor sessionFactory) {
        super(sessionFactory);
        this.regionFactory = regionFactory;
    }

    /** Every region, also those of queries that only other JVMs have. */
    @Override
    public void evictAllRegions() {
        Set<Tag> floors = new HashSet<>(Set.of(QueryRegion.everyResult(regionFactory)));
        for (String name : getCacheRegionNames()) {
            if (getRegion(name) instanceof DomainRegion region) {
                floors.addAll(region.forget());
            }
        }
        regionFactory.store().evict(Set.of(), floors);
    }
}
