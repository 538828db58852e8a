package io.hibernateredis.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.internal.delivery.Outbox;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.protocol.Tag;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is present in the table, and what is seen in it, by the clock. */
class OutboxTest {

    private static final Terms FAST =
            new Terms(
                    Duration.ofMillis(300),
                    Duration.ofMillis(350),
                    Duration.ofMillis(100),
                    Duration.ofMillis(400),
                    Duration.ofMillis(900),
                    Duration.ofMillis(200));

    private final List<Owed> relayed = new ArrayList<>();
    private final AtomicBoolean redisIsDown = new AtomicBoolean();
    private final AtomicBoolean databaseIsDown = new AtomicBoolean();
    private final AtomicInteger obtained = new AtomicInteger();
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private final OutboxAccess access =
            new OutboxAccess() {
                @Override
                public Connection obtain() throws SQLException {
                    if (databaseIsDown.get()) {
                        throw new SQLException("down");
                    }
                    obtained.incrementAndGet();
                    return DriverManager.getConnection(url, "sa", "");
                }

                @Override
                public void release(Connection connection) throws SQLException {
                    connection.close();
                }

                @Override
                public String table() {
                    return "box";
                }
            };

    private final Outbox.Relay relay =
            new Outbox.Relay() {
                @Override
                public boolean isPossible() {
                    return !redisIsDown.get();
                }

                @Override
                public boolean isOwing() {
                    return false;
                }

                @Override
                public boolean isCommitting() {
                    return false;
                }

                @Override
                public void relay(List<Owed> rows) {
                    if (redisIsDown.get()) {
                        throw new IllegalStateException("down");
                    }
                    relayed.addAll(rows);
                }
            };

    private final OutboxTable table = new OutboxTable(access, "shop");
    private final OwnConnection connection = new OwnConnection(access);
    private final Looks looks = new Looks(table, connection, thread, relay, "shop", "reader", FAST);
    private final Presence presence =
            new Presence(table, connection, thread, "shop", "writer", FAST);
    private Connection admin;

    @BeforeEach
    void createTable() throws SQLException {
        admin = DriverManager.getConnection(url, "sa", "");
        try (var statement = admin.createStatement()) {
            statement.execute(
                    "create table box (id varchar(36) primary key, namespace varchar(130),"
                            + " writer varchar(36), written bigint, tags varbinary(32000))");
        }
    }

    @AfterEach
    void close() throws Exception {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        connection.release();
        admin.close();
    }

