package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entries in the memory of a JVM that asks before each transaction, and who shares a question. */
class NearBarriersIT {

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store near;
    private Store plain;

    @BeforeEach
    void start() {
        near = world.barrierJvm(TestSettings.quiet(), Duration.ofSeconds(5));
        plain = world.jvm();
        world.warm(near, TASK);
        awaitNear(near);
    }

    private void awaitNear(Store jvm) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> isNear(jvm));
    }

    private boolean isNear(Store jvm) {
        long before = jvm.counters().count(Event.NEAR_HIT);
        assertThat(cached(jvm, TASK)).isIn(null, world.row(TASK));
        return jvm.counters().count(Event.NEAR_HIT) > before;
    }

    private static long messages(Store jvm) {
        return jvm.counters().count(Event.ROUND_TRIP);
    }

    @Test
    void transaction_takesOneMessage_andAReadOutsideOneEach() {
        long before = messages(near);
        var work = begun(near);
        for (int i = 0; i < 100; i++) {
            assertThat(work.get(TASK)).isNotNull();
        }
        assertThat(messages(near)).isEqualTo(before + 1);

        work.close(true);
        work.get(TASK);
        work.get(TASK);
        assertThat(messages(near)).isEqualTo(before + 3);

        work.begin();
        work.get(TASK);
        work.get(TASK);
        assertThat(messages(near)).isEqualTo(before + 4);
    }

    @Test
    void write_isSeenByTransactionsThatBeginLater() {
        for (int i = 0; i < 50; i++) {
            world.write(i % 2 == 0 ? plain : near, TASK, "row " + i);
            world.assertNotStale(near);
        }
        plain.evict(List.of(TASK), List.of());
        assertThat(cached(near, TASK)).isNull();
        world.warm(near, TASK);
        awaitNear(near);
        plain.evict(List.of(), List.of(TASK.keyspace().floor()));
        assertThat(cached(near, TASK)).isNull();
        world.warm(near, TASK);
        awaitNear(near);
        plain.evictEverything();
        assertThat(cached(near, TASK)).isNull();
    }

    @Test
    void writer_withDeadJvmsThatAsk_waitsForNone() {
        near.client().failed(new RedisRefusedException("dead"));
        long before = messages(plain);
        world.write(plain, TASK, "row");
        // Its announcement; nothing is asked about mirrors.
        assertThat(messages(plain)).isEqualTo(before + 1);
        assertThat(redis.admin().exists(World.key("m"))).isFalse();
    }

    @Test
    void transactionsThatCome_whileAQuestionIsOnItsWay_shareTheNext() throws Exception {
        var threads = Executors.newCachedThreadPool();
        long before = messages(near);
        redis.server().pause();
        try {
            var first = CompletableFuture.supplyAsync(() -> cachedAsBegun(near), threads);
            await().until(() -> messages(near) == before + 1);
            List<Thread> waiting = new ArrayList<>();
            List<CompletableFuture<String>> later = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                var started = new CompletableFuture<Thread>();
                later.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    started.complete(Thread.currentThread());
                                    return cachedAsBegun(near);
                                },
                                threads));
                waiting.add(started.get());
            }
            await().until(
                            () ->
                                    waiting.stream()
                                            .allMatch(t -> t.getState() == Thread.State.WAITING));
            redis.server().resume();

            assertThat(first.get()).isEqualTo(world.row(TASK));
            for (var each : later) {
                assertThat(each.get()).isEqualTo(world.row(TASK));
            }
            assertThat(messages(near)).isEqualTo(before + 2);
        } finally {
            redis.server().resume();
            threads.shutdownNow();
        }
    }

    /** Without waiting for what others have posted: the server is paused. */
    private static String cachedAsBegun(Store jvm) {
        var work = new UnitOfWork(jvm);
        work.begin(jvm.loadTime());
        var found = work.get(TASK);
        return found == null ? null : World.text(found);
    }

    @Test
    void transactionsOfManyThreads_seeEachCommitThatReturnedBefore() throws Exception {
        var committed = new AtomicInteger();
        var over = new AtomicBoolean();
        var threads = Executors.newCachedThreadPool();
        world.write(plain, TASK, "0");
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            readers.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                int read = 0;
                                while (!over.get()) {
                                    int least = committed.get();
                                    String seen = cachedAsBegun(near);
                                    if (seen != null) {
                                        assertThat(Integer.parseInt(seen))
                                                .isGreaterThanOrEqualTo(least);
                                        read++;
                                    }
                                }
                                return read;
                            },
                            threads));
        }
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        for (int i = 1; System.nanoTime() < end; i++) {
            var work = begun(plain);
            work.invalidate(TASK, bytes("" + i));
            work.open();
            work.close(true);
            committed.set(i);
            // Time to find the new row near.
            LockSupport.parkNanos(2_000_000);
        }
        over.set(true);

        for (var reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        threads.shutdownNow();
        assertThat(near.counters().count(Event.NEAR_HIT)).isGreaterThan(100);
    }

    @Test
    void hangingRedis_costsATransactionOneTimeout_andTheDatabaseAnswers() {
        var lively = world.barrierJvm(TestSettings.lively(), TIMEOUT);
        await().until(lively::isReadable);
        awaitNear(lively);
        redis.server().pause();
        long began = System.nanoTime();

        var work = new UnitOfWork(lively);
        work.begin(lively.loadTime());
        for (int i = 0; i < 20; i++) {
            assertThat(work.get(TASK)).isNull();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.multipliedBy(2));
        redis.server().resume();
        await().until(lively::isReadable);
        world.write(plain, TASK, "after");
        awaitNear(lively);
        assertThat(cached(lively, TASK)).isEqualTo("after");
    }

    @Test
    void restartedRedis_yieldsNothingFromBefore() {
        var lively = world.barrierJvm(TestSettings.lively(), TIMEOUT);
        await().until(lively::isReadable);
        awaitNear(lively);
        redis.server().save();
        world.commit(TASK, "by a program outside");

        redis.server().restart();

        await().until(lively::isReadable);
        world.assertNotStale(lively);
    }

    @Test
    void answerOfAServerThatIsNotTrusted_letsNothingBeServed() {
        near.client().failed(new RedisRefusedException("READONLY"));

        long before = near.counters().count(Event.NEAR_HIT);
        assertThat(cached(near, TASK)).isNull();
        assertThat(near.counters().count(Event.NEAR_HIT)).isEqualTo(before);
    }

    @Test
    void answerThatComesAfterTheTrustEnded_letsNothingBeServed() throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        long before = messages(near);
        try {
            redis.server().pause();
            var reading = thread.submit(() -> cachedAsBegun(near));
            await().until(() -> messages(near) > before);
            near.client().failed(new RedisRefusedException("READONLY"));
            redis.server().resume();

            assertThat(reading.get()).isNull();
        } finally {
            redis.server().resume();
            thread.shutdownNow();
        }
    }

    @Test
    void moreEventsThanTheLogHolds_areAGap() {
        for (int i = 0; i < 9_000; i += 100) {
            for (int j = 0; j < 100; j++) {
                plain.evict(List.of(), List.of(Tag.named("tag " + (i + j))));
            }
        }
        plain.evict(List.of(TASK), List.of());

        assertThat(cached(near, TASK)).isNull();
        world.warm(near, TASK);
        awaitNear(near);
    }

    @Test
    void eventThatIsTooLargeToBeRead_isAGap_andCostsNoEntry() {
        var small =
                world.barrierJvm(TestSettings.quiet().maxEntrySize(1024), Duration.ofSeconds(5));
        awaitNear(small);
        world.warm(near, OTHER_TASK);
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            tags.add(Tag.named("a name that is long enough to make an event large " + i));
        }
        plain.evict(List.of(), tags);
        plain.evict(List.of(TASK), List.of());

        assertThat(cached(small, OTHER_TASK)).isNotNull();
        assertThat(cached(small, TASK)).isNull();
        await().until(
                        () -> {
                            // Beyond its limit, the index forgets the tags, and what is older.
                            world.load(near, TASK);
                            return isNear(small);
                        });
    }

    @Test
    void whatIsLoadedFromNear_countsAsLoadedAtTheBegin() {
        var work = begun(near);
        LoadTime begun = work.loaded();
        assertThat(work.get(TASK)).isNotNull();

        world.write(plain, TASK, "changed");
        assertThat(work.loaded()).isEqualTo(begun);
        // Whatever is computed from it is refused.
        near.put(
                work.loaded(),
                List.of(
                        new PendingPut(
                                TASK,
                                bytes("computed"),
                                List.of(TASK.keyspace().floor()),
                                60_000,
                                () -> {})));
        near.settle();
        assertThat(cached(near, TASK)).isEqualTo("changed");
    }

    @Test
    void statementThatBegins_whereEachHasASnapshot_endsWhatIsServedNear() {
        var work = begun(near);
        assertThat(work.get(TASK)).isNotNull();
        world.write(plain, TASK, "changed");

        work.statementBegins();

        assertThat(World.text(work.get(TASK))).isEqualTo("changed");
    }
}
