package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.BOTH;
import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one session sees of its own changes, what others see of them, and when. */
class UnitOfWorkIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void touchedEntry_beforeTheCommit_isNotSeenByItsWriterAndStillByOthers() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);

        writer.invalidate(TASK, bytes("a1b0"));

        assertThat(writer.get(TASK)).isNull();
        assertThat(writer.ownState(TASK)).isEqualTo(bytes("a1b0"));
        assertThat(cached(world.jvm(), TASK)).isEqualTo("a0b0");
    }

    @Test
    void newState_ofACommittedTransaction_isSeenByAll() {
        var jvm = world.jvm();

        world.write(jvm, TASK, "a1b0");

        assertThat(cached(jvm, TASK)).isEqualTo("a1b0");
        assertThat(cached(world.jvm(), TASK)).isEqualTo("a1b0");
    }

    @Test
    void transactionThatChangesVeryMuch_keepsNothingButFloors() {
        var jvm = world.jvm();
        var other = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        for (int i = 0; i < 100_000; i++) {
            writer.invalidate(TASKS.entry(null, "n" + i), new byte[1000]);
        }

        assertThat(writer.ownState(TASK)).isNull();
        assertThat(writer.hasChanged(TASK)).isTrue();
        assertThat(writer.get(OTHER_TASK)).isNull();
        assertThat(cached(other, TASK)).isEqualTo("a0b0");
        writer.open();
        world.commit(TASK, "a1b0");
        world.commit(OTHER_TASK, "changed");
        assertThat(writer.isCompleting(TASK)).isTrue();
        long sent = jvm.counters().count(Event.ROUND_TRIP);
        writer.invalidate(OTHER_TASK, null);
        assertThat(jvm.counters().count(Event.ROUND_TRIP)).isEqualTo(sent);
        writer.close(true);

        world.assertNotStale(jvm);
        world.assertNotStale(other);
        world.warm(jvm, TASK);
    }

    @Test
    void entryThatIsTooLarge_isNotStored() {
        var jvm = world.jvm(TestSettings.quiet().maxEntrySize(2000));
        var reader = begun(jvm);

        assertThat(reader.offer(TASK, new byte[2001], List.of())).isFalse();
        assertThat(reader.offer(OTHER_TASK, new byte[2000], List.of())).isTrue();
        reader.close(true);
        var writer = begun(jvm);
        writer.invalidate(TASK, new byte[2001]);
        writer.open();
        writer.close(true);

        assertThat(cached(jvm, TASK)).isNull();
        assertThat(cached(jvm, OTHER_TASK)).hasSize(2000);
        assertThat(jvm.counters().count(Event.TOO_LARGE)).isEqualTo(2);
    }

    @Test
    void entryThatIsTooLargeInRedis_isAMissAndGoes() {
        var jvm = world.jvm();
        world.warm(jvm, OTHER_TASK);
        byte[] key = ("{test:0}" + TASK.tag()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        world.redis().set(key, new byte[20 << 20]);

        var found = begun(jvm).read(List.of(TASK, BOTH), List.of());

        assertThat(found.found()).containsExactly(null, null);
        assertThat(world.redis().exists(key)).isFalse();
        assertThat(jvm.isReadable()).isTrue();
        assertThat(cached(jvm, OTHER_TASK)).isEqualTo("other");
        world.warm(jvm, TASK);
    }

    @Test
    void newState_ofATransactionThatRolledBack_isNeverCached() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();

        writer.close(false);

        assertThat(cached(jvm, TASK)).isNull();
        world.warm(jvm, TASK);
    }

    @Test
    void newState_ofATransactionThatRolledBackUnannounced_leavesTheOldOne() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));

        writer.end(false);

        assertThat(cached(jvm, TASK)).isEqualTo("a0b0");
    }

    @Test
    void load_afterTheFirstTouch_waitsForTheCommit() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, null);

        put(writer, OTHER_TASK, "other");

        assertThat(cached(jvm, OTHER_TASK)).isNull();
        writer.open();
        writer.close(true);
        assertThat(cached(jvm, OTHER_TASK)).isEqualTo("other");
    }

    @Test
    void load_afterTheFirstTouch_isDroppedWithTheRollback() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, null);
        put(writer, OTHER_TASK, "may be the transaction's own");

        writer.open();
        writer.close(false);

        assertThat(cached(jvm, OTHER_TASK)).isNull();
    }

    @Test
    void load_ofWhatTheUnitTouched_isRefused() {
        var writer = begun(world.jvm());
        writer.invalidateAll(TASKS);

        assertThat(writer.offer(TASK, bytes("a1b0"), List.of())).isFalse();
    }

    @Test
    void load_beforeAnythingWasSeen_isNotOffered() {
        redis.server().kill();
        var loader = begun(world.jvm());
        redis.server().restart();

        assertThat(loader.offer(TASK, bytes("a0b0"), List.of())).isFalse();
    }

    @Test
    void touch_afterTheOpen_isAnnouncedAtOnce() {
        var jvm = world.jvm();
        world.warm(jvm, OTHER_TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, null);
        writer.open();

        writer.invalidate(OTHER_TASK, null);

        assertThat(cached(jvm, OTHER_TASK)).isNull();
        world.load(jvm, OTHER_TASK);
        assertThat(cached(jvm, OTHER_TASK)).isNull();
    }

    @Test
    void touch_afterAnOpenThatHadNothingToSay_isAnnouncedAtOnce() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);
        writer.open();

        writer.invalidate(TASK, bytes("a1b0"));

        world.commit(TASK, "a1b0");
        world.assertNotStale(jvm);
        writer.close(true);
        world.assertNotStale(jvm);
    }

    @Test
    void commit_ofATouchThatWasNeverAnnounced_invalidatesIt() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        world.commit(TASK, "a1b0");

        writer.close(true);

        world.assertNotStale(jvm);
    }

    @Test
    void abandoned_withATouchThatWasNeverAnnounced_isHiddenForALease() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        world.commit(TASK, "a1b0");

        writer.begin();

        world.assertNotStale(jvm);
        world.load(jvm, TASK);
        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void ownState_afterABulkChangeOfItsKeyspace_isUnknown() {
        var writer = begun(world.jvm());
        writer.invalidate(TASK, bytes("a1b0"));

        writer.invalidateAll(TASKS);

        assertThat(writer.ownState(TASK)).isNull();
    }

    @Test
    void secondTransactionOfASession_withWhatItLoadedInTheFirst_storesNoLostColumn() {
        var jvm = world.jvm();
        var session = begun(jvm);
        session.close(true);
        world.write(world.jvm(), TASK, "a0b1");
        jvm.beat();
        session.begin();

        session.invalidate(TASK, bytes("a1b0"));
        session.open();
        world.commit(TASK, "a1b1");
        session.close(true);

        world.assertNotStale(world.jvm());
    }

    @Test
    void transactionThatBeganBeforeItsSession_storesNoLostColumn() {
        var jvm = world.jvm();
        var began = jvm.loadTime();
        world.write(jvm, TASK, "a0b1");
        var session = new UnitOfWork(jvm);
        session.begin(began);

        session.invalidate(TASK, bytes("a1b0"));
        session.open();
        world.commit(TASK, "a1b1");
        session.close(true);

        world.assertNotStale(jvm);
    }

    @Test
    void tagOfAnEntry_withoutTheEntry_isRefused() {
        var jvm = world.jvm();

        assertThatIllegalArgumentException().isThrownBy(() -> begun(jvm).invalidate(TASK.tag()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jvm.evict(List.of(), List.of(TASK.tag())));
    }

    @Test
    void prefetchedEntry_thatIsThenTouched_isNotSeen() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
        var session = begun(jvm);
        session.prefetch(BOTH, List.of(TASK, OTHER_TASK));

        session.invalidateAll(TASKS);

        assertThat(session.get(TASK)).isNull();
    }

    @Test
    void manyTouches_ofOneTransaction_clearTheirKeyspaceInstead() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        for (int i = 0; i < 6000; i++) {
            writer.invalidate(TASKS.entry(null, "many" + i), bytes("x"));
        }

        writer.open();
        world.commit(TASK, "a1b0");
        world.assertNotStale(jvm);
        writer.close(true);

        world.assertNotStale(jvm);
        assertThat(world.redis().zcard(World.key("d"))).isLessThan(10);
    }

    @Test
    void fiveThousandTouches_ofOneTransaction_areOpenedAndClosed() {
        var jvm = world.jvm(TestSettings.quiet().maxArguments(6000));
        var writer = begun(jvm);
        for (int i = 0; i < 5000; i++) {
            writer.invalidate(TASKS.entry(null, "many" + i), bytes("x"));
        }

        writer.open();
        writer.close(true);
        jvm.settle();

        assertThat(jvm.counters().count(Event.STORED)).isEqualTo(5000);
        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(cached(jvm, TASKS.entry(null, "many4999"))).isEqualTo("x");
    }
}
