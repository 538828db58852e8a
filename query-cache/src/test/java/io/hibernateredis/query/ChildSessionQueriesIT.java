package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cached queries of sessions that share their parent's connection and transaction. */
class ChildSessionQueriesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        Library.fill(one);
        assertThat(titleSeenBy(one)).isEqualTo("book 1");
    }

    private static Session childOf(Session session) {
        return session.sessionWithOptions().connection().openSession();
    }

    private static String title(Session session) {
        return session.createSelectionQuery("select title from Book where id = 101", String.class)
                .setCacheable(true)
                .getSingleResult();
    }

    private static String titleSeenBy(SessionFactory member) {
        return Cluster.fromTransaction(member, ChildSessionQueriesIT::title);
    }

    @Test
    void child_findsWhatIsCached() {
        assertThat(
                        statements(
                                other,
                                () ->
                                        Cluster.inTransaction(
                                                other,
                                                session -> {
                                                    try (Session child = childOf(session)) {
                                                        title(child);
                                                    }
                                                })))
                .isZero();
    }

    @Test
    void writeOfTheParent_isSeenByTheChild_andNotCachedAfterARollback() {
        try (Session session = one.openSession()) {
            session.beginTransaction();
            session.find(Book.class, 101L).title = "never";
            session.flush();
            try (Session child = childOf(session)) {
                assertThat(title(child)).isEqualTo("never");
            }
            assertThat(titleSeenBy(other)).isEqualTo("book 1");
            session.getTransaction().rollback();
        }
        assertThat(titleSeenBy(one)).isEqualTo("book 1");
        assertThat(titleSeenBy(other)).isEqualTo("book 1");
    }

    @Test
    void writeOfTheChild_isSeenByTheParent_andByAllAfterTheCommit() {
        Cluster.inTransaction(
                one,
                session -> {
                    try (Session child = childOf(session)) {
                        child.find(Book.class, 101L).title = "new";
                        child.flush();
                    }
                    assertThat(title(session)).isEqualTo("new");
                    assertThat(titleSeenBy(other)).isEqualTo("book 1");
                });
        assertThat(titleSeenBy(other)).isEqualTo("new");
        assertThat(titleSeenBy(one)).isEqualTo("new");
    }

    @Test
    void changeThatIsNotFlushed_isFlushedAndSeen() {
        Cluster.inTransaction(
                one,
                session -> {
                    session.find(Book.class, 101L).title = "own";
                    assertThat(title(session)).isEqualTo("own");
                });
        assertThat(titleSeenBy(other)).isEqualTo("own");
    }
}
