package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statelessly;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ParameterMode;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements that write by way of what looks like a call or a select. */
class NativeWritesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Account.class, Branch.class);

    @Entity(name = "Account")
    @Table(name = "account")
    @Cacheable
    static class Account {
        @Id Long id;
        int amount;
    }

    @Entity(name = "Branch")
    @Table(name = "branch")
    @Cacheable
    static class Branch {
        @Id Long id;
        int amount;
    }

    SessionFactory reader;
    SessionFactory writer;

    /** What the database calls. */
    public static final class Bank {

        private Bank() {}

        public static int deposit(Connection connection, long id) throws SQLException {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(
                        "update account set amount = amount + 1 where id = " + id);
            }
        }

        /** The same, and returns the branches. The database calls it once for their columns. */
        public static ResultSet depositAt(Connection connection, long id) throws SQLException {
            if (!connection.getMetaData().getURL().contains("columnlist")) {
                deposit(connection, id);
            }
            return connection.createStatement().executeQuery("select id, amount from branch");
        }
    }

    @BeforeEach
    void start() {
        reader = cluster.join(Map.of("hibernate.cache.redis.snapshot", "statement"));
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var account = new Account();
                    account.id = 1L;
                    session.persist(account);
                    var branch = new Branch();
                    branch.id = 1L;
                    session.persist(branch);
                    session.doWork(
                            connection -> {
                                try (var statement = connection.createStatement()) {
                                    statement.execute(
                                            "create alias deposit for '"
                                                    + Bank.class.getName()
                                                    + ".deposit'");
                                    statement.execute(
                                            "create alias deposit_at for '"
                                                    + Bank.class.getName()
                                                    + ".depositAt'");
                                }
                            });
                });
    }

    @Test
    void storedProcedure_thatDeclaresWhatItWrites_isSeen_andNoMore() {
        assertSeen(
                session -> {
                    var call = session.createStoredProcedureCall("deposit");
                    call.registerParameter(1, Long.class, ParameterMode.IN);
                    call.setParameter(1, 1L);
                    call.addSynchronizedEntityClass(Account.class);
                    call.execute();
                    call.getOutputs().release();
                });
        assertThat(statements(reader, () -> find(Branch.class))).isZero();
    }

    @Test
    void storedProcedure_thatDeclaresNothing_isSeen() {
        assertSeen(
                session -> {
                    var call = session.createStoredProcedureQuery("deposit");
                    call.registerStoredProcedureParameter(1, Long.class, ParameterMode.IN);
                    call.setParameter(1, 1L);
                    call.execute();
                });
        assertThat(statements(reader, () -> find(Branch.class))).isEqualTo(1);
    }

    @Test
    void storedProcedure_thatReturnsAnotherEntity_isSeen() {
        assertSeen(
                session -> {
                    var call = session.createStoredProcedureCall("deposit_at", Branch.class);
                    call.registerParameter(1, Long.class, ParameterMode.IN);
                    call.setParameter(1, 1L);
                    call.execute();
                    call.getOutputs().release();
                });
    }

    @Test
    void storedProcedure_ofAStatelessSession_isSeen() {
        assertSeenStatelessly(
                session -> {
                    var call = session.createStoredProcedureCall("deposit");
                    call.registerParameter(1, Long.class, ParameterMode.IN);
                    call.setParameter(1, 1L);
                    call.execute();
                    call.getOutputs().release();
                });
    }

    @Test
    void storedProcedure_thatIsRolledBack_leavesWhatIsCached() {
        warm();
        try (Session session = writer.openSession()) {
            var transaction = session.beginTransaction();
            var call = session.createStoredProcedureCall("deposit");
            call.registerParameter(1, Long.class, ParameterMode.IN);
            call.setParameter(1, 1L);
            call.execute();
            transaction.rollback();
        }
        assertThat(statements(reader, () -> find(Account.class))).isZero();
    }

    @Test
    void selectOfAFunction_thatDeclaresWhatItWrites_isSeen() {
        assertSeen(
                session ->
                        session.createNativeQuery("select deposit(1)", Integer.class)
                                .addSynchronizedEntityClass(Account.class)
                                .getSingleResult());
    }

    @Test
    void selectOfWhatWasWritten_isSeen() {
        String sql = "select id from final table (update account set amount = amount + 1)";
        assertSeen(session -> session.createNativeQuery(sql, Long.class).list());
        assertSeen(
                session ->
                        session.createNativeQuery(sql, Long.class)
                                .addSynchronizedQuerySpace("branch")
                                .list());
        assertSeenStatelessly(session -> session.createNativeQuery(sql, Long.class).list());
        assertSeen(
                session -> {
                    try (var rows = session.createNativeQuery(sql, Long.class).scroll()) {
                        while (rows.next()) {
                            assertThat(rows.get()).isEqualTo(1L);
                        }
                    }
                });
    }

    @Test
    void plainNativeSelect_invalidatesNothing() {
        warm();
        inTransaction(
                writer,
                session -> {
                    session.createNativeQuery("select amount from account", Integer.class).list();
                    session.createNativeQuery(
                                    "select id, amount from account for update", Object[].class)
                            .addSynchronizedEntityClass(Account.class)
                            .list();
                    session.createNativeQuery("select 1", Integer.class).list();
                });
        assertThat(statements(reader, () -> find(Account.class))).isZero();
        assertThat(statements(reader, () -> find(Branch.class))).isZero();
    }

    private void warm() {
        for (int i = 0; i < 2; i++) {
            Board.awaitSeen(reader, writer);
            find(Account.class);
            find(Branch.class);
        }
        assertThat(statements(reader, () -> find(Account.class))).isZero();
        assertThat(statements(reader, () -> find(Branch.class))).isZero();
    }

    private int find(Class<?> entity) {
        return fromTransaction(
                reader,
                session ->
                        session.find(entity, 1L) instanceof Account account ? account.amount : 0);
    }

    private void assertSeen(Consumer<Session> write) {
        warm();
        int before = find(Account.class);
        inTransaction(writer, write);
        assertThat(find(Account.class)).isEqualTo(before + 1);
    }

    private void assertSeenStatelessly(Consumer<StatelessSession> write) {
        warm();
        int before = find(Account.class);
        statelessly(writer, write);
        assertThat(find(Account.class)).isEqualTo(before + 1);
    }
}
