package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protection.BodyForm;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.store.Gates.Kind;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What keeps a near entry from being served when its JVM has not heard of what was invalidated: the
 * gates between it and Redis are shut at the worst moment.
 */
class NearGuardsIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Gates gates;
    private Store plain;

    @BeforeEach
    void start() {
        gates = new Gates(redis.server().port());
        plain = world.jvm();
    }

    @AfterEach
    void stop() {
        gates.open();
        world.close();
        gates.close();
    }

    private Store behindGates(TestSettings settings) {
        return world.nearJvm(settings, gates.port());
    }

    static boolean isNear(Store jvm, Entry entry) {
        long before = jvm.counters().count(Event.NEAR_HIT);
        var unused = cached(jvm, entry);
        return jvm.counters().count(Event.NEAR_HIT) > before;
    }

    static void awaitNear(Store jvm, Entry entry) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> isNear(jvm, entry));
    }

    @Test
    void whatWasPending_onceDelivered_isNotServedNear() {
        Store jvm = behindGates(TestSettings.quiet());
        world.warm(plain, TASK);
        awaitNear(jvm, TASK);
        gates.freeze(Kind.OTHERS);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        gates.hold(Kind.CALLS, Kind.EVENTS);
        world.commit(TASK, "a1b0");

        writer.close(true);

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void whatALateCloseInvalidates_isNotServedNear() {
        Store jvm = behindGates(TestSettings.quiet().lease(Duration.ofMillis(100)));
        world.warm(plain, TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.awaitEndOfLease(plain);
        world.warm(plain, TASK);
        awaitNear(jvm, TASK);
        gates.hold(Kind.CALLS, Kind.EVENTS);
        world.commit(TASK, "a1b0");

        writer.close(true);

        world.assertNotStale(jvm);
    }

    @Test
    void close_ofALeaseThatLapsedAndWasRenewed_waitsForMirrors() {
        Store jvm = behindGates(TestSettings.quiet());
        Store writers =
                world.jvm(
                        TestSettings.quiet()
                                .lease(Duration.ofMillis(150))
                                .heartbeat(Duration.ofMillis(400)));
        // It takes a moment until the lease is renewed: the mirror must not lose its own meanwhile.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> closesAfterARenewalThatIsNotHeardOf(writers, jvm));
        world.assertNotStale(jvm);
    }

    private boolean closesAfterARenewalThatIsNotHeardOf(Store writers, Store jvm) {
        gates.open();
        var writer = begun(writers);
        writer.invalidate(TASK, null);
        writer.open();
        await().pollInterval(Duration.ofMillis(1))
                .until(
                        () -> {
                            plain.beat();
                            world.load(plain, TASK);
                            return isNear(jvm, TASK);
                        });
        gates.hold(Kind.CALLS, Kind.EVENTS);
        double hiddenUntil = hiddenUntil();
        await().pollInterval(Duration.ofMillis(1)).until(() -> hiddenUntil() > hiddenUntil);
        boolean near = isNear(jvm, TASK);
        if (near) {
            world.commit(TASK, "a1b0");
        }
        writer.close(near);
        return near;
    }

    private double hiddenUntil() {
        Double score = world.redis().zscore(World.key("d"), TASK.tag().toString());
        return score == null ? 0 : score;
    }

    @Test
    void commit_inTheFirstSecondOfAnOutage_waitsUntilNothingNearIsServed() {
        Store jvm = behindGates(TestSettings.quiet());
        world.warm(plain, TASK);
        awaitNear(jvm, TASK);
        // From its answer it knows that there are mirrors.
        plain.beat();
        redis.server().kill();
        var writer = begun(plain);
        writer.invalidate(TASK, bytes("a1b0"));

        writer.open();
        world.commit(TASK, "a1b0");

        world.assertNotStale(jvm);
        long start = System.nanoTime();
        world.write(plain, TASK, "a2b0");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("the next ones wait for nothing")
                .isLessThan(Duration.ofMillis(700));
        redis.server().restartEmpty();
    }

    @Test
    void entryThatIsOver_isNotServedNear() {
        var brief = new Keyspace("brief", "brief", Duration.ofMillis(700)).entry(null, "1");
        Store jvm = behindGates(TestSettings.quiet());
        put(jvm, brief, "row");
        awaitNear(jvm, brief);

        await().atMost(Duration.ofSeconds(3)).until(() -> cached(jvm, brief) == null);
    }

    @Test
    void entryLargerThanAll_isReadFromRedis_andOthersStayNear() {
        var settings = TestSettings.quiet().maxEntrySize(4 << 20);
        Store jvm = world.nearJvm(settings, redis.server().port(), 1 << 20);
        var large = World.TASKS.entry(null, "large");
        String row = "x".repeat(2 << 20);
        put(jvm, large, row);
        world.warm(jvm, TASK);
        awaitNear(jvm, TASK);

        for (int i = 0; i < 5; i++) {
            assertThat(isNear(jvm, large)).isFalse();
            assertThat(cached(jvm, large)).isEqualTo(row);
        }

        assertThat(isNear(jvm, TASK)).isTrue();
    }

    @Test
    void entriesOfARegionThatIsOff_areReadFromRedis() {
        var off =
                new Keyspace("off", "off", Duration.ofHours(1), false, BodyForm.PLAIN)
                        .entry(null, "1");
        Store jvm = behindGates(TestSettings.quiet());
        put(jvm, off, "row");
        world.warm(jvm, TASK);
        awaitNear(jvm, TASK);

        for (int i = 0; i < 5; i++) {
            assertThat(isNear(jvm, off)).isFalse();
            assertThat(cached(jvm, off)).isEqualTo("row");
        }
    }

    private static void put(Store jvm, Entry entry, String row) {
        var work = begun(jvm);
        work.offer(entry, bytes(row), List.of());
        work.endOperation();
        work.close(true);
        jvm.settle();
    }
}
