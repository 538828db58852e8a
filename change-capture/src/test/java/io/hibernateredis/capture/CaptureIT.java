package io.hibernateredis.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are written by SQL are evicted, whatever happens meanwhile. */
class CaptureIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static Postgres postgres;

    private CaptureRig rig;
    private SessionFactory one;
    private SessionFactory other;
    private ChangeCapture capture;

    @BeforeAll
    static void startDatabase() throws Exception {
        postgres = CaptureRig.startDatabase();
    }

    @AfterAll
    static void stopDatabase() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void start() {
        start("default");
    }

    private void start(String identity) {
        rig = new CaptureRig(postgres, REDIS.uri(), identity);
        rig.execute(CaptureRig.ROWS);
        one = rig.join();
        other = rig.join();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void warm() {
        for (int i = 0; i < 2; i++) {
            CaptureRig.read(one, 1, 4);
            CaptureRig.read(other, 1, 4);
        }
    }

    /** Writes, waits, and compares what the caches give with what lies in the database. */
    private void assertSeenAfter(String... statements) {
        warm();
        rig.execute(statements);
        rig.awaitPast(capture);
        assertFresh();
    }

    private void assertFresh() {
        Map<String, Object> cached = CaptureRig.read(other, 1, 4);
        Map<String, Object> nearer = CaptureRig.read(one, 1, 4);
        Map<String, Object> there = Uncached.read(rig, 1, 4);
        assertThat(cached).isEqualTo(there);
        assertThat(nearer).isEqualTo(there);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "full"})
    void rows_writtenBySql_areSeenAfterTheLag(String identity) {
        rig.close();
        start(identity);
        capture = rig.streaming(one);

        assertSeenAfter("update item set title = 'c' where id = 1");
        assertSeenAfter("update item set shelf_id = 3 where id = 1");
        assertSeenAfter("update item set shelf_id = null where id = 1");
        assertSeenAfter("insert into item (id, version, title, shelf_id) values (3, 0, 'n', 2)");
        assertSeenAfter("update item set id = 4 where id = 3");
        assertSeenAfter("delete from item where id = 4");
        assertSeenAfter("update shelf set code = 'code4' where id = 3");
        assertSeenAfter("insert into item_labels (item_id, label) values (2, 'z')");
        assertSeenAfter("delete from item_labels where label = 'x'");
        assertSeenAfter("update item_labels set item_id = 2 where label = 'y'");
        assertSeenAfter("truncate item_labels");
        assertSeenAfter("insert into shelf values (4, 'code9')");
        assertSeenAfter("update shelf set id = 30 where id = 3");
        assertSeenAfter("truncate item cascade");
    }

    /** Otherwise the other tests would prove nothing. */
    @Test
    void rows_writtenBySqlWithoutACapture_areStale() {
        warm();
        rig.execute("update item set title = 'c', shelf_id = 3 where id = 1");

        assertThat(CaptureRig.read(other, 1, 4)).isNotEqualTo(Uncached.read(rig, 1, 4));
    }

    @Test
    void parts_thatAreRolledBack_doNoHarm() throws Exception {
        capture = rig.streaming(one);
        warm();

        try (Connection connection = rig.connect()) {
            connection.setAutoCommit(false);
            CaptureRig.run(connection, "update item set title = 'kept' where id = 1");
            Savepoint savepoint = connection.setSavepoint();
            CaptureRig.run(connection, "update item set title = 'undone' where id = 2");
            connection.rollback(savepoint);
            connection.commit();
            CaptureRig.run(connection, "delete from item_labels");
            connection.rollback();
        }
        rig.awaitPast(capture);

        assertFresh();
    }

    @Test
    void changes_whileNoneIsReading_areEvictedByTheNext() {
        capture = rig.streaming(one);
        rig.awaitPast(capture);
        capture.close();
        warm();
        rig.execute("update item set title = 'late', shelf_id = 3 where id = 1");
        assertThat(capture.state()).isEqualTo(CaptureState.CLOSED);

        capture = rig.streaming(other);
        rig.awaitPast(capture);

        assertFresh();
        assertThat(capture.changes()).isEqualTo(1);
    }

    @Test
    void capture_isOnStandby_untilTheOtherEnds() {
        capture = rig.streaming(one);
        ChangeCapture second = rig.capture(other);
        await().atMost(LONGEST).until(() -> second.state() == CaptureState.STANDBY);

        capture.close();
        await().atMost(LONGEST).until(() -> second.state() == CaptureState.STREAMING);
        capture = second;

        assertSeenAfter("update item set shelf_id = 3 where id = 1");
    }

    @Test
    void database_thatIsRestarted_isReadAgain() throws Exception {
        capture = rig.streaming(one);
        assertSeenAfter("update item set title = 'before' where id = 1");

        postgres.restart();
        await().atMost(LONGEST)
                .ignoreExceptions()
                .until(
                        () -> {
                            rig.execute("update item set title = 'after' where id = 1");
                            return true;
                        });
        await().atMost(LONGEST).until(() -> capture.state() == CaptureState.STREAMING);
        rig.awaitPast(capture);

        await().atMost(LONGEST).ignoreExceptions().untilAsserted(this::assertFresh);
    }

    @Test
    void redis_thatIsAway_isToldWhenItIsBack() {
        capture = rig.streaming(one);
        var registry = new SimpleMeterRegistry();
        new CaptureMetrics(capture).bindTo(registry);
        warm();
        assertThat(gauge(registry, "streaming")).isEqualTo(1);

        REDIS.server().pause();
        rig.execute("update item set shelf_id = 3 where id = 1");
        await().atMost(LONGEST).until(() -> capture.state() == CaptureState.REDIS_UNREACHABLE);
        assertThat(capture.lag()).isPositive();
        assertThat(registry.get("hibernate.redis.capture.lag").timeGauge().value()).isPositive();
        assertThat(gauge(registry, "streaming")).isZero();
        await().atMost(LONGEST).until(() -> gauge(registry, "lag.bytes") > 0);
        REDIS.server().resume();
        await().atMost(LONGEST).until(() -> capture.state() == CaptureState.STREAMING);
        rig.awaitPast(capture);

        assertFresh();
    }

    private static double gauge(SimpleMeterRegistry registry, String name) {
        return registry.get("hibernate.redis.capture." + name).gauge().value();
    }

    @Test
    void slot_thatWasDropped_isMadeAnewAndAllTablesAreEvicted() {
        capture = rig.streaming(one);
        rig.awaitPast(capture);
        capture.close();
        warm();
        rig.execute("select pg_drop_replication_slot('" + rig.settings().slot() + "')");
        rig.execute("update item set shelf_id = 3, title = 'unseen' where id = 1");

        capture = rig.streaming(other);
        rig.awaitPast(capture);

        assertFresh();
    }

    @Test
    void tables_thatAreAltered_areReadAsTheyAre() {
        capture = rig.streaming(one);
        assertSeenAfter("update item set title = 'c' where id = 1");

        rig.execute("alter table item add column weight integer default 7");
        assertSeenAfter("update item set shelf_id = 3, weight = 8 where id = 1");
        rig.execute(
                "alter table item drop column weight", "alter table item replica identity full");
        assertSeenAfter("update item set shelf_id = 2 where id = 1");
    }
}
