package io.hibernateredis.tagged;

import static io.hibernateredis.tagged.Planner.points;
import static io.hibernateredis.tagged.Planner.setPoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.tags.Tags;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Computations and writes that meet at a named point. */
class TaggedRacesIT {

    static final Duration TTL = Duration.ofMinutes(5);
    static final ValueType<Long> LONG = ValueType.of(Long.class);
    static final Tags TAGS = Tags.named("tasks-of:1");
    static final TaggedCacheSettings SETTINGS =
            TaggedCacheSettings.of("views").withEagerness(0).withPatience(Duration.ofSeconds(20));

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Planner.ENTITIES);

    SessionFactory factory;
    SessionFactory other;
    TaggedCache cache;
    TaggedCache others;

    /** Without the lock among JVMs, which would make up for what threads do not do. */
    TaggedCache local;

    @BeforeEach
    void start() {
        factory = cluster.join();
        other = cluster.join();
        cache = TaggedCache.of(factory, SETTINGS);
        others = TaggedCache.of(other, SETTINGS);
        local = TaggedCache.of(factory, SETTINGS.withAcrossJvms(false));
        Planner.fill(factory);
        TaggedCacheIT.awaitSeen(other, factory);
    }

    private long get(TaggedCache cache, Supplier<Long> supplier) {
        return cache.getOrCompute("points", LONG, TTL, TAGS, supplier);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The common pool may have a single thread, which the first that blocks would keep. */
    private static <T> CompletableFuture<T> inItsOwnThread(Supplier<T> supplier) {
        return CompletableFuture.supplyAsync(supplier, task -> new Thread(task).start());
    }

    @Test
    void computation_thatReadBeforeAWrite_isNotKept() {
        long computed =
                get(
                        cache,
                        () -> {
                            long read = points(factory, 1);
                            setPoints(other, 11, 5);
                            TaggedCacheIT.awaitSeen(factory, other);
                            return read;
                        });
        assertThat(computed).as("it began before the commit").isEqualTo(2);
        assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
    }

    @Test
    void computation_whileAWriterCommits_isNotKept() {
        Cluster.connections(other).beforeNextCommit(() -> get(cache, () -> points(factory, 1)));
        setPoints(other, 11, 5);
        assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
    }

    @Test
    void readWhileAWriterIsBetweenCommitAndClose_isTheNewOne() {
        get(cache, () -> points(factory, 1));
        Cluster.connections(other)
                .afterNextCommit(
                        () ->
                                assertThat(get(cache, () -> points(factory, 1)))
                                        .as("committed, and nobody has been told")
                                        .isEqualTo(6));
        setPoints(other, 11, 5);
    }

    /** Under REPEATABLE READ what is read late in a transaction is as old as its begin. */
    @Test
    void computation_inATransactionThatBeganBefore_isNotKept() {
        Cluster.inTransaction(
                factory,
                session -> {
                    long snapshot = points(session, 1);
                    setPoints(other, 11, 5);
                    TaggedCacheIT.awaitSeen(factory, other);
                    assertThat(get(cache, () -> snapshot)).isEqualTo(2);
                });
        assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
    }

    /** What a session has loaded once it goes on holding, also in its next transaction. */
    @Test
    void computation_throughASessionThatLoadedBefore_isNotKept() {
        factory.inSession(
                session -> {
                    session.beginTransaction();
                    var task = session.find(Planner.Task.class, 11L);
                    session.getTransaction().commit();
                    setPoints(other, 11, 5);
                    TaggedCacheIT.awaitSeen(factory, other);
                    session.beginTransaction();
                    get(
                            cache,
                            () ->
                                    session.find(Planner.Task.class, 11L).points
                                            + session.find(Planner.Task.class, 12L).points
                                            + 0L * task.points);
                    session.getTransaction().commit();
                });
        assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
    }

    /** Else the old body would be given the ETag of the new state, and be confirmed ever after. */
    @Test
    void etag_whereASessionHasLoadedBeforeAWrite_isNone() {
        factory.inSession(
                session -> {
                    session.find(Planner.Task.class, 11L);
                    assertThat(cache.etag(TAGS)).isPresent();
                    setPoints(other, 11, 5);
                    TaggedCacheIT.awaitSeen(factory, other);
                    assertThat(session.find(Planner.Task.class, 11L).points).isEqualTo(1);
                    assertThat(cache.etag(TAGS)).isEmpty();
                });
        assertThat(cache.etag(TAGS)).isPresent();
    }

    @Test
    void computation_throughASessionOfAnotherThread_isKeptByItsAge_ifItIsTold() {
        Session session = inItsOwnThread(factory::openSession).join();
        try {
            session.beginTransaction();
            long snapshot = points(session, 1);
            setPoints(other, 11, 5);
            TaggedCacheIT.awaitSeen(factory, other);
            assertThat(get(cache.in(session), () -> snapshot)).isEqualTo(2);
            session.getTransaction().commit();
        } finally {
            session.close();
        }
        assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
    }

    @Test
    void put_ofWhatWasReadBeforeAWrite_isRefused() {
        var loaded = cache.loadTime();
        long read = points(factory, 1);
        setPoints(other, 11, 5);
        cache.put("points", LONG, read, TTL, TAGS, loaded);
        assertThat(cache.get("points", LONG, TAGS)).isNull();
    }

    @Test
    void eviction_duringAComputation_isNotUndone() {
        get(
                cache,
                () -> {
                    others.evict("points");
                    return 1L;
                });
        assertThat(cache.get("points", LONG, TAGS)).isNull();
        get(
                cache,
                () -> {
                    others.clear();
                    return 1L;
                });
        assertThat(cache.get("points", LONG, TAGS)).isNull();
    }

    @Test
    void ofManyThreads_oneComputes() {
        var calls = new AtomicInteger();
        var all = new CountDownLatch(8);
        List<CompletableFuture<Long>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            results.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                all.countDown();
                                return get(
                                        local,
                                        () -> {
                                            calls.incrementAndGet();
                                            awaitUnchecked(all);
                                            return points(factory, 1);
                                        });
                            },
                            task -> new Thread(task).start()));
        }
        results.forEach(result -> assertThat(result.join()).isEqualTo(2));
        assertThat(calls).hasValue(1);
    }

    /** Who looks before a computation is over, and goes on after it, is not to compute again. */
    @Test
    void ofManyThreads_oneComputes_howeverShortItTakes() {
        int keys = 500;
        var calls = new AtomicInteger();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    CompletableFuture.runAsync(
                            () -> {
                                for (int key = 0; key < keys; key++) {
                                    local.getOrCompute(
                                            "key" + key,
                                            LONG,
                                            TTL,
                                            TAGS,
                                            () -> (long) calls.incrementAndGet());
                                }
                            },
                            task -> new Thread(task).start()));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(calls).hasValue(keys);
    }

    @Test
    void ofTwoJvms_oneComputes() {
        var begun = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        var first =
                inItsOwnThread(
                        () ->
                                get(
                                        cache,
                                        () -> {
                                            begun.countDown();
                                            awaitUnchecked(asked);
                                            return points(factory, 1);
                                        }));
        awaitUnchecked(begun);
        var second =
                inItsOwnThread(
                        () ->
                                get(
                                        others,
                                        () -> {
                                            throw new AssertionError("computed twice");
                                        }));
        Awaitility.await().until(() -> Cluster.counters(other).count(Event.MISS) >= 3);
        asked.countDown();
        assertThat(first.join()).isEqualTo(2);
        assertThat(second.join()).isEqualTo(2);
    }

    /** Were the next to wait for whoever takes its turn, all would compute one after the other. */
    @Test
    void nobodyWaitsTwice_forWhatIsNotKept() {
        SessionFactory third = cluster.join();
        TaggedCache thirds = TaggedCache.of(third, SETTINGS);
        var begun = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        var first =
                inItsOwnThread(
                        () ->
                                get(
                                        cache,
                                        () -> {
                                            begun.countDown();
                                            awaitUnchecked(waiting);
                                            cache.evict("points");
                                            return 1L;
                                        }));
        awaitUnchecked(begun);
        var both = new CountDownLatch(2);
        Supplier<Long> together =
                () -> {
                    both.countDown();
                    awaitUnchecked(both);
                    return 2L;
                };
        var second = inItsOwnThread(() -> get(others, together));
        var last = inItsOwnThread(() -> get(thirds, together));
        for (SessionFactory waits : List.of(other, third)) {
            Awaitility.await().until(() -> Cluster.counters(waits).count(Event.MISS) >= 3);
        }
        waiting.countDown();
        assertThat(first.join()).isEqualTo(1);
        assertThat(second.join()).isEqualTo(2);
        assertThat(last.join()).isEqualTo(2);
    }

    @Test
    void whatIsBeingWritten_isNotWaitedFor() {
        long waited =
                get(
                        others,
                        () -> {
                            var nanos = new AtomicLong();
                            Cluster.connections(other)
                                    .beforeNextCommit(
                                            () -> {
                                                long before = System.nanoTime();
                                                get(cache, () -> points(factory, 1));
                                                nanos.set(System.nanoTime() - before);
                                            });
                            setPoints(other, 11, 5);
                            return nanos.get();
                        });
        assertThat(waited).isBetween(1L, SETTINGS.patience().toNanos() / 2);
    }

    /**
     * Whoever waits began after a commit that the computation did not see: what was computed is not
     * for them.
     */
    @Test
    void waiter_thatBeganAfterACommit_isNotHandedTheOlderResult() {
        var read = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        var leader =
                inItsOwnThread(
                        () ->
                                get(
                                        local,
                                        () -> {
                                            long old = points(factory, 1);
                                            read.countDown();
                                            awaitUnchecked(waiting);
                                            return old;
                                        }));
        awaitUnchecked(read);
        setPoints(other, 11, 5);
        var thread = new Thread[1];
        var waiter =
                CompletableFuture.supplyAsync(
                        () -> get(local, () -> points(factory, 1)),
                        task -> {
                            thread[0] = new Thread(task);
                            thread[0].start();
                        });
        Awaitility.await().until(() -> thread[0].getState() == Thread.State.TIMED_WAITING);
        waiting.countDown();
        assertThat(leader.join()).isEqualTo(2);
        assertThat(waiter.join()).isEqualTo(6);
    }

    @Test
    void supplier_thatAsksForItsOwnKey_doesNotWaitForItself() {
        assertThat(get(cache, () -> get(cache, () -> 1L) + 1)).isEqualTo(2);
    }

    @Test
    void waiter_isPatientForSoLongOnly() {
        var hasty =
                TaggedCache.of(
                        factory,
                        TaggedCacheSettings.of("hasty").withPatience(Duration.ofMillis(50)));
        var begun = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var stuck =
                inItsOwnThread(
                        () ->
                                get(
                                        hasty,
                                        () -> {
                                            begun.countDown();
                                            awaitUnchecked(done);
                                            return 1L;
                                        }));
        awaitUnchecked(begun);
        assertThat(get(hasty, () -> 2L)).isEqualTo(2);
        done.countDown();
        assertThat(stuck.join()).isEqualTo(1);
    }

    @Test
    void writerThatDies_leavesNothingStale() {
        get(cache, () -> points(factory, 1));
        try (var died = cluster.join(java.util.Map.of("hibernate.cache.redis.lease", "300ms"))) {
            Cluster.connections(died)
                    .afterNextCommit(
                            () -> {
                                throw new IllegalStateException("the connection is gone");
                            });
            try {
                setPoints(died, 11, 5);
            } catch (RuntimeException expected) {
                // It does not know that it has committed.
            }
            assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
            Awaitility.await()
                    .untilAsserted(
                            () -> {
                                assertThat(get(cache, () -> points(factory, 1))).isEqualTo(6);
                                assertThat(cache.get("points", LONG, TAGS)).isEqualTo(6);
                            });
        }
    }
}
