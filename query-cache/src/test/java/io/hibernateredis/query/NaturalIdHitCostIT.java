package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
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

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Coin.class, Stamp.class);

    /** Bytes for a hit on all rows. */
    private static long allocated(SessionFactory factory, Class<?> entity) {
        String hql = "from " + entity.getSimpleName() + " order by id";
        return HitMemory.allocated(
                factory,
                session ->
                        assertThat(
                                        session.createSelectionQuery(hql, entity)
                                                .setCacheable(true)
                                                .list())
                                .hasSize(ROWS));
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