    @Test
    void lookWithoutWriters_isUsedForAWhile() {
        Looks patient = looksUsedFor(Duration.ofSeconds(3));
        assertThat(patient.admitReads()).isTrue();
        databaseIsDown.set(true);
        onThread(connection::release);
        assertThat(patient.admitReads()).isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(patient.admitReads()).isFalse());
        assertThat(patient.isBroken()).isTrue();
    }

    @Test
    void lookThatFails_admitsNothing() {
        databaseIsDown.set(true);
        assertThat(looks.admitReads()).isFalse();
        assertThat(looks.admitReads()).isFalse();
        databaseIsDown.set(false);
        onThread(looks::look);
        assertThat(looks.admitReads()).isTrue();
    }

    private Looks looksUsedFor(Duration used) {
        var terms =
                new Terms(
                        used,
                        FAST.waits(),
                        FAST.touches(),
                        FAST.confirmed(),
                        FAST.dead(),
                        FAST.lingers());
        return new Looks(table, connection, thread, relay, "shop", "reader", terms);
    }

    @Test
    void lookBesideAWriter_isUsedOnce() throws SQLException {
        insert("there", "writer", null);
        assertThat(looks.admitReads()).isTrue();
        insert("row", "writer", owed("one"));
        assertThat(looks.admitReads()).isTrue();
        assertThat(relayed).hasSize(1);
        insert("row2", "writer", owed("two"));
        assertThat(looks.admitReads()).isTrue();
        assertThat(relayed).hasSize(2);
    }

    @Test
    void own_presence_isNoOthers() throws SQLException {
        Looks patient = looksUsedFor(Duration.ofMinutes(1));
        insert("there", "reader", null);
        assertThat(patient.admitReads()).isTrue();
        insert("row", "writer", owed("one"));
        assertThat(patient.admitReads()).isTrue();
        assertThat(relayed).as("no look was needed").isEmpty();
    }

    @Test
    void rowsThatRedisDoesNotTake_stay_andNothingIsRead() throws SQLException {
        insert("row", "writer", owed("one"));
        redisIsDown.set(true);
        assertThat(looks.admitReads()).isFalse();
        assertThat(count("tags is not null")).isOne();
        redisIsDown.set(false);
        assertThat(looks.admitReads()).isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(count("tags is not null")).isZero());
    }

    @Test
    void rowsThatAreNotCommitted_areNotRelayed() throws SQLException {
        try (Connection other = DriverManager.getConnection(url, "sa", "")) {
            other.setAutoCommit(false);
            table.insert(other, new OutboxRow("late", "writer", 1, owed("late")));
            insert("early", "writer", owed("early"));
            assertThat(looks.admitReads()).isTrue();
            assertThat(relayed).hasSize(1);
            other.commit();
            Awaitility.await()
                    .untilAsserted(
                            () -> {
                                assertThat(looks.admitReads()).isTrue();
                                assertThat(relayed).hasSize(2);
                            });
        }
    }

    @Test
    void thousandsOfRows_areAllRelayed() throws SQLException {
        for (int i = 0; i < 2300; i++) {
            insert("row " + i, "writer", owed("t" + i));
        }
        Awaitility.await().until(looks::admitReads);
        assertThat(relayed).as("before anything is read").hasSize(2300);
        Awaitility.await().untilAsserted(() -> assertThat(count("1 = 1")).isZero());
    }

    @Test
    void writerThatGivesNoSignOfLife_isForgotten() throws SQLException {
        insert("there", "writer", null);
        long began = System.nanoTime();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> {
                            assertThat(looks.admitReads()).isTrue();
                            assertThat(count("1 = 1")).isZero();
                        });
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(FAST.dead());
    }

    @Test
    void writerThatGivesSignsOfLife_isNotForgotten() throws SQLException {
        insert("there", "writer", null);
        long until = System.nanoTime() + FAST.dead().multipliedBy(2).toNanos();
        for (int i = 2; System.nanoTime() < until; i++) {
            int written = i;
            onThread(() -> connection.call(c -> table.touch(c, "there", written)));
            assertThat(looks.admitReads()).isTrue();
        }
        assertThat(count("1 = 1")).isOne();
    }

    @Test
    void admission_waitsOnce_andLongerThanALookIsUsed() {
        long began = System.nanoTime();
        presence.admit();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(FAST.used());
        assertThat(count("tags is null")).isOne();
        began = System.nanoTime();
        presence.admit();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FAST.waits());
    }

    @Test
    void admission_ofAnInterruptedThread_waitsAllTheSame_andKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        long began = System.nanoTime();
        presence.admit();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(FAST.used());
    }

    @Test
    void admission_withoutTheDatabase_fails_andIsTriedAgain() {
        databaseIsDown.set(true);
        assertThatThrownBy(presence::admit).hasMessageContaining("down");
        databaseIsDown.set(false);
        presence.admit();
        assertThat(count("tags is null")).isOne();
    }

    @Test
    void admission_thatWasNotRenewed_fails() {
        presence.admit();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThatThrownBy(presence::admit)
                                        .hasMessageContaining("could not be renewed"));
        onThread(
                () -> {
                    presence.tend(() -> false);
                    return null;
                });
        presence.admit();
    }

    @Test
    void writerThatWasForgotten_waitsAnew() throws SQLException {
        presence.admit();
        try (var statement = admin.createStatement()) {
            statement.execute("delete from box");
        }
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            onThread(
                                    () -> {
                                        presence.tend(() -> false);
                                        return null;
                                    });
                            long began = System.nanoTime();
                            presence.admit();
                            assertThat(Duration.ofNanos(System.nanoTime() - began))
                                    .isGreaterThan(FAST.used());
                        });
        assertThat(count("tags is null")).isOne();
    }

    @Test
    void writerThatOwesNothing_leaves_andOneThatDoesStays() {
        presence.admit();
        Awaitility.await()
                .during(FAST.lingers().multipliedBy(2))
                .untilAsserted(
                        () -> {
                            onThread(
                                    () -> {
                                        presence.tend(() -> false);
                                        return null;
                                    });
                            assertThat(count("tags is null")).isOne();
                        });
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            onThread(
                                    () -> {
                                        presence.tend(() -> true);
                                        return null;
                                    });
                            assertThat(count("1 = 1")).isZero();
                        });
    }

    @Test
    void manyReads_shareLooks() {
        assertThat(looks.admitReads()).isTrue();
        assertThat(obtained).hasValue(1);
        List<CompletableFuture<Boolean>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(CompletableFuture.supplyAsync(looks::admitReads));
        }
        assertThat(reads).allMatch(CompletableFuture::join);
        assertThat(obtained).as("one connection is kept").hasValue(1);
    }

    private interface Work {
        Object run() throws Exception;
    }

    private void onThread(Runnable work) {
        onThread(
                () -> {
                    work.run();
                    return null;
                });
    }

    private void onThread(Work work) {
        try {
            thread.submit(work::run).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] owed(String table) {
        return Owed.of(List.of(Change.of(Tag.table(table))), false).toBytes();
    }

    private void insert(String id, String writer, byte[] tags) throws SQLException {
        table.insert(admin, new OutboxRow(id, writer, 1, tags));
    }

    private int count(String condition) {
        try (var statement = admin.createStatement();
                var found = statement.executeQuery("select count(*) from box where " + condition)) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
