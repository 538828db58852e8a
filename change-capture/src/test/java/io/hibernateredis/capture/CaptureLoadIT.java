package io.hibernateredis.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.capture.Depot.Item;
import io.hibernateredis.capture.Depot.Shelf;
import io.hibernateredis.testing.Postgres;
import io.hibernateredis.testing.RedisExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Under load, each read that begins when the position of a commit has been passed sees it. {@code
 * -Dcapture.seconds=60} writes for as long.
 */
class CaptureLoadIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    private static final long SECONDS = Long.getLong("capture.seconds", 4);
    private static final int WRITERS = 3;
    private static final int IDS = 4;
    private static final int ROWS = 20;

    /** Between commits of as many rows. */
    private static final long PACE_NANOS = Long.getLong("capture.pace", 40_000_000);

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong reads = new AtomicLong();
    private long leftAlone;
    private final AtomicLong commits = new AtomicLong();
    private final List<Long> lags = Collections.synchronizedList(new ArrayList<>());
    private final ConcurrentSkipListSet<String> stale = new ConcurrentSkipListSet<>();

    @ParameterizedTest
    @ValueSource(strings = {"default", "full"})
    void reads_afterTheLag_areFresh(String identity) throws Exception {
        Assumptions.assumeTrue(Postgres.programs().isPresent(), "no PostgreSQL to start");
        try (var postgres = Postgres.start(Postgres.programs().orElseThrow(), "wal_level=logical");
                var rig = new CaptureRig(postgres, REDIS.uri(), identity)) {
            Map<String, ?> marks = Map.of("hibernate.cache.redis.capture_marks", true);
            SessionFactory one = rig.join(marks);
            SessionFactory other = rig.join(marks);
            SessionFactory uncached = Uncached.join(rig);
            ChangeCapture capture = rig.streaming(one);
            var threads = Executors.newCachedThreadPool();
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                Callable<Void> writer =
                        () -> write(rig, capture, number, List.of(one, other), uncached);
                running.add(threads.submit(writer));
            }
            Callable<Void> reader = () -> readOn(other);
            running.add(threads.submit(reader));
            Callable<Void> load = () -> load(rig);
            running.add(threads.submit(load));
            Thread.sleep(SECONDS * 1000);
            ended.set(true);
            for (Future<Void> each : running) {
                each.get();
            }
            threads.shutdown();
            uncached.close();
            tell(identity, capture);
            leftAlone = capture.ownChanges();
        }
        assertThat(stale).isEmpty();
        assertThat(reads.get()).isPositive();
        assertThat(leftAlone).isPositive();
    }

    /** Rows that no other thread writes. */
    private Void write(
            CaptureRig rig,
            ChangeCapture capture,
            int number,
            List<SessionFactory> cached,
            SessionFactory uncached)
            throws Exception {
        long first = 1 + (long) number * IDS;
        long last = first + IDS - 1;
        var random = new Random(number);
        try (Connection connection = rig.connect()) {
            connection.setAutoCommit(false);
            while (!ended.get()) {
                if (random.nextBoolean()) {
                    writeByHibernate(cached.get(random.nextInt(cached.size())), random, first);
                }
                try {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        CaptureRig.run(connection, statement(random, first));
                    }
                } catch (SQLException e) {
                    // Two shelves may not have one code.
                    connection.rollback();
                }
                connection.commit();
                commits.incrementAndGet();
                long committed = System.nanoTime();
                String position = CaptureRig.position(connection);
                connection.commit();
                while (!capture.isPast(position)) {
                    Thread.onSpinWait();
                }
                lags.add(System.nanoTime() - committed);
                Map<String, Object> there = CaptureRig.read(uncached, first, last);
                for (SessionFactory each : cached) {
                    reads.incrementAndGet();
                    Map<String, Object> found = CaptureRig.read(each, first, last);
                    if (!found.equals(there)) {
                        stale.add(found + " instead of " + there);
                    }
                }
            }
        }
        return null;
    }

    /** And sometimes by SQL, in the same transaction, the same rows or others. */
    private static void writeByHibernate(SessionFactory factory, Random random, long first) {
        try {
            factory.inTransaction(
                    session -> {
                        for (int i = random.nextInt(3); i >= 0; i--) {
                            change(session, random, first);
                            if (random.nextInt(4) == 0) {
                                session.flush();
                                session.doWork(c -> CaptureRig.run(c, statement(random, first)));
                            }
                        }
                    });
        } catch (RuntimeException e) {
            // What SQL has changed meanwhile has another version, or a code is there twice.
        }
    }

    private static void change(Session session, Random random, long first) {
        long id = first + random.nextInt(IDS);
        Item item = session.find(Item.class, id);
        Shelf shelf = session.find(Shelf.class, first + random.nextInt(IDS));
        if (item == null) {
            item = new Item();
            item.id = id;
            session.persist(item);
        }
        switch (random.nextInt(5)) {
            case 0 -> item.title = "h" + random.nextInt(100);
            case 1 -> item.shelf = shelf;
            case 2 -> item.labels.add("h" + random.nextInt(3));
            case 3 -> session.remove(item);
            default -> {
                if (shelf != null) {
                    CaptureRig.unproxied(shelf).code = "code" + id;
                }
            }
        }
    }

    private static String statement(Random random, long first) {
        long id = first + random.nextInt(IDS);
        long other = first + random.nextInt(IDS);
        return switch (random.nextInt(9)) {
            case 0 ->
                    "insert into shelf (id, code) values (%d, 'code%d') on conflict do nothing"
                            .formatted(id, id);
            case 1 ->
                    ("insert into item (id, version, title, shelf_id) select %d, 0, 'new', max(id)"
                                    + " from shelf where id = %d on conflict do nothing")
                            .formatted(id, other);
            case 2 -> "update item set title = 't%d' where id = %d".formatted(other, id);
            case 3 ->
                    ("update item set shelf_id = (select max(id) from shelf where id = %d) where id"
                                    + " = %d")
                            .formatted(other, id);
            case 4 ->
                    ("insert into item_labels select id, 'l%d' from item where id = %d on conflict"
                                    + " do nothing")
                            .formatted(other, id);
            case 5 -> "delete from item_labels where item_id = " + id;
            case 6 ->
                    ("with gone as (delete from item_labels where item_id = %d) delete from item"
                                    + " where id = %d and not exists (select 1 from item_labels"
                                    + " where item_id = %d)")
                            .formatted(id, id, id);
            case 7 ->
                    "update shelf set code = 'code%d' where id = %d and %d >= 0"
                            .formatted(other, id, id);
            default ->
                    "update item set version = version + 1, title = 'v' where id in (%d, %d)"
                            .formatted(id, other);
        };
    }

    /** Many rows, which no one compares. */
    private Void load(CaptureRig rig) throws SQLException {
        try (Connection connection = rig.connect()) {
            CaptureRig.run(
                    connection,
                    "insert into item (id, version, title) select n, 0, 'load'"
                            + " from generate_series(1000, 1999) n");
            connection.setAutoCommit(false);
            for (int i = 0; !ended.get(); i = (i + ROWS) % 1000) {
                CaptureRig.run(
                        connection,
                        "update item set title = 't' || version, version = version + 1 where id"
                                + " between %d and %d".formatted(1000 + i, 999 + i + ROWS));
                connection.commit();
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
        return null;
    }

    private Void readOn(SessionFactory cached) {
        while (!ended.get()) {
            CaptureRig.read(cached, 1, (long) WRITERS * IDS);
        }
        return null;
    }

    private void tell(String identity, ChangeCapture capture) {
        List<Long> sorted = lags.stream().sorted().toList();
        System.out.printf(
                "%s: %d commits, %d changes, %d left alone, %d reads, lag p50 %.1f ms, p99 %.1f ms,"
                        + " %d stale%n",
                identity,
                commits.get(),
                capture.changes(),
                capture.ownChanges(),
                reads.get(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                stale.size());
    }
}
