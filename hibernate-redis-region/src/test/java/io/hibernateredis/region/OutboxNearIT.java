package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.proof.FaultProxy;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is near, while another JVM writes without Redis. */
class OutboxNearIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Project.class, Task.class, Note.class)
                    .with("hibernate.cache.redis.on_unreachable", "outbox")
                    .with("hibernate.cache.redis.heartbeat", "100ms")
                    .with("hibernate.cache.redis.circuit.failures", "1");

    @ParameterizedTest
    @ValueSource(strings = {"lease", "barrier"})
    void commitsWithoutRedis_areSeenByThoseThatKeepEntriesNear(String mode) {
        try (var proxy = new FaultProxy(REDIS.uri().getPort())) {
            Map<String, Object> near = Map.of("hibernate.cache.redis.near", mode);
            SessionFactory one = cluster.join(near);
            SessionFactory two = cluster.join(near);
            SessionFactory writer = cluster.join(Map.of("hibernate.cache.redis.uri", proxy.uri()));
            inTransaction(one, session -> session.persist(new Task(1, "old", null)));
            Board.awaitSeen(writer, one);
            assertThat(seenBy(writer)).isEqualTo("old");
            for (SessionFactory reader : new SessionFactory[] {one, two}) {
                Awaitility.await()
                        .untilAsserted(
                                () -> {
                                    assertThat(seenBy(reader)).isEqualTo("old");
                                    assertThat(counters(reader).count(Event.NEAR_HIT)).isPositive();
                                });
            }
            proxy.cut();
            for (int i = 0; i < 15; i++) {
                String title = "title " + i;
                inTransaction(writer, session -> session.find(Task.class, 1L).title = title);
                assertThat(seenBy(i % 2 == 0 ? one : two)).isEqualTo(title);
                assertThat(seenBy(one)).isEqualTo(title);
                assertThat(seenBy(two)).isEqualTo(title);
                assertThat(seenBy(one)).isEqualTo(title);
            }
        }
    }

    private static String seenBy(SessionFactory factory) {
        return Cluster.fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }
}
