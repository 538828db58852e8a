package io.hibernateredis.tagged;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tagged.Planner.Project;
import io.hibernateredis.tagged.Planner.Task;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Several threads on two session factories write tasks and read tagged values. Each task has one
 * writer, whose points only grow, and which notes them when {@code commit()} has returned: a sum
 * read later must not be less than that of what was noted before the read began.
 */
class TaggedCacheStressTest {

    private static final int TASKS = 4;
    private static final Duration LASTS = Duration.ofSeconds(8);
    private static final ValueType<Long> LONG = ValueType.of(Long.class);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    private final AtomicIntegerArray committed = new AtomicIntegerArray(TASKS);
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong computed = new AtomicLong();
    private final List<String> stale = java.util.Collections.synchronizedList(new ArrayList<>());

    @Test
    void taggedValues_areNeverStale() {
        SessionFactory one = cluster.join();
        SessionFactory two = cluster.join();
        Cluster.inTransaction(
                one,
                session -> {
                    var project = new Project(1);
                    session.persist(project);
                    session.persist(new Project(2));
                    for (long id = 0; id < TASKS; id++) {
                        session.persist(new Task(id, project, 0));
                    }
                });
        long end = System.nanoTime() + LASTS.toNanos();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            SessionFactory writer = i % 2 == 0 ? one : two;
            threads.add(run(() -> write(writer, task), end));
        }
        for (SessionFactory reader : List.of(one, two, one, two)) {
            var cache =
                    TaggedCache.of(
                            reader,
                            TaggedCacheSettings.of("stress").withGrace(Duration.ofSeconds(1)));
            threads.add(run(() -> read(cache, reader), end));
        }
        threads.forEach(CompletableFuture::join);

        long hits = Cluster.counters(one).count(Event.HIT) + Cluster.counters(two).count(Event.HIT);
        System.out.printf(
                "tagged stress: %d reads, %d computed, %d hits, %d commits, %d stale%n",
                reads.get(), computed.get(), hits, sum(), stale.size());
        assertThat(stale).isEmpty();
        assertThat(hits).as("values that were served").isGreaterThan(100);
        assertThat(sum()).as("commits").isGreaterThan(20);
    }

    private static CompletableFuture<Void> run(Runnable step, long end) {
        return CompletableFuture.runAsync(
                () -> {
                    while (System.nanoTime() - end < 0) {
                        step.run();
                    }
                },
                task -> new Thread(task).start());
    }

    private void write(SessionFactory factory, int id) {
        int next = committed.get(id) + 1;
        Cluster.inTransaction(
                factory, session -> session.find(Task.class, (long) id).points = next);
        committed.set(id, next);
        pause(30);
    }

    private void read(TaggedCache cache, SessionFactory factory) {
        boolean byRows = ThreadLocalRandom.current().nextBoolean();
        Tags tags = byRows ? Tags.rows(Task.class, "project.id", 1) : Tags.named("tasks-of:1");
        String key = byRows ? "rows" : "named";
        long least = sum();
        long found =
                cache.getOrCompute(
                        key,
                        LONG,
                        Duration.ofMillis(500),
                        tags,
                        () -> {
                            computed.incrementAndGet();
                            return Planner.points(factory, 1);
                        });
        reads.incrementAndGet();
        if (found < least) {
            stale.add(key + ": " + found + " < " + least);
        }
        pause(2);
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < TASKS; i++) {
            sum += committed.get(i);
        }
        return sum;
    }

    private static void pause(int mostMillis) {
        java.util.concurrent.locks.LockSupport.parkNanos(
                ThreadLocalRandom.current().nextLong(mostMillis * 1_000_000L));
    }
}
