package io.hibernateredis.tagged;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.tagged.Planner.points;
import static io.hibernateredis.tagged.Planner.setPoints;
import static io.hibernateredis.tagged.TaggedCacheIT.LONG;
import static io.hibernateredis.tagged.TaggedCacheIT.TTL;
import static io.hibernateredis.tagged.TaggedCacheIT.awaitSeen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tagged values near, in both modes. */
class TaggedNearIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    private SessionFactory factory;
    private SessionFactory other;
    private TaggedCache cache;

    @BeforeEach
    void start() {
        other = cluster.join();
        Planner.fill(other);
    }

    private void join(String mode) {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", mode));
        cache = TaggedCache.of(factory, TaggedCacheSettings.of("views").withEagerness(0));
        awaitSeen(factory, other);
    }

    private Long points1() {
        return cache.getOrCompute(
                "points",
                LONG,
                TTL,
                Tags.rows(Task.class, "project.id", 1),
                () -> points(factory, 1));
    }

    private void awaitNear() {
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            long before = counters(factory).count(Event.NEAR_HIT);
                            assertThat(points1()).isNotNull();
                            return counters(factory).count(Event.NEAR_HIT) > before;
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"barrier", "lease"})
    void value_isAsOfTheCall_alsoInATransaction(String mode) {
        join(mode);
        for (int i = 0; i < 5; i++) {
            int more = 10 + i;
            awaitNear();
            inTransaction(
                    factory,
                    session -> {
                        long before = points1();
                        setPoints(other, 11, more);
                        assertThat(points1()).isNotEqualTo(before).isEqualTo(points(other, 1));
                    });
        }
        awaitNear();
        assertThat(roundTrips(factory, this::points1)).isLessThanOrEqualTo(1);
    }
}
