package io.hibernateredis.tagged;

import static io.hibernateredis.tagged.Planner.points;
import static io.hibernateredis.tagged.Planner.setPoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An outage costs hits, and no request: values are computed, nothing throws, nothing is stale. */
class TaggedOutageIT {

    private static final ValueType<Long> LONG = ValueType.of(Long.class);
    private static final Tags TAGS = Tags.named("tasks-of:1");

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Planner.ENTITIES)
                    .with("hibernate.cache.redis.read_timeout", "200ms")
                    .with("hibernate.cache.redis.trust", "1s");

    SessionFactory factory;
    TaggedCache cache;

    @BeforeEach
    void start() {
        factory = cluster.join();
        cache = TaggedCache.of(factory, "views");
        Planner.fill(factory);
        awaitKept(2);
    }

    private long get(Supplier<Long> supplier) {
        return cache.getOrCompute("points", LONG, Duration.ofMinutes(5), TAGS, supplier);
    }

    private void awaitKept(long points) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            assertThat(get(() -> points(factory, 1))).isEqualTo(points);
                            assertThat(cache.get("points", LONG, TAGS)).isEqualTo(points);
                        });
    }

    @Test
    void redisThatGivesNoAnswer_delaysFewCallsOnly() {
        REDIS.server().pause();
        try {
            long before = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(get(() -> points(factory, 1))).isEqualTo(2);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("50 calls that each waited for an answer would take 10 s")
                    .isLessThan(Duration.ofSeconds(5));
            setPoints(factory, 11, 5);
            assertThat(get(() -> points(factory, 1))).isEqualTo(6);
            assertThat(cache.etag(TAGS)).isEmpty();
        } finally {
            REDIS.server().resume();
        }
        awaitKept(6);
    }

    @Test
    void redisThatDiesWhileAValueIsComputed_isNotMissed() {
        cache.evict("points");
        long computed =
                get(
                        () -> {
                            REDIS.server().kill();
                            return points(factory, 1);
                        });
        assertThat(computed).isEqualTo(2);
        setPoints(factory, 11, 5);
        assertThat(get(() -> points(factory, 1))).isEqualTo(6);
        REDIS.server().restartEmpty();
        awaitKept(6);
    }
}
