package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions that share their parent's connection and transaction, and sessions that go on. */
class ChildSessionsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES).with("hibernate.cache.redis.lease", "400ms");

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    session.persist(new Task(1, "old", null));
                    session.persist(new Task(2, "old", null));
                });
        Board.awaitSeen(other, one);
        assertThat(titles(other)).isEqualTo("old old");
    }

    @Test
    void writesOfParentAndChild_commitTogether_inOneRoundTrip() {
        inTransaction(one, session -> session.find(Task.class, 1L));
        assertThat(
                        roundTrips(
                                one,
                                () ->
                                        inTransaction(
                                                one,
                                                session -> {
                                                    session.find(Task.class, 1L).title = "new";
                                                    try (Session child = childOf(session)) {
                                                        child.find(Task.class, 2L).title = "new";
                                                        child.flush();
                                                    }
                                                })))
                .as("two reads and open")
                .isEqualTo(2 + 1);
        assertThat(titles(other)).isEqualTo("new new");
        assertThat(titles(one)).isEqualTo("new new");
    }

    @Test
    void childThatFlushesBeforeTheParentCommits_isPartOfTheUnit() {
        inTransaction(
                one,
                session -> {
                    Session child =
                            session.sessionWithOptions()
                                    .connection()
                                    .flushMode(FlushMode.AUTO)
                                    .autoClose(true)
                                    .openSession();
                    child.find(Task.class, 2L).title = "new";
                    session.find(Task.class, 1L).title = "new";
                });
        assertThat(titles(other)).isEqualTo(inDatabase());
        assertThat(titles(one)).isEqualTo(inDatabase());
        assertThat(inDatabase()).startsWith("new");
    }

    @Test
    void childsUncommittedWrite_isSeenByTheParentAlone_andVanishesWithItsRollback() {
        try (Session session = one.openSession()) {
            session.beginTransaction();
            try (Session child = childOf(session)) {
                child.find(Task.class, 1L).title = "never";
                child.flush();
            }
            assertThat(session.find(Task.class, 1L).title).isEqualTo("never");
            assertThat(titles(other)).isEqualTo("old old");
            assertThat(statements(other, () -> titles(other))).as("still cached").isZero();
            session.getTransaction().rollback();
        }
        assertThat(titles(other)).isEqualTo("old old");
        assertThat(titles(one)).isEqualTo("old old");
    }

    @Test
    void insertWithGeneratedId_delayedToTheFlush_isSeenAfterTheCommit() {
        assertThat(notes(other)).isZero();
        try (Session session = one.openSession()) {
            session.setHibernateFlushMode(FlushMode.MANUAL);
            session.persist(new Note("delayed: there is no transaction yet"));
            session.beginTransaction();
            session.flush();
            session.getTransaction().commit();
        }
        assertThat(notes(other)).isEqualTo(1);
        assertThat(notes(one)).isEqualTo(1);
    }

    @Test
    void sessionUsedAgain_afterARollback_writesAndReadsAsAnew() {
        try (Session session = one.openSession()) {
            session.beginTransaction();
            session.find(Task.class, 1L).title = "never";
            session.flush();
            session.getTransaction().rollback();
            session.clear();

            session.beginTransaction();
            assertThat(session.find(Task.class, 1L).title).isEqualTo("old");
            session.find(Task.class, 2L).title = "new";
            session.getTransaction().commit();
        }
        assertThat(titles(other)).isEqualTo("old new");
        assertThat(titles(one)).isEqualTo("old new");
    }

    @Test
    void sessionUsedAgain_afterACommitWithoutAnAnswer_hidesTheOneAndWritesTheNext() {
        Cluster.connections(one)
                .afterNextCommit(
                        () -> {
                            throw new IllegalStateException("lost");
                        });
        try (Session session = one.openSession()) {
            session.beginTransaction();
            session.find(Task.class, 1L).title = "perhaps";
            try {
                session.getTransaction().commit();
            } catch (RuntimeException unknown) {
                // The database may have committed.
            }
            session.clear();
            session.beginTransaction();
            session.find(Task.class, 2L).title = "new";
            session.getTransaction().commit();
        }
        assertThat(titles(other)).isEqualTo("perhaps new");
        assertThat(titles(one)).isEqualTo("perhaps new");
    }

    private static Session childOf(Session session) {
        return session.sessionWithOptions().connection().openSession();
    }

    private String inDatabase() {
        return fromTransaction(
                other,
                session ->
                        String.join(
                                " ",
                                session.createNativeQuery(
                                                "select title from Task order by id", String.class)
                                        .list()));
    }

    private static String titles(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.find(Task.class, 1L).title
                                + " "
                                + session.find(Task.class, 2L).title);
    }

    private static int notes(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery("from Note", Note.class)
                                .setCacheable(true)
                                .list()
                                .size());
    }
}
