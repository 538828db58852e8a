package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.args.ClientPauseMode;

/**
 * What becomes of an invalidation that cannot reach Redis, which hangs and comes back as it was.
 */
class PendingInvalidationsIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store jvm;

    @BeforeEach
    void warm() {
        jvm = jvm(TestSettings.quiet());
        world.warm(jvm, TASK);
    }

    @Test
    void writeThatRedisWasNotToldOf_stopsReadsBeforeItCommits() {
        var writer = opensInVain(jvm);
        redis.server().resume();

        assertThat(jvm.isReadable()).isFalse();
        assertThat(cached(jvm, TASK)).isNull();
        assertThat(jvm.counters().count(Event.BYPASSED)).isEqualTo(1);
        writer.close(false);
    }

    @Test
    void writeThatRedisWasNotToldOf_isNotToldBeforeItCommits() {
        var other = jvm(TestSettings.quiet());
        var writer = opensInVain(jvm);
        redis.server().resume();

        beat(jvm);

        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        assertThat(jvm.isReadable()).isFalse();
        var loader = begun(other);
        String old = world.row(TASK);
        world.commit(TASK, "a1b0");
        writer.close(true);
        World.put(loader, TASK, old);
        world.assertNotStale(jvm);
        world.assertNotStale(other);
    }

    @Test
    void writeThatRedisWasNotToldOf_isToldWithItsCommitIfRedisIsBack() {
        var writer = opensInVain(jvm);
        redis.server().resume();
        world.commit(TASK, "a1b0");

        writer.close(true);

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
        assertThat(jvm.isReadable()).isTrue();
    }

    @Test
    void writeThatRedisWasNotToldOf_isToldByTheHeartbeatBeforeReadsResume() {
        var writer = opensInVain(jvm);
        world.commit(TASK, "a1b0");
        writer.close(true);
        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        redis.server().resume();

        assertThat(jvm.isReadable()).isFalse();
        beat(jvm);

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(jvm.counters().count(Event.INVALIDATION_DELIVERED)).isEqualTo(1);
        world.assertNotStale(jvm);
        world.assertNotStale(jvm(TestSettings.quiet()));
    }

    @Test
    void writeThatRedisWasNotToldOf_andThatRolledBack_isForgotten() {
        var writer = opensInVain(jvm);

        writer.close(false);
        redis.server().resume();

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void writeThatRedisWasNotToldOf_andOfUnknownOutcome_isHiddenForALease() {
        var writer = opensInVain(jvm);
        writer.end(false);
        redis.server().resume();
        beat(jvm);
        world.load(jvm, TASK);

        world.commit(TASK, "a1b0");

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    /** Nothing of its announcement got through, and it may commit after it was paid. */
    @Test
    void writeOfUnknownOutcome_whileRedisWasDown_isHiddenForALease() {
        redis.server().kill();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        writer.end(false);
        redis.server().restartEmpty();
        beat(jvm);
        world.load(jvm, TASK);

        world.commit(TASK, "a1b0");

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void writeThatRedisWasNotToldOf_whoseSessionIsLost_isHiddenForALease() {
        opensInVain(jvm);
        redis.server().resume();

        await().ignoreExceptions()
                .untilAsserted(
                        () -> {
                            System.gc();
                            jvm.beat();
                            assertThat(jvm.pendingInvalidations()).isZero();
                        });
        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void changeAfterAFailedOpen_isPendingToo() {
        var writer = opensInVain(jvm);
        writer.invalidate(World.OTHER_TASK, null);
        world.commit(World.OTHER_TASK, "changed");
        redis.server().resume();
        var loader = begun(world.jvm());

        writer.close(true);
        World.put(loader, World.OTHER_TASK, "other");

        world.assertNotStale(jvm);
    }

    @Test
    void moreThanTenThousandPendingTags_clearTheNamespace() {
        var writer = begun(jvm);
        for (int i = 0; i < 10_001; i++) {
            writer.invalidate(Tag.table("t" + i));
        }
        redis.server().pause();
        writer.open();
        writer.close(true);
        redis.server().resume();

        beat(jvm);

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void strictWrite_whenRedisIsUnreachable_isRefusedAndNothingIsPending() {
        var strict = jvm(TestSettings.quiet().rollbackWhenUnreachable());
        var writer = begun(strict);
        writer.invalidate(TASK, bytes("a1b0"));
        redis.server().pause();

        assertThatThrownBy(writer::open)
                .isInstanceOf(CacheUnreachableException.class)
                .hasMessageContaining("hibernate.cache.redis.on_unreachable=rollback");
        writer.end(false);
        redis.server().resume();

        assertThat(strict.pendingInvalidations()).isZero();
        world.assertNotStale(strict);
    }

    @Test
    void strictWrite_thatCommitsThoughItWasRefused_isInvalidated() {
        var strict = jvm(TestSettings.quiet().rollbackWhenUnreachable());
        var writer = begun(strict);
        writer.invalidate(TASK, bytes("a1b0"));
        redis.server().pause();
        assertThatThrownBy(writer::open).isInstanceOf(CacheUnreachableException.class);
        world.commit(TASK, "a1b0");

        writer.close(true);
        assertThat(strict.pendingInvalidations()).isEqualTo(1);
        redis.server().resume();
        beat(strict);

        world.assertNotStale(strict);
    }

    @Test
    void strictChangeAfterTheOpen_thatCommitsThoughItWasRefused_isPending() {
        var strict = jvm(TestSettings.quiet().rollbackWhenUnreachable());
        var writer = begun(strict);
        writer.invalidate(World.OTHER_TASK, null);
        writer.open();
        redis.server().pause();
        assertThatThrownBy(() -> writer.invalidate(TASK, bytes("a1b0")))
                .isInstanceOf(CacheUnreachableException.class);
        world.commit(TASK, "a1b0");

        writer.close(true);
        redis.server().resume();

        world.assertNotStale(strict);
        beat(strict);
        world.assertNotStale(strict);
        assertThat(strict.pendingInvalidations()).isZero();
    }

    @Test
    void strictChangeOutsideATransaction_whenRedisIsUnreachable_isRefusedAndPending() {
        var strict = jvm(TestSettings.quiet().rollbackWhenUnreachable());
        var work = new UnitOfWork(strict);
        work.invalidate(TASK, null);
        redis.server().pause();

        assertThatThrownBy(work::changedWithoutTransaction)
                .isInstanceOf(CacheUnreachableException.class);
        world.commit(TASK, "a1b0");
        redis.server().resume();

        world.assertNotStale(strict);
        beat(strict);
        world.assertNotStale(strict);
        world.assertNotStale(jvm);
    }

    @Test
    void changeOutsideATransaction_whenRedisIsUnreachable_isPending() {
        var work = new UnitOfWork(jvm);
        work.invalidate(TASK, null);
        redis.server().pause();
        work.changedWithoutTransaction();
        world.commit(TASK, "a1b0");
        redis.server().resume();

        beat(jvm);

        world.assertNotStale(jvm(TestSettings.quiet()));
    }

    @Test
    void changeOutsideATransaction_isHiddenForALease() {
        var work = new UnitOfWork(jvm);
        work.invalidate(TASK, null);

        work.changedWithoutTransaction();
        world.load(jvm, TASK);
        world.commit(TASK, "a1b0");

        world.assertNotStale(jvm);
    }

    @Test
    void closeThatFails_isPendingWhileReadsGoOn() {
        world.warm(jvm, World.OTHER_TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.commit(TASK, "a1b0");
        redis.server().pause();

        assertThatCode(() -> writer.close(true)).doesNotThrowAnyException();
        jvm.settle();
        redis.server().resume();

        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        assertThat(cached(jvm, World.OTHER_TASK)).isEqualTo("other");
        world.assertNotStale(jvm);
        beat(jvm);
        assertThat(jvm.pendingInvalidations()).isZero();
        world.warm(jvm, TASK);
    }

    @Test
    void unknownOutcome_thatCannotBeRenewed_isPending() {
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        redis.server().pause();
        writer.end(false);
        redis.server().resume();
        assertThat(jvm.isReadable()).isFalse();

        beat(jvm);
        world.load(jvm, TASK);
        world.commit(TASK, "a1b0");

        world.assertNotStale(jvm);
    }

    @Test
    void evictionThatFails_isPending() {
        redis.server().pause();
        jvm.evict(List.of(TASK), List.of(TASKS.floor()));
        world.commit(TASK, "a1b0");
        redis.server().resume();

        assertThat(cached(jvm, TASK)).isNull();
        beat(jvm);

        world.assertNotStale(jvm);
    }

    @Test
    void pendingInvalidation_whenTheStoreCloses_isDeliveredFirst() {
        var leaving = jvm(TestSettings.quiet());
        var writer = opensInVain(leaving);
        world.commit(TASK, "a1b0");
        writer.close(true);
        redis.server().resume();

        leaving.close();

        world.assertNotStale(jvm);
    }

    /** Whether the command of an update that timed out ran, nobody knows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void updateWhoseCommandTimedOut_isNeverStaleAfterwards(boolean ran) {
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        if (ran) {
            redis.server().pause();
            writer.open();
            redis.server().resume();
            await().until(
                            () ->
                                    world.redis().zscore(World.key("d"), TASK.tag().toString())
                                            != null);
        } else {
            redis.admin().clientPause(2000, ClientPauseMode.ALL);
            writer.open();
            redis.server().kill();
            redis.server().restart();
        }
        world.commit(TASK, "a1b0");
        writer.close(true);
        beat(jvm);

        world.assertNotStale(jvm);
        world.assertNotStale(jvm(TestSettings.quiet()));
        assertThat(jvm.pendingInvalidations()).isZero();
    }

    /** Until it gets through: the machine may be busy, and the time-out is short. */
    private static void beat(Store store) {
        await().ignoreExceptions()
                .until(
                        () -> {
                            store.beat();
                            return true;
                        });
    }

    /** A writer whose open times out. */
    private UnitOfWork opensInVain(Store store) {
        var writer = begun(store);
        writer.invalidate(TASK, bytes("a1b0"));
        redis.server().pause();
        writer.open();
        return writer;
    }

    private Store jvm(TestSettings settings) {
        return world.jvm(settings.failures(100), world.connection(Duration.ofMillis(300)));
    }
}
