package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Several JVMs read groups of rows through the query cache while others move and change the rows in
 * every way. A row that nobody was writing during a read must be in its group's result as it was
 * last committed, and in no other's; one that somebody was writing must not be older.
 */
class ConcurrentQueriesStressTest {

    private static final int ROWS = 40;
    private static final int GROUPS = 8;
    private static final int READERS = 4;
    private static final int WRITERS = 2;
    private static final Duration TIME =
            Duration.ofSeconds(Integer.getInteger("stress.seconds", 15));

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Item.class, Loose.class);

    private final List<Row> rows = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> stale = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /** What is known of a row. Writers of one row take turns. */
    private static final class Row {
        final long id;
        final String entity;
        final ReentrantLock turn = new ReentrantLock();
        volatile long begun;
        volatile State committed;

        Row(long id, String entity, State committed) {
            this.id = id;
            this.entity = entity;
            this.committed = committed;
        }
    }

    /**
     * @param ended how many writes have ended; all those that have begun if nobody is writing
     * @param group -1 if the row is not there
     */
    private record State(long ended, long revision, int group) {}

    @Test
    void everyGroup_isReadAsItWasLastCommitted() throws Exception {
        List<SessionFactory> jvms = List.of(cluster.join(), cluster.join(), cluster.join());
        for (long id = 0; id < ROWS; id++) {
            String entity = id % 4 == 0 ? "Loose" : "Item";
            int group = (int) id % GROUPS;
            rows.add(new Row(id, entity, new State(0, 1, group)));
            long key = id;
            jvms.get(0).inTransaction(session -> session.persist(row(entity, key, group, 1)));
        }
        long end = System.nanoTime() + TIME.toNanos();
        var pool = Executors.newFixedThreadPool(READERS + WRITERS + 1);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < READERS + WRITERS; i++) {
                SessionFactory jvm = jvms.get(i % jvms.size());
                var random = new SplittableRandom(i);
                Runnable turn = i < WRITERS ? () -> write(jvm, random) : () -> read(jvm, random);
                running.add(pool.submit(() -> repeat(turn, end)));
            }
            running.add(pool.submit(() -> repeat(this::disturb, end)));
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }

        long hits = 0;
        for (SessionFactory jvm : jvms) {
            hits += jvm.getStatistics().getQueryCacheHitCount();
        }
        System.out.printf(
                "%,d reads of groups, %,d of them hits, %,d writes, %d stale%n",
                reads.get(), hits, writes.get(), stale.size());
        assertThat(stale).isEmpty();
        assertThat(hits).isGreaterThan(reads.get() / 10);
    }

    private static void repeat(Runnable turn, long end) {
        while (System.nanoTime() < end) {
            turn.run();
        }
    }

    /** Once in a while some entries are lost. */
    private void disturb() {
        try {
            TimeUnit.SECONDS.sleep(4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        REDIS.admin().keys("{*}e:*").stream().limit(20).forEach(REDIS.admin()::del);
    }

    private static Object row(String entity, long id, int group, long revision) {
        return entity.equals("Item")
                ? new Item(id, group, revision)
                : new Loose(id, group, revision);
    }

    private void read(SessionFactory jvm, SplittableRandom random) {
        int group = random.nextInt(GROUPS);
        String entity = random.nextInt(4) == 0 ? "Loose" : "Item";
        Map<Row, State> before = new HashMap<>();
        rows.stream()
                .filter(row -> row.entity.equals(entity))
                .forEach(row -> before.put(row, row.committed));
        Map<Long, Long> found = new HashMap<>();
        Cluster.inTransaction(
                jvm,
                session ->
                        session.createSelectionQuery(
                                        "select id, revision from "
                                                + entity
                                                + " where grp = :group",
                                        Object[].class)
                                .setParameter("group", group)
                                .setCacheable(true)
                                .list()
                                .forEach(each -> found.put((Long) each[0], (Long) each[1])));
        reads.incrementAndGet();
        before.forEach(
                (row, state) -> {
                    boolean isQuiet = row.begun == state.ended;
                    Long revision = found.get(row.id);
                    Long expected = state.group == group ? Long.valueOf(state.revision) : null;
                    boolean isRight =
                            isQuiet
                                    ? java.util.Objects.equals(revision, expected)
                                    : revision == null || revision >= state.revision;
                    if (!isRight) {
                        stale.add(
                                "row %d (%s) in group %d: read %s, committed before %s"
                                        .formatted(row.id, row.entity, group, revision, state));
                    }
                });
    }

    private void write(SessionFactory jvm, SplittableRandom random) {
        Row row = rows.get(random.nextInt(ROWS));
        row.turn.lock();
        try {
            row.begun++;
            State old = row.committed;
            int group = random.nextBoolean() ? old.group : random.nextInt(GROUPS);
            var next = new State(row.begun, old.revision + 1, group);
            int way = random.nextInt(10);
            boolean rollsBack = random.nextInt(6) == 0;
            try {
                State written =
                        Cluster.fromTransaction(
                                jvm,
                                session -> {
                                    State result = write(session, row, old, next, way);
                                    session.flush();
                                    if (rollsBack) {
                                        throw new RolledBackException();
                                    }
                                    return result;
                                });
                row.committed = written;
                writes.incrementAndGet();
            } catch (RolledBackException e) {
                row.committed = new State(row.begun, old.revision, old.group);
            }
        } finally {
            row.turn.unlock();
        }
        pause(random);
    }

    private static State write(Session session, Row row, State old, State next, int way) {
        if (old.group < 0) {
            int group = (int) (row.id % GROUPS);
            session.persist(row(row.entity, row.id, group, next.revision));
            return new State(next.ended, next.revision, group);
        }
        switch (way) {
            case 0 -> {
                session.remove(found(session, row));
                return new State(next.ended, next.revision, -1);
            }
            case 1 ->
                    session.createMutationQuery(
                                    "update "
                                            + row.entity
                                            + " set grp = :group, revision = :revision where id ="
                                            + " :id")
                            .setParameter("group", next.group)
                            .setParameter("revision", next.revision)
                            .setParameter("id", row.id)
                            .executeUpdate();
            default -> {
                if (found(session, row) instanceof Item item) {
                    item.grp = next.group;
                    item.revision = next.revision;
                } else {
                    Loose loose = (Loose) found(session, row);
                    loose.grp = next.group;
                    loose.revision = next.revision;
                }
            }
        }
        return next;
    }

    private static Object found(Session session, Row row) {
        return row.entity.equals("Item")
                ? session.find(Item.class, row.id)
                : session.find(Loose.class, row.id);
    }

    private static void pause(SplittableRandom random) {
        try {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class RolledBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Its groups are known when it is written. */
    @Entity(name = "Item")
    static class Item {
        @Id Long id;
        int grp;
        long revision;
        @Version Long version;

        Item() {}

        Item(long id, int grp, long revision) {
            this.id = id;
            this.grp = grp;
            this.revision = revision;
        }
    }

    /** Not versioned: its groups are not known. */
    @Entity(name = "Loose")
    static class Loose {
        @Id Long id;
        int grp;
        long revision;

        Loose() {}

        Loose(long id, int grp, long revision) {
            this.id = id;
            this.grp = grp;
            this.revision = revision;
        }
    }
}
