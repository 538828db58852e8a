package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An outage costs hits, not requests; and what comes back is not believed too early. */
class OutageIT {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void hangingRedis_costsOneTimeoutAndThenNothing() {
        var jvm = lively();
        world.warm(jvm, TASK);
        redis.server().pause();

        long first = millis(() -> assertThat(cached(jvm, TASK)).isNull());
        await().until(() -> !jvm.isReadable());
        long before = jvm.counters().count(Event.ROUND_TRIP);
        long then =
                millis(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                assertThat(cached(jvm, TASK)).isNull();
                            }
                        });

        assertThat(first).isLessThan(2 * TIMEOUT.toMillis());
        assertThat(then).isLessThan(TIMEOUT.toMillis());
        assertThat(jvm.counters().count(Event.ROUND_TRIP)).isEqualTo(before);
        redis.server().resume();
        await().until(jvm::isReadable);
        assertThat(cached(jvm, TASK)).isEqualTo("a0b0");
    }

    @Test
    void hangingRedis_withinOneTransaction_costsOneTimeout() {
        var jvm = lively();
        redis.server().pause();
        var session = begun(jvm);

        long spent =
                millis(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                session.get(TASK);
                                World.put(session, TASK, "a0b0");
                            }
                        });

        assertThat(spent).isLessThan(2 * TIMEOUT.toMillis());
        redis.server().resume();
    }

    @Test
    void failuresInARow_openTheCircuitForWritersToo() {
        var jvm = world.jvm(TestSettings.quiet().failures(2), world.connection(TIMEOUT));
        redis.server().pause();
        writes(jvm, "a1b0");
        writes(jvm, "a2b0");
        long before = jvm.counters().count(Event.ROUND_TRIP);

        long spent = millis(() -> writes(jvm, "a3b0"));

        assertThat(spent).isLessThan(TIMEOUT.toMillis());
        assertThat(jvm.counters().count(Event.ROUND_TRIP)).isEqualTo(before);
        redis.server().resume();
        jvm.beat();
        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void redisDownAtBoot_isServedWithoutAndUsedOnceItIsThere() {
        redis.server().kill();
        var jvm = lively();

        world.load(jvm, TASK);
        writes(jvm, "a1b0");
        world.assertNotStale(jvm);
        redis.server().restartEmpty();

        await().until(() -> jvm.isReadable() && jvm.pendingInvalidations() == 0);
        world.assertNotStale(jvm);
        world.warm(jvm, TASK);
    }

    @Test
    void restart_withAllItsData_yieldsNothingFromBefore() {
        var jvm = lively();
        world.warm(jvm, TASK);
        redis.server().save();
        world.commit(TASK, "a1b0");

        redis.server().restart();

        await().until(jvm::isReadable);
        world.assertNotStale(jvm);
    }

    @Test
    void restore_beforeAnyHeartbeat_yieldsNothingFromBefore() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var snapshot = redis.server().snapshot();
        world.write(jvm, TASK, "a1b0");

        redis.server().restore(snapshot);

        assertThat(jvm.isReadable()).isTrue();
        world.assertNotStale(jvm);
    }

    @Test
    void restart_betweenLoadAndPut_refusesThePut() {
        var jvm = lively();
        var loader = begun(jvm);
        redis.server().save();

        redis.server().restart();
        await().until(jvm::isReadable);
        World.put(loader, TASK, "a0b0");

        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void restart_betweenOpenAndClose_leavesNothingStale() {
        var jvm = lively();
        var other = lively();
        world.warm(jvm, TASK);
        var snapshot = redis.server().snapshot();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();

        redis.server().restore(snapshot);
        await().until(other::isReadable);
        world.load(other, TASK);
        world.commit(TASK, "a1b0");
        writer.close(true);

        world.assertNotStale(other);
        await().until(jvm::isReadable);
        world.assertNotStale(jvm);
    }

    @Test
    void replyThatComesAfterTheTrustEnded_isNotBelieved() throws Exception {
        var jvm = world.jvm(TestSettings.quiet(), world.connection(Duration.ofSeconds(5)));
        world.warm(jvm, TASK);
        long before = jvm.counters().count(Event.ROUND_TRIP);
        var thread = Executors.newSingleThreadExecutor();
        try {
            redis.server().pause();
            var reading = thread.submit(() -> cached(jvm, TASK));
            await().until(() -> jvm.counters().count(Event.ROUND_TRIP) > before);
            jvm.client().failed(new RedisRefusedException("READONLY"));
            redis.server().resume();

            assertThat(reading.get()).isNull();
        } finally {
            thread.shutdownNow();
        }
    }

    private Store lively() {
        return world.jvm(TestSettings.lively(), world.connection(TIMEOUT));
    }

    private void writes(Store jvm, String row) {
        world.write(jvm, TASK, row);
    }

    private static long millis(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
