package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.core.type.TypeReference;

/** Values of the application in the memory of two JVMs. */
class NearTaggedIT {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final ValueType<Map<String, List<Integer>>> MAP =
            ValueType.of(new TypeReference<Map<String, List<Integer>>>() {});

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    private SessionFactory factory;
    private SessionFactory other;
    private TaggedCache cache;

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        other = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        cache = TaggedCache.of(factory, TaggedCacheSettings.of("views").withEagerness(0));
        Planner.fill(factory);
        TaggedCacheIT.awaitSeen(other, factory);
    }

    private Map<String, List<Integer>> value() {
        return cache.getOrCompute(
                "points",
                MAP,
                TTL,
                Tags.rows(Task.class, "project.id", 1),
                () -> {
                    Map<String, List<Integer>> computed = new TreeMap<>();
                    long points = Planner.points(factory, 1);
                    computed.put("points", new ArrayList<>(List.of((int) points)));
                    return computed;
                });
    }

    private boolean isNear() {
        long before = Cluster.counters(factory).count(Event.NEAR_HIT);
        var unused = value();
        return Cluster.counters(factory).count(Event.NEAR_HIT) > before;
    }

    private void awaitNear() {
        await().pollInterval(Duration.ofMillis(10)).until(this::isNear);
    }

    @Test
    void valueThatACallerSpoils_isReadAsItWas() {
        awaitNear();
        for (int i = 0; i < 3; i++) {
            var read = value();
            assertThat(read).isEqualTo(Map.of("points", List.of(2)));
            read.get("points").add(9);
            read.put("spoilt", List.of());
        }
        assertThat(isNear()).isTrue();
    }

    @Test
    void value_isNeverServedAfterACommitThatChangedItsRows() {
        awaitNear();
        for (int points = 5; points < 15; points++) {
            Planner.setPoints(other, 11, points);

            assertThat(value()).isEqualTo(Map.of("points", List.of(points + 1)));
        }
        awaitNear();
    }
}
