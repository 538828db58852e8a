package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.NearGuardsIT.awaitNear;
import static io.hibernateredis.internal.store.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.internal.store.Gates.Kind;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.XTrimParams;

/** Near entries stay fresh whatever fails, and are served again by themselves when it is over. */
class NearFaultsIT {

    private static final Duration SOON = Duration.ofMillis(900);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Gates gates;
    private Store plain;
    private Store jvm;
    private int written;

    @BeforeEach
    void start() {
        gates = new Gates(redis.server().port());
        plain = world.jvm(settings());
        jvm = world.nearJvm(settings(), gates.port());
        world.warm(plain, TASK);
        awaitNear(jvm, TASK);
        // From its answer it knows that there are mirrors; the protocol assumes that it had one.
        plain.beat();
    }

    @AfterEach
    void stop() {
        gates.open();
        world.close();
        gates.close();
    }

    /** What a fault hides, it hides for a lease. */
    private static TestSettings settings() {
        return TestSettings.lively().trust(Duration.ofSeconds(2)).lease(Duration.ofMillis(200));
    }

    /** Nothing older is read when a commit has returned; says how long that took. */
    private Duration write() {
        long start = System.nanoTime();
        world.write(plain, TASK, "row " + ++written);
        var took = Duration.ofNanos(System.nanoTime() - start);
        world.assertNotStale(jvm);
        return took;
    }

    private void awaitNearAgain() {
        awaitNearAfterWrite();
        write();
        awaitNearAfterWrite();
    }

    private void awaitNearAfterWrite() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            world.load(plain, TASK);
                            return NearGuardsIT.isNear(jvm, TASK);
                        });
    }

    private long subscribers() {
        return world.redis().pubsubNumSub(World.key("v")).get(World.key("v"));
    }

    @Test
    void eventConnection_thatBreaksAlone_isOpenedAgain() {
        long before = subscribers();
        var log =
                CapturedLog.during(
                        () -> {
                            gates.cut(Kind.EVENTS);
                            await().until(() -> subscribers() < before);
                            for (int i = 0; i < 5; i++) {
                                assertThat(write()).as("it asks all the same").isLessThan(SOON);
                                awaitNearAfterWrite();
                            }
                            gates.open();
                            await().until(() -> subscribers() == before);
                        });

        awaitNearAgain();
        assertThat(log).filteredOn(line -> line.contains("is not called when")).hasSize(1);
        assertThat(log).filteredOn(line -> line.contains("is called again")).hasSize(1);
        assertThat(log).noneMatch(line -> line.contains("nothing near is served"));
    }

    @Test
    void eventConnection_thatIsSilentlyDead_isReplaced() {
        int before = gates.opened(Kind.EVENTS);
        gates.freeze(Kind.EVENTS);

        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> {
                            assertThat(write()).as("it asks all the same").isLessThan(SOON);
                            return gates.opened(Kind.EVENTS) > before;
                        });
        awaitNearAgain();
    }

    @Test
    void calls_thatFailAlone_endTheLease_andItComesBack() {
        var log =
                CapturedLog.during(
                        () -> {
                            gates.cut(Kind.CALLS);
                            await().until(() -> !NearGuardsIT.isNear(jvm, TASK));
                            write();
                            write();
                            assertThat(NearGuardsIT.isNear(jvm, TASK)).isFalse();
                            gates.open();
                            awaitNearAgain();
                        });

        assertThat(log).filteredOn(line -> line.contains("nothing near is served")).hasSize(1);
        assertThat(log).filteredOn(line -> line.contains("is served again")).hasSize(1);
    }

    @Test
    void calls_thatHang_delayCommitsForALease_once() {
        gates.hold(Kind.CALLS);

        assertThat(write()).isBetween(Duration.ofMillis(1000), Duration.ofMillis(2500));
        assertThat(write()).as("it was removed").isLessThan(SOON);

        gates.open();
        awaitNearAgain();
    }

    @Test
    void jvmThatHearsNothing_servesNothing_whenTheCommitHasReturned() {
        gates.freeze(Kind.values());

        write();

        awaitNearAgain();
    }

    @Test
    void logThatWasTrimmed_isAGap() {
        gates.hold(Kind.CALLS, Kind.EVENTS);
        write();
        write();
        world.redis().xtrim(World.key("v"), XTrimParams.xTrimParams().maxLen(0));
        gates.open();

        world.assertNotStale(jvm);
        awaitNearAgain();
    }

    @Test
    void lossOfAnyKey_leavesNothingStale_andItComesBack() {
        for (String key : List.of("m", "v", "i")) {
            world.redis().del(World.key(key));
            write();
            write();
            awaitNearAgain();
        }
        // Without these it is unknown for how long leases last.
        for (String key : List.of("d", "f")) {
            world.redis().del(World.key(key));
            write();
            write();
        }
    }

    @Test
    void restartOfRedis_emptyOrNot_leavesNothingStale_andItComesBack() {
        var restarts = new ArrayList<Runnable>();
        restarts.add(redis.server()::restartEmpty);
        restarts.add(redis.server()::restart);
        for (Runnable restart : restarts) {
            var log =
                    CapturedLog.during(
                            () -> {
                                restart.run();
                                write();
                                await().until(
                                                () ->
                                                        plain.isReadable()
                                                                && jvm.isReadable()
                                                                && plain.pendingInvalidations()
                                                                        == 0);
                                awaitNearAgain();
                            });
            assertThat(log)
                    .filteredOn(line -> line.contains("near") && line.contains("WARN"))
                    .as("no flood")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void redisThatHangs_endsTheLease_andItComesBack() {
        redis.server().pause();
        try {
            write();
        } finally {
            redis.server().resume();
        }
        await().until(() -> plain.isReadable() && plain.pendingInvalidations() == 0);

        write();
        awaitNearAgain();
    }
}
