package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What lies in a namespace stays in it, and within its limits. */
class NamespaceIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    @Test
    void entry_ofAnotherNamespace_isNotSeen() {
        SessionFactory one = cluster.join();
        SessionFactory other = cluster.join(Map.of("hibernate.cache.redis.namespace", "other"));
        inTransaction(one, session -> session.persist(new Task(1, "task", null)));

        assertThat(statements(one, () -> find(one, 1))).isZero();
        assertThat(statements(other, () -> find(other, 1))).isEqualTo(1);
    }

    @Test
    void index_beyondItsLimit_isTrimmed_andWhatItKeptIsStillRight() {
        SessionFactory factory =
                cluster.join(
                        Map.of(
                                "hibernate.cache.redis.index.recent",
                                1000,
                                "hibernate.cache.redis.heartbeat",
                                "20ms"));
        for (int batch = 0; batch < 8; batch++) {
            long first = batch * 500;
            inTransaction(
                    factory,
                    session -> {
                        for (long id = first; id < first + 500; id++) {
                            session.persist(new Task(id, "task", null));
                        }
                    });
        }
        Awaitility.await().until(() -> REDIS.admin().zcard("{hr:0}d") <= 1000);
        Awaitility.await().until(() -> REDIS.admin().hlen("{hr:0}f") == 1);

        assertThat(statements(factory, () -> find(factory, 3999))).isZero();
        inTransaction(factory, session -> session.find(Task.class, 1L).title = "new");
        inTransaction(
                factory,
                session -> assertThat(session.find(Task.class, 1L).title).isEqualTo("new"));
    }

    private static void find(SessionFactory factory, long id) {
        inTransaction(factory, session -> assertThat(session.find(Task.class, id)).isNotNull());
    }
}
