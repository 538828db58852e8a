package io.hibernateredis.query;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.region.JtaConnections;
import io.hibernateredis.testing.RedisExtension;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cached queries in the transactions of a real JTA transaction manager. */
class JtaQueriesIT {

    private static final TransactionManager JTA = JtaConnections.Narayana.MANAGER;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one =
                cluster.join(
                        Map.of(
                                AvailableSettings.CONNECTION_PROVIDER,
                                new JtaConnections(cluster.database()),
                                AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY,
                                "jta",
                                AvailableSettings.JTA_PLATFORM,
                                new JtaConnections.Narayana()));
        other = cluster.join();
        Library.fill(other);
        assertThat(titleSeenBy(other)).isEqualTo("book 1");
    }

    @AfterEach
    void end() throws Exception {
        if (JTA.getTransaction() != null) {
            JTA.rollback();
        }
    }

    private static String title(Session session) {
        return session.createSelectionQuery("select title from Book where id = 101", String.class)
                .setCacheable(true)
                .getSingleResult();
    }

    private static <T> T committed(Callable<T> action) throws Exception {
        JTA.begin();
        T result = action.call();
        JTA.commit();
        return result;
    }

    private String titleSeenByJta() throws Exception {
        return committed(() -> title(one.openSession()));
    }

    private static String titleSeenBy(SessionFactory member) {
        return Cluster.fromTransaction(member, JtaQueriesIT::title);
    }

    @Test
    void result_isFoundByAllJvms_untilACommit() throws Exception {
        assertThat(statements(other, () -> titleSeenBy(other))).isZero();
        long before = one.getStatistics().getPrepareStatementCount();
        assertThat(titleSeenByJta()).isEqualTo("book 1");
        assertThat(one.getStatistics().getPrepareStatementCount()).isEqualTo(before);

        committed(() -> one.openSession().find(Book.class, 101L).title = "new");
        assertThat(titleSeenBy(other)).isEqualTo("new");
        inTransaction(other, session -> session.find(Book.class, 101L).title = "newer");
        assertThat(titleSeenByJta()).isEqualTo("newer");
    }

    @Test
    void whatAnotherSessionOfTheTransactionWrote_isSeen_andNotCachedAfterARollback()
            throws Exception {
        JTA.begin();
        try (Session first = one.openSession();
                Session second = one.openSession()) {
            first.find(Book.class, 101L).title = "never";
            first.flush();
            assertThat(title(second)).isEqualTo("never");
            assertThat(titleSeenBy(other)).isEqualTo("book 1");
            JTA.rollback();
        }
        assertThat(titleSeenBy(other)).isEqualTo("book 1");
        assertThat(titleSeenByJta()).isEqualTo("book 1");
    }

    @Test
    void transactionWithinASuspendedOne_seesWhatIsCommitted() throws Exception {
        JTA.begin();
        one.openSession().find(Book.class, 101L).title = "new";
        Transaction suspended = JTA.suspend();
        assertThat(titleSeenByJta()).isEqualTo("book 1");
        JTA.resume(suspended);
        JTA.commit();
        assertThat(titleSeenByJta()).isEqualTo("new");
    }
}
