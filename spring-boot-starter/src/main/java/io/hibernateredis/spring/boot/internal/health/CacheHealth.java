package io.hibernateredis.spring.boot.internal.health;

import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.region.RedisRegionFactory;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of the cache of one entity manager factory. It is never worse than degraded unless the
 * application wants it so: while Redis is bypassed, the database answers. Asks nothing of Redis,
 * whose heartbeat is known.
 */
public final class CacheHealth extends AbstractHealthIndicator {

    private final EntityManagerFactory factory;
    private final String bypassed;

    /**
     * @param bypassed the status while Redis is bypassed
     */
    public CacheHealth(EntityManagerFactory factory, String bypassed) {
        super("The second-level cache cannot be asked");
        this.factory = factory;
        this.bypassed = bypassed;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        var regionFactory = RedisRegionFactory.of(factory.unwrap(SessionFactory.class));
        if (regionFactory == null) {
            builder.unknown().withDetail("reason", "the second-level cache is not in Redis");
            return;
        }
        Store store = regionFactory.unwrap(SessionFactoryCache.class).openedStore();
        if (store == null) {
            builder.status(bypassed).withDetail("reason", "the database is not identified yet");
            return;
        }
        int pending = store.pendingInvalidations();
        builder.withDetail("namespace", store.settings().namespace());
        if (store.isReadable()) {
            builder.up();
        } else {
            builder.status(bypassed)
                    .withDetail("reason", reason(pending))
                    .withDetail("pendingInvalidations", pending);
        }
    }

    private static String reason(int pending) {
        return pending > 0
                ? "Redis is bypassed: invalidations are pending; the database answers"
                : "Redis is bypassed: no heartbeat was answered lately; the database answers";
    }
}
