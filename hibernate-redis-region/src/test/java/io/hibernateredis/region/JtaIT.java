package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.roundTrips;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions of a real JTA transaction manager. */
class JtaIT {

    private static final TransactionManager JTA = JtaConnections.Narayana.MANAGER;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Project.class, Task.class)
                    .with("hibernate.cache.redis.lease", "400ms");

    JtaConnections connections;
    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        connections = new JtaConnections(cluster.database());
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.CONNECTION_PROVIDER, connections);
        settings.put(AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY, "jta");
        settings.put(AvailableSettings.JTA_PLATFORM, new JtaConnections.Narayana());
        one = cluster.join(settings);
        other = cluster.join();
        Cluster.inTransaction(other, session -> session.persist(new Task(1, "old", null)));
        Board.awaitSeen(one, other);
        assertThat(seenBy(other)).containsExactly("old");
        assertThat(seenBy(other)).containsExactly("old");
    }

    @AfterEach
    void end() throws Exception {
        if (JTA.getTransaction() != null) {
            JTA.rollback();
        }
    }

    @Test
    void commit_isSeenByOthers_inOneRoundTrip() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            var task = session.find(Task.class, 1L);
            assertThat(
                            roundTrips(
                                    one,
                                    () -> {
                                        task.title = "new";
                                        uncheckedCommit();
                                    }))
                    .isEqualTo(1);
        }
        assertThat(seenBy(other)).containsExactly("new");
    }

    @Test
    void sessionClosedBeforeTheCommit_isSeenByOthers() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            session.find(Task.class, 1L).title = "new";
            session.flush();
        }
        JTA.commit();
        assertThat(seenBy(other)).containsExactly("new");
    }

    @Test
    void sessionOpenedBeforeTheTransaction_joinsIt() throws Exception {
        try (Session session = one.openSession()) {
            assertThat(session.find(Task.class, 1L).title).isEqualTo("old");
            session.clear();
            for (String title : List.of("new", "newer")) {
                JTA.begin();
                session.joinTransaction();
                session.find(Task.class, 1L).title = title;
                JTA.commit();
                assertThat(seenBy(other)).containsExactly(title);
            }
        }
    }

    @Test
    void rollback_leavesNothingBehind() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            session.find(Task.class, 1L).title = "never";
            session.flush();
            JTA.rollback();
        }
        assertThat(seenBy(other)).containsExactly("old");
        assertThat(seenByJta()).isEqualTo("old");

        JTA.begin();
        try (Session session = one.openSession()) {
            session.find(Task.class, 1L).title = "never";
            session.flush();
            JTA.setRollbackOnly();
            assertThatThrownBy(JTA::commit).isNotNull();
        }
        assertThat(seenBy(other)).containsExactly("old");
        assertThat(seenByJta()).isEqualTo("old");
        assertThat(Cluster.counters(one).count(Event.OPENED)).isZero();
    }

    @Test
    void secondSessionOfATransaction_seesWhatTheFirstWrote_andNobodyElseDoes() throws Exception {
        seenByJta();
        JTA.begin();
        try (Session first = one.openSession();
                Session second = one.openSession()) {
            first.find(Task.class, 1L).title = "new";
            first.flush();
            assertThat(second.find(Task.class, 1L).title).isEqualTo("new");
            assertThat(titles(second)).containsExactly("new");
            assertThat(seenBy(other)).containsExactly("old");
            second.persist(new Task(2, "new", null));
            second.flush();
        }
        JTA.commit();
        assertThat(seenBy(other)).containsExactly("new", "new");
    }

    @Test
    void whatTheSecondSessionReadOfTheFirst_isNotCachedAfterARollback() throws Exception {
        other.getCache().evictAllRegions();
        Board.awaitSeen(one, other);
        JTA.begin();
        try (Session first = one.openSession();
                Session second = one.openSession()) {
            first.createMutationQuery("update Task set title = 'never'").executeUpdate();
            assertThat(second.find(Task.class, 1L).title).isEqualTo("never");
            assertThat(titles(second)).containsExactly("never");
            assertThat(seenBy(other)).containsExactly("old");
            JTA.rollback();
        }
        assertThat(seenBy(other)).containsExactly("old");
        assertThat(seenByJta()).isEqualTo("old");
    }

    @Test
    void suspendedTransaction_goesOnWhereItWas() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            session.find(Task.class, 1L).title = "new";
            session.flush();
            Transaction suspended = JTA.suspend();

            assertThat(seenByJta()).isEqualTo("old");
            JTA.begin();
            try (Session between = one.openSession()) {
                between.persist(new Task(2, "between", null));
                between.flush();
            }
            JTA.commit();
            assertThat(seenBy(other)).containsExactly("old", "between");

            JTA.resume(suspended);
            JTA.commit();
        }
        assertThat(seenBy(other)).containsExactly("new", "between");
    }

    @Test
    void commitWithoutAnAnswer_isSeenIfItHappened() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            session.find(Task.class, 1L).title = "new";
            connections
                    .hooks()
                    .afterNextCommit(
                            () -> {
                                throw new IllegalStateException("lost");
                            });
            assertThatThrownBy(JTA::commit).isNotNull();
        }
        assertThat(seenBy(other)).containsExactly("new");
    }

    private void uncheckedCommit() {
        try {
            JTA.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String seenByJta() throws Exception {
        JTA.begin();
        try (Session session = one.openSession()) {
            return session.find(Task.class, 1L).title;
        } finally {
            JTA.commit();
        }
    }

    /** What a member finds by cached queries and entities. */
    private static List<String> seenBy(SessionFactory member) {
        return Cluster.fromTransaction(
                member,
                session -> {
                    List<String> titles = titles(session);
                    assertThat(session.find(Task.class, 1L).title).isEqualTo(titles.get(0));
                    return titles;
                });
    }

    private static List<String> titles(Session session) {
        return session.createSelectionQuery("select title from Task order by id", String.class)
                .setCacheable(true)
                .list();
    }
}
