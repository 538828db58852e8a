package io.hibernateredis.spring.boot.internal.caching;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import jakarta.persistence.EntityManagerFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Logs the first hit of each region, by which it is seen that the cache works. Thread-safe. */
public final class FirstHits implements CacheEventListener, SmartInitializingSingleton {

    private final ObjectProvider<EntityManagerFactory> factories;
    private final Set<String> regions = ConcurrentHashMap.newKeySet();

    public FirstHits(ObjectProvider<EntityManagerFactory> factories) {
        this.factories = factories;
    }

    @Override
    public void afterSingletonsInstantiated() {
        factories.forEach(
                factory -> {
                    var cache = RedisRegionFactory.of(factory.unwrap(SessionFactory.class));
                    if (cache != null) {
                        cache.addListener(this);
                    }
                });
    }

    @Override
    public void on(Event event, @Nullable String region, long times, long nanos) {
        if (event == Event.HIT
                && region != null
                && !regions.contains(region)
                && regions.add(region)) {
            StarterLog.firstHit(region);
        }
    }
}
