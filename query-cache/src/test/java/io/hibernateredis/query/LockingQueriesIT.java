package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.LockMode;
import org.hibernate.Locking;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who finds a result in a cache has locked nothing: queries that lock ask the database. */
@NeedsModule
class LockingQueriesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        Library.fill(factory);
        read(LockMode.NONE);
        assertThat(statements(factory, () -> read(LockMode.NONE))).isZero();
    }

    private static SelectionQuery<Book> book(Session session) {
        return session.createSelectionQuery("from Book where id = 101", Book.class)
                .setCacheable(true);
    }

    private Book read(LockMode mode) {
        return Cluster.fromTransaction(
                factory, session -> book(session).setHibernateLockMode(mode).getSingleResult());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OPTIMISTIC",
                "OPTIMISTIC_FORCE_INCREMENT",
                "PESSIMISTIC_READ",
                "PESSIMISTIC_WRITE",
                "PESSIMISTIC_FORCE_INCREMENT"
            })
    void queryThatLocks_asksTheDatabaseEachTime(LockMode mode) {
        read(mode);

        assertThat(statements(factory, () -> read(mode))).isPositive();
        Cluster.inTransaction(
                factory,
                session -> {
                    Book book = book(session).setHibernateLockMode(mode).getSingleResult();
                    assertThat(session.getCurrentLockMode(book)).isEqualTo(mode);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"OPTIMISTIC_FORCE_INCREMENT", "PESSIMISTIC_FORCE_INCREMENT"})
    void forcedIncrement_happensEachTime_andIsSeenByCachedQueries(LockMode mode) {
        int before = read(LockMode.NONE).version;
        for (int i = 1; i <= 2; i++) {
            read(mode);
            assertThat(read(LockMode.NONE).version).isEqualTo(before + i);
        }
    }

    @Test
    void followOnLocking_asksTheDatabaseEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThat(statements(factory, this::lockAfterwards))
                    .as("the query, and the lock")
                    .isEqualTo(2);
        }
    }

    private void lockAfterwards() {
        Cluster.inTransaction(
                factory,
                session -> {
                    Book book =
                            book(session)
                                    .setHibernateLockMode(LockMode.PESSIMISTIC_WRITE)
                                    .setFollowOnStrategy(Locking.FollowOn.FORCE)
                                    .getSingleResult();
                    assertThat(session.getCurrentLockMode(book))
                            .isEqualTo(LockMode.PESSIMISTIC_WRITE);
                });
    }

    @Test
    void nativeQueryWhoseTextLocks_asksTheDatabaseEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThat(
                            statements(
                                    factory,
                                    () ->
                                            Cluster.inTransaction(
                                                    factory,
                                                    session ->
                                                            session.createNativeQuery(
                                                                            "select * from Book"
                                                                                + " where id = 101"
                                                                                + " For  Update",
                                                                            Book.class)
                                                                    .setCacheable(true)
                                                                    .getSingleResult())))
                    .isEqualTo(1);
        }
    }
}
