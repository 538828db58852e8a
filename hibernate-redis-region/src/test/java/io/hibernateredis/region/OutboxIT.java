package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.regionFactory;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.proof.FaultProxy;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import jakarta.transaction.TransactionManager;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that loses Redis alone, and leaves what it commits in its database. */
class OutboxIT {

    private static final String OUTBOX = "hibernate_redis_outbox";
    private static final TransactionManager JTA = JtaConnections.Narayana.MANAGER;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Project.class, Task.class, Note.class)
                    .with("hibernate.cache.redis.on_unreachable", "outbox")
                    .with("hibernate.cache.redis.lease", "2s")
                    .with("hibernate.cache.redis.heartbeat", "100ms")
                    .with("hibernate.cache.redis.circuit.failures", "1");

    FaultProxy proxy;
    SessionFactory reader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        proxy = new FaultProxy(REDIS.uri().getPort());
        reader = cluster.join();
        writer = cluster.join(Map.of("hibernate.cache.redis.uri", proxy.uri()));
        inTransaction(reader, session -> session.persist(new Task(1, "old", null)));
        Board.awaitSeen(writer, reader);
        assertThat(seenBy(writer)).isEqualTo("old");
        assertThat(seenBy(reader)).isEqualTo("old");
        assertThat(statements(reader, () -> seenBy(reader))).as("it is cached").isZero();
    }

    @AfterEach
    void end() throws Exception {
        proxy.close();
        if (JTA.getTransaction() != null) {
            JTA.rollback();
        }
    }

    @Test
    void commitWithoutRedis_isSeenByOthersAtOnce() {
        proxy.cut();
        write(writer, "new");
        assertThat(seenBy(reader)).isEqualTo("new");
        assertThat(seenBy(writer)).isEqualTo("new");
    }

    @Test
    void commitWithoutRedis_isRelayedByOthers() {
        proxy.cut();
        write(writer, "new");
        assertThat(counters(writer).count(Event.OUTBOX_WRITTEN)).isEqualTo(1);
        assertThat(seenBy(reader)).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(rows("tags is not null")).isZero());
        assertThat(counters(reader).count(Event.OUTBOX_RELAYED)).isEqualTo(1);
        assertThat(rows("tags is null")).as("the writer is present").isEqualTo(1);
    }

    @Test
    void manyCommitsWithoutRedis_waitOnce() {
        proxy.cut();
        long first = nanosOf(() -> write(writer, "first"));
        assertThat(Duration.ofNanos(first)).isGreaterThan(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            String title = "title " + i;
            long next = nanosOf(() -> write(writer, title));
            assertThat(Duration.ofNanos(next)).isLessThan(Duration.ofMillis(800));
            assertThat(seenBy(reader)).isEqualTo(title);
        }
    }

    @Test
    void rollbackWithoutRedis_leavesNothing() {
        proxy.cut();
        write(writer, "new");
        assertThat(seenBy(reader)).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(rows("tags is not null")).isZero());
        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        writer,
                                        session -> {
                                            session.find(Task.class, 1L).title = "never";
                                            session.flush();
                                            Cluster.connections(writer)
                                                    .beforeNextCommit(
                                                            () -> {
                                                                throw new IllegalStateException(
                                                                        "no commit");
                                                            });
                                        }))
                .hasStackTraceContaining("no commit");
        assertThat(counters(writer).count(Event.OUTBOX_WRITTEN)).isEqualTo(2);
        assertThat(rows("tags is not null")).isZero();
        assertThat(seenBy(reader)).isEqualTo("new");
    }

    @Test
    void writerThatIsBack_isNotAskedForAnyMore() {
        proxy.cut();
        write(writer, "new");
        proxy.restore();
        Awaitility.await().untilAsserted(() -> assertThat(rows("1 = 1")).isZero());
        assertThat(seenBy(reader)).isEqualTo("new");
        assertThat(seenBy(writer)).isEqualTo("new");
        assertThat(statements(reader, () -> seenBy(reader))).isZero();
        assertThat(statements(writer, () -> seenBy(writer))).isZero();
        write(writer, "newer");
        assertThat(seenBy(reader)).isEqualTo("newer");
        assertThat(counters(writer).count(Event.OUTBOX_WRITTEN)).isEqualTo(1);
    }

    @Test
    void readsBesideAWriterWithoutRedis_areHits() {
        proxy.cut();
        write(writer, "new");
        assertThat(seenBy(reader)).isEqualTo("new");
        Awaitility.await()
                .untilAsserted(() -> assertThat(statements(reader, () -> seenBy(reader))).isZero());
        long hits = counters(reader).count(Event.HIT);
        assertThat(seenBy(reader)).isEqualTo("new");
        assertThat(counters(reader).count(Event.HIT)).isGreaterThan(hits);
    }

    @Test
    void transactionsThatReachRedis_needNoMoreStatementsAndMessages() {
        write(writer, "warm");
        assertThat(statements(writer, () -> write(writer, "new"))).isEqualTo(1);
        assertThat(roundTrips(writer, () -> write(writer, "newer"))).isEqualTo(2);
        assertThat(rows("1 = 1")).isZero();
    }

    @Test
    void writerThatIsGone_losesNothing() {
        proxy.cut();
        write(writer, "new");
        writer.close();
        assertThat(seenBy(reader)).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(rows("1 = 1")).isZero());
    }

    @Test
    void jvmThatBootsWithoutRedis_writesToo() {
        proxy.cut();
        var late = cluster.join(Map.of("hibernate.cache.redis.uri", proxy.uri()));
        write(late, "new");
        assertThat(seenBy(reader)).isEqualTo("new");
    }

    @Test
    void evictionWithoutRedis_isSeenByOthers() throws SQLException {
        proxy.cut();
        execute("update Task set title = 'external' where id = 1");
        assertThat(seenBy(reader)).isEqualTo("old");
        writer.getCache().evict(Task.class, 1L);
        assertThat(seenBy(reader)).isEqualTo("external");
    }

    @Test
    void allEvictedWithoutRedis_isSeenByOthers() throws SQLException {
        proxy.cut();
        execute("update Task set title = 'external' where id = 1");
        Cluster.cache(writer).store().evictEverything();
        assertThat(seenBy(reader)).isEqualTo("external");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void statelessWriteWithoutRedis_isSeenByOthers(boolean bulk) {
        proxy.cut();
        Cluster.statelessly(
                writer,
                session -> {
                    if (bulk) {
                        session.createMutationQuery("update Task set title = 'new'")
                                .executeUpdate();
                    } else {
                        Task task = session.get(Task.class, 1L);
                        task.title = "new";
                        session.update(task);
                    }
                });
        assertThat(seenBy(reader)).isEqualTo("new");
    }

    @Test
    void writeWithoutATransaction_isSeenByOthers() {
        proxy.cut();
        try (var session = writer.openStatelessSession()) {
            Task task = session.get(Task.class, 1L);
            task.title = "new";
            session.update(task);
        }
        assertThat(seenBy(reader)).isEqualTo("new");
    }

    @Test
    void aTransactionOfManyRows_isRelayedWidely() {
        inTransaction(
                reader,
                session -> {
                    for (int i = 2; i < 3000; i++) {
                        session.persist(new Task(i, "old", null));
                    }
                });
        proxy.cut();
        inTransaction(
                writer,
                session ->
                        session.createSelectionQuery("from Task", Task.class)
                                .list()
                                .forEach(task -> task.title = "new"));
        assertThat(seenBy(reader)).isEqualTo("new");
        String last = Cluster.fromTransaction(reader, s -> s.find(Task.class, 2999L).title);
        assertThat(last).isEqualTo("new");
    }

    @Test
    void jtaTransactionWithoutRedis_isSeenByOthers() throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("hibernate.cache.redis.uri", proxy.uri());
        settings.put(AvailableSettings.CONNECTION_PROVIDER, new JtaConnections(cluster.database()));
        settings.put(AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY, "jta");
        settings.put(AvailableSettings.JTA_PLATFORM, new JtaConnections.Narayana());
        var jta = cluster.join(settings);
        proxy.cut();
        for (String outcome : new String[] {"new", "never"}) {
            JTA.begin();
            try (Session session = jta.openSession()) {
                session.find(Task.class, 1L).title = outcome;
                if (outcome.equals("never")) {
                    session.flush();
                    JTA.rollback();
                } else {
                    JTA.commit();
                }
            }
            assertThat(seenBy(reader)).isEqualTo("new");
        }
        assertThat(counters(jta).count(Event.OUTBOX_WRITTEN)).isEqualTo(1);
    }

    @Test
    void bytesThatCannotBeRead_evictTheNamespace() throws SQLException {
        execute("update Task set title = 'external' where id = 1");
        execute(
                "insert into "
                        + OUTBOX
                        + " (id, namespace, writer, written, tags)"
                        + " values ('bad', 'hr', 'someone', 0, X'0102030405060708')");
        String log =
                CapturedLog.during(
                        () ->
                                Awaitility.await()
                                        .untilAsserted(
                                                () ->
                                                        assertThat(seenBy(reader))
                                                                .isEqualTo("external")));
        assertThat(log).contains("row bad of the outbox cannot be read");
        Awaitility.await().untilAsserted(() -> assertThat(rows("1 = 1")).isZero());
    }

    @Test
    void rowsOfOtherNamespaces_areLeftAlone() throws SQLException {
        execute(
                "insert into "
                        + OUTBOX
                        + " (id, namespace, writer, written, tags)"
                        + " values ('other', 'elsewhere', 'someone', 0, X'01')");
        proxy.cut();
        write(writer, "new");
        assertThat(seenBy(reader)).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(rows("tags is not null")).isOne());
        assertThat(rows("id = 'other'")).isOne();
    }

    @Test
    void outboxThatIsGone_rollsBack_andSendsReadsToTheDatabase() throws SQLException {
        execute("drop table " + OUTBOX);
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            seenBy(reader);
                            assertThat(regionFactory(reader).isReadable()).isFalse();
                        });
        write(writer, "with redis");
        assertThat(seenBy(reader)).isEqualTo("with redis");
        proxy.cut();
        assertThatThrownBy(() -> write(writer, "never"))
                .hasStackTraceContaining("nor be written into the outbox");
        assertThat(seenBy(reader)).isEqualTo("with redis");
        String log = CapturedLog.during(() -> cluster.join());
        assertThat(log).contains("the outbox, table hibernate_redis_outbox, cannot be used");
    }

    private static String seenBy(SessionFactory factory) {
        return Cluster.fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }

    private static void write(SessionFactory factory, String title) {
        inTransaction(factory, session -> session.find(Task.class, 1L).title = title);
    }

    private static long nanosOf(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return System.nanoTime() - began;
    }

    private int rows(String condition) {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement();
                var found =
                        statement.executeQuery(
                                "select count(*) from " + OUTBOX + " where " + condition)) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
