package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A result that is found takes no JDBC connection. */
@NeedsModule
class ConnectionFreeIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    /** Counts the connections taken, and gives none while the database is down. */
    static final class Pool implements ConnectionProvider {

        private static final long serialVersionUID = 1L;

        final AtomicInteger taken = new AtomicInteger();
        volatile boolean down;
        private final String url;

        Pool(String url) {
            this.url = url;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (down) {
                throw new SQLException("the database is down");
            }
            taken.incrementAndGet();
            return DriverManager.getConnection(url, "sa", "");
        }

        @Override
        public void closeConnection(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return true;
        }

        @Override
        public boolean isUnwrappableAs(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    Pool pool;

    @BeforeEach
    void start() {
        Library.fill(cluster.join());
        pool = new Pool(cluster.database());
    }

    private SessionFactory join(String handling) {
        return cluster.join(
                Map.of(
                        "hibernate.connection.provider_class",
                        pool,
                        "hibernate.connection.handling_mode",
                        handling));
    }

    private static void read(Session session) {
        assertThat(
                        session.createSelectionQuery("from Book where author.id = 1", Book.class)
                                .setCacheable(true)
                                .list())
                .hasSize(Library.BOOKS);
        assertThat(
                        session.createNativeQuery("select count(*) as n from Book", Long.class)
                                .addSynchronizedEntityClass(Book.class)
                                .setCacheable(true)
                                .getSingleResult())
                .isEqualTo(2 * Library.BOOKS);
    }

    private int taken(Runnable work) {
        int before = pool.taken.get();
        work.run();
        return pool.taken.get() - before;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELAYED_ACQUISITION_AND_HOLD",
                "DELAYED_ACQUISITION_AND_RELEASE_AFTER_STATEMENT",
                "DELAYED_ACQUISITION_AND_RELEASE_AFTER_TRANSACTION"
            })
    void hit_withoutATransaction_takesNone(String handling) {
        SessionFactory factory = join(handling);
        assertThat(taken(() -> factory.inSession(ConnectionFreeIT::read))).isPositive();

        assertThat(taken(() -> factory.inSession(ConnectionFreeIT::read))).isZero();
    }

    @Test
    void hit_inATransactionThatTakesItsConnectionLate_takesNone() {
        SessionFactory factory =
                cluster.join(
                        Map.of(
                                "hibernate.connection.provider_class",
                                pool,
                                "hibernate.connection.provider_disables_autocommit",
                                true,
                                "hibernate.connection.autocommit",
                                false));
        factory.inSession(ConnectionFreeIT::read);

        assertThat(taken(() -> Cluster.inTransaction(factory, ConnectionFreeIT::read))).isZero();
    }

    @Test
    void hit_whileTheDatabaseIsDown_isServed() {
        SessionFactory factory = join("DELAYED_ACQUISITION_AND_RELEASE_AFTER_TRANSACTION");
        factory.inSession(ConnectionFreeIT::read);
        pool.down = true;

        factory.inSession(ConnectionFreeIT::read);
        assertThatThrownBy(
                        () ->
                                factory.inSession(
                                        session ->
                                                session.createSelectionQuery(
                                                                "from Book", Book.class)
                                                        .setCacheable(true)
                                                        .list()))
                .as("what was never asked before")
                .hasStackTraceContaining("the database is down");
        pool.down = false;
    }
}
