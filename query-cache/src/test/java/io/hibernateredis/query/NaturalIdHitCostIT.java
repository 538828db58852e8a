package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.lang.management.ManagementFactory;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.CacheLayout;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.QueryCacheLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hibernate offers the natural id of each row of a cached result to the cache. */
@NeedsModule
class NaturalIdHitCostIT {

    private static final int ROWS = 50;
    private static final int WARM_UP = 200;
    private static final int HITS = 300;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Coin.class, Stamp.class);

    /** Bytes that this thread allocates for a hit on all rows. */
    private static long allocated(SessionFactory factory, Class<?> entity) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String hql = "from " + entity.getSimpleName() + " order by id";
        Runnable hit =
                () ->
                        inTransaction(
                                factory,
                                session ->
                                        assertThat(
                                                        session.createSelectionQuery(hql, entity)
                                                                .setCacheable(true)
                                                                .list())
                                                .hasSize(ROWS));
        hit.run();
        assertThat(statements(factory, hit)).as("statements of a hit").isZero();
        for (int i = 0; i < WARM_UP; i++) {
            hit.run();
        }
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < HITS; i++) {
            hit.run();
        }
        return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / HITS;
    }

    @Test
    void resultOfEntitiesWithNaturalIds_allocatesLittleMoreThanWithout() {
        SessionFactory factory = cluster.join();
        inTransaction(
                factory,
                session -> {
                    for (long id = 1; id <= ROWS; id++) {
                        session.persist(new Coin(id));
                        session.persist(new Stamp(id));
                    }
                });

        long without = allocated(factory, Stamp.class);

        assertThat(allocated(factory, Coin.class)).isLessThan(without * 2);
    }

    @Entity(name = "Coin")
    @Cacheable
    @NaturalIdCache
    @QueryCacheLayout(layout = CacheLayout.FULL)
    static class Coin {
        @Id Long id;
        @NaturalId String code;

        @SuppressWarnings("NullAway.Init")
        Coin() {}

        Coin(long id) {
            this.id = id;
            code = "C-" + id;
        }
    }

    @Entity(name = "Stamp")
    @Cacheable
    @QueryCacheLayout(layout = CacheLayout.FULL)
    static class Stamp {
        @Id Long id;
        String code;

        @SuppressWarnings("NullAway.Init")
        Stamp() {}

        Stamp(long id) {
            this.id = id;
            code = "S-" + id;
        }
    }
}
