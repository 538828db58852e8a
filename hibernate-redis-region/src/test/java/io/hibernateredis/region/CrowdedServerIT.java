package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Redis admits no more clients ({@code maxclients}): that costs hits, and no request fails. */
class CrowdedServerIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES)
                    .with("hibernate.cache.redis.heartbeat", "50ms")
                    .with("hibernate.cache.redis.trust", "2s");

    private SessionFactory one;

    @BeforeEach
    void start() {
        one = cluster.join();
        inTransaction(one, session -> session.persist(new Task(1, "old", null)));
        awaitHits(one);
    }

    @AfterEach
    void admitAll() {
        REDIS.admin().configSet("maxclients", "10000");
    }

    /** Those that are connected stay so. */
    private static void admitNoMore() {
        REDIS.admin().configSet("maxclients", "1");
    }

    @Test
    void memberThatIsNotAdmitted_isServedByTheDatabase_andDeliversWhatItOwesWhenItIs() {
        admitNoMore();
        String log =
                CapturedLog.during(
                        () -> {
                            SessionFactory late = joinWithAHeartbeatOfItsOwn();
                            for (int i = 0; i < 20; i++) {
                                assertThat(title(late)).isEqualTo("old");
                            }
                            inTransaction(late, s -> s.find(Task.class, 1L).title = "new");
                            assertThat(title(late)).isEqualTo("new");
                            assertThat(store(late).pendingInvalidations()).isPositive();
                            assertThat(store(late).isReadable()).isFalse();

                            admitAll();
                            await().until(() -> store(late).pendingInvalidations() == 0);
                            assertThat(title(one)).isEqualTo("new");
                            awaitHits(late);
                            assertThat(title(late)).isEqualTo("new");
                            await().until(() -> store(one).isReadable());
                        });
        assertThat(log)
                .containsOnlyOnce("is bypassed: ")
                .contains("max number of clients")
                .contains("is back after");
    }

    @Test
    void membersWhoseConnectionsDie_goOnWithoutThem() {
        SessionFactory other = joinWithAHeartbeatOfItsOwn();
        awaitHits(other);
        admitNoMore();
        killConnections();

        for (int i = 0; i < 20; i++) {
            assertThat(title(one)).isEqualTo("old");
            assertThat(title(other)).isEqualTo("old");
        }
        inTransaction(other, session -> session.find(Task.class, 1L).title = "new");
        assertThat(title(other)).isEqualTo("new");

        admitAll();
        await().until(() -> store(other).pendingInvalidations() == 0);
        assertThat(title(one)).isEqualTo("new");
        awaitHits(one);
        awaitHits(other);
        assertThat(title(other)).isEqualTo("new");
    }

    private SessionFactory joinWithAHeartbeatOfItsOwn() {
        // Stores with other time-outs do not share it.
        return cluster.join(Map.of("hibernate.cache.redis.read_timeout", "9s"));
    }

    private static void killConnections() {
        REDIS.admin()
                .clientKill(
                        new ClientKillParams()
                                .type(ClientType.NORMAL)
                                .skipMe(ClientKillParams.SkipMe.YES));
    }

    private static io.hibernateredis.internal.store.Store store(SessionFactory member) {
        return Cluster.cache(member).store();
    }

    private static void awaitHits(SessionFactory member) {
        await().until(() -> statements(member, () -> title(member)) == 0);
    }

    private static String title(SessionFactory member) {
        return fromTransaction(member, session -> session.find(Task.class, 1L).title);
    }
}
