package io.hibernateredis.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thread of a pool keeps nothing of a session factory that it has worked with. */
class ClosedFactoryIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void sessionFactory_closedAfterWrites_isCollectedWhileThePoolsThreadLives() throws Exception {
        WeakReference<SessionFactory> closed = workAndClose();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            System.gc();
                            return closed.get() == null;
                        });

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    private WeakReference<SessionFactory> workAndClose() throws Exception {
        var cluster = new Cluster(REDIS, Hoard.ENTITIES);
        cluster.beforeEach(null);
        SessionFactory factory = cluster.join();
        pool.submit(
                        () -> {
                            Cluster.inTransaction(
                                    factory,
                                    session -> {
                                        var chest = new Hoard.Chest();
                                        chest.id = 1L;
                                        session.persist(chest);
                                    });
                            Cluster.inTransaction(
                                    factory,
                                    session ->
                                            session.createMutationQuery(
                                                            "update Chest set name = 'x'")
                                                    .executeUpdate());
                            Cluster.inTransaction(
                                    factory,
                                    session ->
                                            session.createSelectionQuery(
                                                            "from Chest", Hoard.Chest.class)
                                                    .setCacheable(true)
                                                    .list());
                        })
                .get(60, TimeUnit.SECONDS);
        cluster.afterEach(null);
        return new WeakReference<>(factory);
    }
}
