package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.testing.RedisExtension;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More threads than connections, on a Redis that is well: nobody takes that for an outage. */
class BusyPoolIT {

    private static final int THREADS = 200;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void manyThreads_onFewConnections_leaveNothingPendingAndOpenNoCircuit(int connections)
            throws Exception {
        var jvm =
                world.jvm(
                        TestSettings.lively().trust(Duration.ofSeconds(10)),
                        settings(connections, Duration.ofSeconds(5)));
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                var own = TASKS.entry(null, "of" + t);
                all.add(threads.submit(() -> readsAndWrites(jvm, own)));
            }
            for (var each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(jvm.counters().count(Event.INVALIDATION_PENDING)).isZero();
        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(jvm.client().maySend()).isTrue();
        assertThat(jvm.isReadable()).isTrue();
        assertThat(jvm.counters().count(Event.BYPASSED)).isZero();
    }

    private static void readsAndWrites(Store jvm, Entry own) {
        for (int i = 0; i < 20; i++) {
            var work = begun(jvm);
            work.get(own);
            work.invalidate(own, bytes("n" + i));
            work.open();
            work.close(true);
        }
    }

    @Test
    void allConnectionsInUse_makeAMissAndNothingMore() throws Exception {
        var connection = settings(1, Duration.ofSeconds(30));
        var scripts = Scripts.standard();
        var server = RedisServer.at(connection, scripts.all());
        var jvm = Store.open(TestSettings.quiet().build(), server, scripts);
        world.warm(jvm, TASK);
        var taken = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var threads = Executors.newSingleThreadExecutor();
        try {
            var holder =
                    threads.submit(
                            () ->
                                    server.exchange(
                                            id -> {
                                                taken.countDown();
                                                awaitLatch(release);
                                                return List.of();
                                            }));
            taken.await();

            for (int i = 0; i < 5; i++) {
                assertThat(cached(jvm, TASK)).isNull();
            }
            assertThat(jvm.counters().count(Event.NO_CONNECTION)).isEqualTo(5);
            assertThat(jvm.isReadable()).isTrue();
            assertThat(jvm.beat()).isZero();

            release.countDown();
            assertThat(holder.get()).isNotNull();
            assertThat(cached(jvm, TASK)).isEqualTo("a0b0");
        } finally {
            threads.shutdownNow();
            jvm.close();
        }
    }

    /** Or a thread that asks again and again, as many do, would pass by those who wait. */
    @Test
    void waiter_isServedBeforeAThreadThatHasJustGivenBack() throws Exception {
        var connection = settings(1, Duration.ofSeconds(30));
        int passedBy = 0;
        try (var server = RedisServer.at(connection, Scripts.standard().all())) {
            for (int i = 0; i < 100; i++) {
                Queue<String> served = new ConcurrentLinkedQueue<>();
                var waiter = new Thread(() -> server.exchangePatiently(id -> note(served, "one")));
                server.exchangePatiently(
                        id -> {
                            waiter.start();
                            await().pollInterval(Duration.ofMillis(1))
                                    .until(() -> waiter.getState() == State.TIMED_WAITING);
                            return List.of();
                        });
                server.exchangePatiently(id -> note(served, "another"));
                waiter.join();
                passedBy += "one".equals(served.peek()) ? 0 : 1;
            }
        }
        assertThat(passedBy).isZero();
    }

    private static List<Call> note(Queue<String> served, String who) {
        served.add(who);
        return List.of();
    }

    @Test
    void whatIsOwed_isPaid_whileAllConnectionsAreInUse() throws Exception {
        var scripts = Scripts.standard();
        var server = RedisServer.at(settings(1, Duration.ofSeconds(1)), scripts.all());
        var jvm = Store.open(TestSettings.quiet().build(), server, scripts);
        world.warm(jvm, TASK);
        var taken = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var threads = Executors.newSingleThreadExecutor();
        try {
            threads.execute(
                    () ->
                            server.exchange(
                                    id -> {
                                        taken.countDown();
                                        awaitLatch(release);
                                        return List.of();
                                    }));
            taken.await();
            world.commit(TASK, "a1b0");
            jvm.evict(List.of(TASK), List.of());
            assertThat(jvm.pendingInvalidations()).isEqualTo(1);

            assertThat(jvm.beat()).isEqualTo(1);

            assertThat(jvm.pendingInvalidations()).isZero();
            world.assertNotStale(world.jvm());
        } finally {
            release.countDown();
            threads.shutdown();
            jvm.close();
        }
    }

    @Test
    void commitOfAnInterruptedThread_isAnnounced() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        Thread.currentThread().interrupt();

        world.write(jvm, TASK, "a1b0");
        jvm.settle();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(jvm.counters().count(Event.OPENED)).isEqualTo(1);
        assertThat(jvm.counters().count(Event.CLOSED)).isEqualTo(1);
        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(cached(world.jvm(), TASK)).isEqualTo("a1b0");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ConnectionSettings settings(int connections, Duration readTimeout) {
        return ConnectionSettings.of(
                redis.uri().toString(),
                Duration.ofSeconds(1),
                readTimeout,
                Duration.ofMillis(100),
                connections);
    }
}
