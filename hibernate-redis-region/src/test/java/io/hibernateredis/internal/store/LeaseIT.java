package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.Tokens;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a writer hides what it touched, and that every script may come twice or late. */
class LeaseIT {

    private static final Duration SHORT = Duration.ofMillis(150);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void lease_ofAWriterThatDied_passes() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        dies(jvm);

        world.awaitEndOfLease(jvm);

        world.warm(jvm, TASK);
    }

    @Test
    void load_thatBeganDuringALeaseThatPassed_isRefused() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        dies(jvm);
        var loader = begun(jvm);

        world.awaitEndOfLease(jvm);
        put(loader, TASK, "a0b0");

        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void lease_whileItsTransactionLives_isRenewed() {
        var jvm = world.jvm(TestSettings.lively().lease(SHORT));
        var writer = dies(jvm);
        double first = score(TASK);

        await().until(() -> score(TASK) > first + 10 * SHORT.toNanos() / 1000);
        world.load(jvm, TASK);

        assertThat(cached(jvm, TASK)).isNull();
        writer.close(true);
        assertThat(score(TASK)).isLessThanOrEqualTo(clock());
    }

    @Test
    void lease_ofAnUnknownOutcome_isRenewedOnceAndPasses() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        double opened = score(TASK);

        writer.end(false);

        assertThat(score(TASK)).isGreaterThan(opened);
        world.commit(TASK, "a1b0");
        world.assertNotStale(jvm);
        world.awaitEndOfLease(jvm);
        world.warm(jvm, TASK);
    }

    @Test
    void closeAfterTheLease_storesNothingAndInvalidates() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        var writer = dies(jvm);
        world.awaitEndOfLease(jvm);
        var loader = begun(jvm);
        String old = world.row(TASK);
        world.commit(TASK, "a1b0");

        writer.close(true);
        put(loader, TASK, old);

        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void open_thatRunsTwice_stillStoresAtClose() {
        var jvm = world.jvm();
        var lease = new Lease(Tokens.next(), jvm.loadTime());
        var changes = List.of(Change.of(TASK, bytes("a1b0")));

        jvm.announcer().open(lease, changes);
        jvm.announcer().open(lease, changes);
        world.commit(TASK, "a1b0");
        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());

        assertThat(cached(jvm, TASK)).isEqualTo("a1b0");
    }

    @Test
    void open_thatRunsAfterItsClose_hidesTheEntryForALease() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        var lease = new Lease(Tokens.next(), jvm.loadTime());
        var changes = List.of(Change.of(TASK, bytes("a1b0")));
        jvm.announcer().open(lease, changes);
        world.commit(TASK, "a1b0");
        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());

        jvm.announcer().open(lease, changes);

        world.assertNotStale(jvm);
        world.awaitEndOfLease(jvm);
        world.warm(jvm, TASK);
    }

    @Test
    void close_thatRunsTwice_onlyCostsTheEntry() {
        var jvm = world.jvm();
        var lease = new Lease(Tokens.next(), jvm.loadTime());
        var changes = List.of(Change.of(TASK, bytes("a1b0")));
        jvm.announcer().open(lease, changes);
        world.commit(TASK, "a1b0");
        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());

        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());

        world.assertNotStale(jvm);
        world.warm(jvm, TASK);
    }

    @Test
    void close_thatRunsAgainAfterALaterWriter_takesNothingOfItBack() {
        var jvm = world.jvm();
        var lease = new Lease(Tokens.next(), jvm.loadTime());
        var changes = List.of(Change.of(TASK, bytes("a1b0")));
        jvm.announcer().open(lease, changes);
        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());
        var later = begun(jvm);
        later.invalidate(TASK, bytes("a2b0"));
        later.open();
        double hidden = score(TASK);

        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());

        assertThat(score(TASK)).isGreaterThanOrEqualTo(hidden);
        world.commit(TASK, "a2b0");
        later.close(true);
        world.assertNotStale(jvm);
    }

    @Test
    void put_thatRunsAgainAfterAWrite_isRefused() {
        var jvm = world.jvm();
        var loaded = jvm.loadTime();
        var offer =
                new PendingPut(TASK, bytes("a0b0"), List.of(World.TASKS.floor()), 60_000, () -> {});
        jvm.put(loaded, List.of(offer));
        world.write(jvm, TASK, "a1b0");

        jvm.put(loaded, List.of(offer));

        assertThat(cached(jvm, TASK)).isEqualTo("a1b0");
    }

    @Test
    void evict_thatRunsAgainAfterAWrite_onlyCostsTheEntry() {
        var jvm = world.jvm();
        jvm.evict(List.of(TASK), List.of());
        world.write(jvm, TASK, "a1b0");

        jvm.evict(List.of(TASK), List.of());

        assertThat(cached(jvm, TASK)).isNull();
        world.warm(jvm, TASK);
    }

    @Test
    void renewal_ofATokenThatWasLost_hidesAgainAndMayNotStore() {
        var jvm = world.jvm();
        var lease = new Lease(Tokens.next(), jvm.loadTime());
        var changes = List.of(Change.of(TASK, bytes("a1b0")));
        jvm.announcer().open(lease, changes);
        world.redis().flushAll();

        jvm.announcer().renewAndLapse(lease);

        assertThat(score(TASK)).isGreaterThan(clock());
        jvm.close(lease, changes, true, LoadTime.UNKNOWN, List.of());
        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void tokens_ofWritersThatDied_areDroppedByHeartbeats() {
        var jvm = world.jvm(TestSettings.quiet().lease(SHORT));
        for (int i = 0; i < 30; i++) {
            var writer = begun(jvm);
            writer.invalidate(World.TASKS.entry(null, "dead" + i), null);
            writer.open();
        }

        await().untilAsserted(
                        () -> {
                            jvm.beat();
                            assertThat(world.redis().hkeys(key("f"))).containsExactly("=");
                        });
    }

    @Test
    void otherEntries_duringALease_areServed() {
        var jvm = world.jvm();
        world.warm(jvm, OTHER_TASK);

        dies(jvm);

        assertThat(cached(jvm, OTHER_TASK)).isEqualTo("other");
    }

    /** A writer that has announced its change, and says no more. */
    private UnitOfWork dies(Store jvm) {
        var writer = begun(jvm);
        writer.invalidate(TASK, null);
        writer.open();
        return writer;
    }

    private double score(Entry entry) {
        return world.redis().zscore(key("d"), entry.tag().toString());
    }

    private double clock() {
        return world.redis().zscore(key("i"), "~");
    }
}
