package io.hibernateredis.capture;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.settle;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.capture.Depot.Item;
import io.hibernateredis.capture.Depot.Shelf;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Changes that came through the cache are left alone, and no others. */
class OwnChangesIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    private static final Map<String, ?> MARKS = Map.of("hibernate.cache.redis.capture_marks", true);

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
        rig = new CaptureRig(postgres, REDIS.uri(), "default");
        rig.execute(CaptureRig.ROWS);
        one = rig.join(MARKS);
        other = rig.join(MARKS);
        capture = rig.streaming(one);
        rig.awaitPast(capture);
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
        settle(one);
        settle(other);
    }

    /** Writes, waits, compares, and returns how many changes were left alone. */
    private long leftAlone(SessionFactory writer, Consumer<Session> write) {
        warm();
        long before = capture.ownChanges();
        inTransaction(writer, write);
        settle(writer);
        rig.awaitPast(capture);
        assertFresh();
        return capture.ownChanges() - before;
    }

    private void assertFresh() {
        Map<String, Object> there = Uncached.read(rig, 1, 4);
        assertThat(CaptureRig.read(other, 1, 4)).isEqualTo(there);
        assertThat(CaptureRig.read(one, 1, 4)).isEqualTo(there);
    }

    private static void sql(Session session, String sql) {
        session.doWork(connection -> CaptureRig.run(connection, sql));
    }

    @Test
    void change_ofHibernate_leavesItsNewStateAndAllElseInTheCache() {
        var registry = new SimpleMeterRegistry();
        new CaptureMetrics(capture).bindTo(registry);
        warm();
        inTransaction(one, session -> session.find(Item.class, 1L).title = "new");
        settle(one);
        rig.awaitPast(capture);

        assertThat(capture.ownChanges()).isEqualTo(1);
        assertThat(capture.changes()).isZero();
        assertThat(capture.lag()).isZero();
        assertThat(changes(registry, "own")).isEqualTo(1);
        assertThat(changes(registry, "evicted")).isZero();
        long asked =
                statements(
                        other,
                        () ->
                                inTransaction(
                                        other,
                                        session -> {
                                            assertThat(session.find(Item.class, 1L).title)
                                                    .isEqualTo("new");
                                            Shelf shelf = session.find(Shelf.class, 1L);
                                            assertThat(CaptureRig.unproxied(shelf).items)
                                                    .hasSize(1);
                                        }));
        assertThat(asked).isZero();
        assertFresh();
    }

    private static double changes(MeterRegistry registry, String outcome) {
        return registry.get("hibernate.redis.capture.changes")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void changes_ofHibernate_areLeftAlone() {
        assertThat(
                        leftAlone(
                                one,
                                session -> {
                                    var item = new Item();
                                    item.id = 3;
                                    item.title = "third";
                                    item.shelf = session.find(Shelf.class, 1L);
                                    session.persist(item);
                                }))
                .isEqualTo(1);
        assertThat(
                        leftAlone(
                                one,
                                session -> {
                                    Item item = session.find(Item.class, 3L);
                                    item.shelf = session.find(Shelf.class, 2L);
                                    session.flush();
                                    item.title = "twice";
                                }))
                .isEqualTo(2);
        assertThat(leftAlone(other, session -> session.remove(session.find(Item.class, 3L))))
                .isEqualTo(1);
    }

    @Test
    void change_ofSqlInTheSameTransaction_isEvicted() {
        assertThat(
                        leftAlone(
                                one,
                                session -> {
                                    session.find(Item.class, 1L).title = "ours";
                                    session.flush();
                                    sql(session, "update item set title = 'sql' where id = 1");
                                    sql(session, "update item set shelf_id = 3 where id = 2");
                                }))
                .isZero();
        assertThat(
                        leftAlone(
                                one,
                                session -> {
                                    session.find(Item.class, 1L).title = "ours again";
                                    session.flush();
                                    sql(session, "update item set shelf_id = 1 where id = 2");
                                }))
                .isEqualTo(1);
    }

    /** Hibernate has nothing to write, or cannot tell whether it had. */
    @Test
    void change_withoutAVersion_isEvicted() {
        assertThat(leftAlone(one, session -> session.find(Shelf.class, 1L).code = "code9"))
                .isZero();
        assertThat(leftAlone(one, session -> session.find(Item.class, 1L).labels.clear()))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void change_thatATriggerAlters_isEvicted() {
        assertThat(leftAlone(one, session -> session.find(Item.class, 1L).title = "plain"))
                .isEqualTo(1);

        rig.execute(
                "create function shout() returns trigger language plpgsql as"
                        + " $$ begin new.title := upper(new.title); return new; end $$",
                "create trigger shouts before insert or update on item for each row"
                        + " execute function shout()");
        assertThat(leftAlone(one, session -> session.find(Item.class, 1L).title = "quiet"))
                .isZero();
    }

    @Test
    void change_afterWhichATriggerWritesTheRowOrAnother_isEvicted() {
        rig.execute(
                "create function follow() returns trigger language plpgsql as"
                        + " $$ begin update item set title = 'followed' where id = 2 and title <>"
                        + " 'followed'; return null; end $$",
                "create trigger follows after update on item for each row"
                        + " execute function follow()");
        assertThat(leftAlone(one, session -> session.find(Item.class, 1L).title = "leads"))
                .isEqualTo(1);

        assertThat(leftAlone(one, session -> session.find(Item.class, 2L).title = "own")).isZero();
    }

    @Test
    void change_ofAnotherNamespace_isEvicted() {
        SessionFactory stranger =
                rig.join(
                        Map.of(
                                "hibernate.cache.redis.capture_marks",
                                true,
                                "hibernate.cache.redis.namespace",
                                "elsewhere"));

        assertThat(leftAlone(stranger, session -> session.find(Item.class, 1L).title = "strange"))
                .isZero();
    }

    @Test
    void change_withoutAMark_isEvicted() {
        assertThat(leftAlone(rig.join(), session -> session.find(Item.class, 1L).title = "bare"))
                .isZero();
    }

    /** Its writer may have died after it had been over. */
    @Test
    void change_whoseLeaseIsOver_isEvicted() {
        capture.close();
        SessionFactory brief =
                rig.join(
                        Map.of(
                                "hibernate.cache.redis.capture_marks",
                                true,
                                "hibernate.cache.redis.lease",
                                "1s"));
        warm();
        inTransaction(brief, session -> session.find(Item.class, 1L).title = "late");
        var inspector = Cluster.cache(one).store().inspector();
        long committed = inspector.now().clock();
        await().until(() -> inspector.now().clock() > committed + 1_000_000);

        capture = rig.streaming(other);
        rig.awaitPast(capture);

        assertThat(capture.ownChanges()).isZero();
        assertThat(capture.changes()).isEqualTo(1);
        assertFresh();
    }

    @Test
    void rolledBack_leavesNoMark() {
        warm();
        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        one,
                                        session -> {
                                            session.find(Item.class, 1L).title = "gone";
                                            session.flush();
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        rig.execute("update item set title = 'sql' where id = 1");
        rig.awaitPast(capture);

        assertThat(capture.ownChanges()).isZero();
        assertFresh();
    }
}
