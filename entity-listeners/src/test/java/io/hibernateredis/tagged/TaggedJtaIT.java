package io.hibernateredis.tagged;

import static io.hibernateredis.tagged.Planner.points;
import static io.hibernateredis.tagged.Planner.setPoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.JtaConnections;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values that are computed in a JTA transaction, through whichever of its sessions. */
class TaggedJtaIT {

    private static final TransactionManager JTA = JtaConnections.Narayana.MANAGER;
    private static final ValueType<Long> LONG = ValueType.of(Long.class);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    SessionFactory factory;
    SessionFactory other;
    TaggedCache cache;
    TaggedCache others;

    @BeforeEach
    void start() {
        factory =
                cluster.join(
                        Map.of(
                                AvailableSettings.CONNECTION_PROVIDER,
                                new JtaConnections(cluster.database()),
                                AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY,
                                "jta",
                                AvailableSettings.JTA_PLATFORM,
                                new JtaConnections.Narayana()));
        other = cluster.join();
        cache = TaggedCache.of(factory, "views");
        others = TaggedCache.of(other, "views");
        Planner.fill(other);
        TaggedCacheIT.awaitSeen(factory, other);
    }

    @AfterEach
    void end() throws Exception {
        if (JTA.getTransaction() != null) {
            JTA.rollback();
        }
    }

    private static long get(TaggedCache cache, Supplier<Long> supplier) {
        return cache.getOrCompute(
                "points", LONG, Duration.ofMinutes(5), Tags.named("tasks-of:1"), supplier);
    }

    private void write(boolean commit) throws Exception {
        JTA.begin();
        try (Session session = factory.openSession()) {
            session.find(Task.class, 11L).points = 5;
            session.flush();
        }
        try (Session another = factory.openSession()) {
            assertThat(get(cache, () -> points(another, 1)))
                    .as("its own, of a session that is closed")
                    .isEqualTo(6);
        }
        assertThat(get(others, () -> points(other, 1))).as("not committed").isEqualTo(2);
        if (commit) {
            JTA.commit();
        } else {
            JTA.rollback();
        }
    }

    @Test
    void ofATransactionThatCommits_nothingIsStaleAfterwards() throws Exception {
        write(true);
        assertThat(get(others, () -> points(other, 1))).isEqualTo(6);
        assertThat(get(cache, () -> points(other, 1))).isEqualTo(6);
    }

    @Test
    void ofATransactionThatRollsBack_nothingIsKept() throws Exception {
        write(false);
        assertThat(get(cache, () -> points(other, 1))).isEqualTo(2);
        assertThat(get(others, () -> points(other, 1))).isEqualTo(2);
    }

    /** What a session reads late in it may have been loaded by another of it before. */
    @Test
    void computation_isAsOldAsTheTransaction() throws Exception {
        JTA.begin();
        long read;
        try (Session session = factory.openSession()) {
            read = points(session, 1);
        }
        setPoints(other, 11, 5);
        TaggedCacheIT.awaitSeen(factory, other);
        assertThat(get(cache, () -> read)).isEqualTo(2);
        JTA.commit();
        assertThat(get(cache, () -> points(other, 1))).isEqualTo(6);
    }
}
