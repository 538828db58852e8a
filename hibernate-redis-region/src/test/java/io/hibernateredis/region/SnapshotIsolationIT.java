package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction above READ COMMITTED reads one snapshot, whatever others cache meanwhile. */
class SnapshotIsolationIT {

    private static final int H2_SNAPSHOT = 6;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private SessionFactory others;

    @BeforeEach
    void start() {
        others = cluster.join();
        inTransaction(
                others,
                s -> {
                    Project project = new Project(1, "old");
                    s.persist(project);
                    s.persist(new Task(1, "old", project));
                    s.persist(new Task(2, "old", project));
                    s.persist(new User(1, "ann@example.org", "old"));
                });
    }

    private SessionFactory member(String isolation) {
        return cluster.join(
                Map.of(
                        AvailableSettings.CONNECTION_PROVIDER,
                        new HookedConnections(
                                cluster.database()
                                        + ";INIT=SET SESSION CHARACTERISTICS AS TRANSACTION"
                                        + " ISOLATION LEVEL "
                                        + isolation)));
    }

    /** Another transaction changes everything and caches it. */
    private void othersChangeAll() {
        inTransaction(
                others,
                s -> {
                    s.find(Project.class, 1L).name = "new";
                    s.find(Task.class, 1L).title = "new";
                    s.find(Task.class, 2L).title = "new";
                    s.persist(new Task(3, "new", s.getReference(Project.class, 1L)));
                    s.find(User.class, 1L).email = "bob@example.org";
                });
        inTransaction(
                others,
                s -> {
                    titles(s);
                    assertThat(s.find(Project.class, 1L).tasks).hasSize(3);
                    s.find(Task.class, 1L);
                    s.find(Task.class, 2L);
                    assertThat(byEmail(s, "bob@example.org")).isNotNull();
                });
    }

    private static List<String> titles(Session s) {
        return s.createQuery("select title from Task order by id", String.class)
                .setCacheable(true)
                .getResultList();
    }

    private static User byEmail(Session s, String email) {
        return s.bySimpleNaturalId(User.class).load(email);
    }

    private static Project project(Session s) {
        return (Project) Hibernate.unproxy(s.find(Project.class, 1L));
    }

    private static List<Function<Session, Object>> reads() {
        return List.of(
                s -> s.find(Task.class, 2L).title,
                s -> project(s).name,
                s -> project(s).tasks.size(),
                s -> byEmail(s, "bob@example.org") == null,
                SnapshotIsolationIT::titles);
    }

    private static List<Object> old() {
        return List.of("old", "old", 2, true, List.of("old", "old"));
    }

    /**
     * H2's REPEATABLE READ has a snapshot for each table, so only the table of tasks is compared.
     */
    private static boolean isOfTasks(int read) {
        return read == 0 || read == 4;
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SNAPSHOT", "SERIALIZABLE"})
    void whatWasLoadedAfterTheBegin_isHidden_ifConnectionsBeginWithASnapshot(String isolation) {
        SessionFactory member = member(isolation);
        for (int i = 0; i < reads().size(); i++) {
            if (isolation.equals("REPEATABLE READ") && !isOfTasks(i)) {
                continue;
            }
            try (var session = member.openSession()) {
                session.beginTransaction();
                assertThat(session.find(Task.class, 1L).title).isEqualTo("old");
                othersChangeAll();
                Board.awaitSeen(member, others);
                assertThat(reads().get(i).apply(session)).isEqualTo(old().get(i));
                session.getTransaction().commit();
            }
            restore();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, H2_SNAPSHOT})
    void whatWasLoadedAfterTheBegin_isHidden_ifTheTransactionWasGivenASnapshot(int isolation) {
        for (int i = 0; i < reads().size(); i++) {
            if (isolation == Connection.TRANSACTION_REPEATABLE_READ && !isOfTasks(i)) {
                continue;
            }
            SessionFactory member = cluster.join();
            try (var session = member.openSession()) {
                session.doWork(connection -> connection.setTransactionIsolation(isolation));
                session.beginTransaction();
                session.createNativeQuery("select 1 from Task where id = 1", Integer.class)
                        .getSingleResult();
                othersChangeAll();
                Board.awaitSeen(member, others);
                assertThat(reads().get(i).apply(session)).isEqualTo(old().get(i));
                session.getTransaction().commit();
            }
            restore();
        }
    }

    private void restore() {
        inTransaction(
                others,
                s -> {
                    s.find(Project.class, 1L).name = "old";
                    s.find(Task.class, 1L).title = "old";
                    s.find(Task.class, 2L).title = "old";
                    s.remove(s.find(Task.class, 3L));
                    s.find(User.class, 1L).email = "ann@example.org";
                });
        others.getCache().evictAllRegions();
    }

    @Test
    void firstRead_fixesTheSnapshot_andLaterOnesAreHits() {
        SessionFactory member = member("REPEATABLE READ");
        inTransaction(member, s -> s.find(Task.class, 1L));
        inTransaction(member, s -> s.find(Task.class, 2L));
        Board.awaitSeen(member, others);

        assertThat(
                        statements(
                                member,
                                () ->
                                        inTransaction(
                                                member,
                                                s -> {
                                                    s.find(Task.class, 1L);
                                                    s.find(Task.class, 2L);
                                                })))
                .isEqualTo(1);
        try (var session = member.openSession()) {
            session.beginTransaction();
            assertThat(session.find(Task.class, 1L).title).isEqualTo("old");
            inTransaction(others, s -> s.find(Task.class, 1L).title = "new");
            inTransaction(others, s -> s.find(Task.class, 2L).title = "new");
            assertThat(session.find(Task.class, 2L).title).isEqualTo("old");
            session.getTransaction().commit();
        }
    }

    @Test
    void whatWasLoadedAfterTheBegin_isAHit_underReadCommitted() {
        SessionFactory member = cluster.join();
        try (var session = member.openSession()) {
            session.beginTransaction();
            session.find(Project.class, 1L);
            othersChangeAll();
            assertThat(statements(member, () -> session.find(Task.class, 2L))).isZero();
            assertThat(session.find(Task.class, 2L).title).isEqualTo("new");
            session.getTransaction().commit();
        }
    }

    @Test
    void statementSnapshots_areDeclaredToHideNothing() {
        SessionFactory member =
                cluster.join(
                        Map.of(
                                "hibernate.cache.redis.snapshot",
                                "statement",
                                AvailableSettings.CONNECTION_PROVIDER,
                                new HookedConnections(
                                        cluster.database()
                                                + ";INIT=SET SESSION CHARACTERISTICS AS"
                                                + " TRANSACTION ISOLATION LEVEL REPEATABLE READ")));
        inTransaction(member, s -> s.find(Task.class, 1L));

        assertThat(statements(member, () -> inTransaction(member, s -> s.find(Task.class, 1L))))
                .isZero();
        assertThat((Object) fromTransaction(member, s -> s.find(Task.class, 1L).title))
                .isEqualTo("old");
    }
}
