package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is pending for a Redis that is away for long, or that refuses, and what is logged of it. */
class LongOutageIT {

    private static final int MAX_TAGS = TestSettings.quiet().build().maxChanges();

    /** A long run tries more, in a heap that is no larger. */
    private static final int COMMITS = Integer.getInteger("outage.commits", 200_000);

    private static final long MEGABYTE = 1 << 20;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void manyCommitsWithoutRedis_arePendingInLittleMemoryAndDeliveredInOneMessage() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.server().save();
        redis.server().kill();
        long before = usedMemory();
        long began = System.nanoTime();
        int mostTags = 0;

        for (int i = 0; i < COMMITS; i++) {
            var writer = begun(jvm);
            writer.invalidate(TASKS.entry(null, "n" + i), bytes("state"));
            writer.invalidateTable("t" + i % 100);
            writer.open();
            writer.close(true);
            mostTags = Math.max(mostTags, jvm.pending().size());
        }
        world.commit(TASK, "a1b0");

        long more = usedMemory() - before;
        System.out.printf(
                "OUTAGE %,d commits in %,d ms: at most %,d tags pending, %,d KB more in use%n",
                COMMITS, (System.nanoTime() - began) / 1_000_000, mostTags, more / 1024);
        assertThat(jvm.pendingInvalidations()).isEqualTo(COMMITS);
        assertThat(mostTags).isLessThanOrEqualTo(MAX_TAGS);
        assertThat(more).isLessThan(5 * MEGABYTE);
        assertThat(jvm.isReadable()).isFalse();
        redis.server().restart();
        assertThat(jvm.beat()).isEqualTo(COMMITS);
        assertThat(redis.admin().info("commandstats")).containsPattern("cmdstat_evalsha:calls=2,");
        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
        world.assertNotStale(world.jvm());
    }

    @Test
    void transactionThatHasNotEnded_keepsItsInvalidationsWhenTheyAreWidened() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.server().pause();
        var patient = world.jvm(TestSettings.quiet(), world.connection(Duration.ofMillis(300)));
        var writer = begun(patient);
        writer.invalidate(TASK, null);
        writer.open();
        for (int i = 0; i < 2 * MAX_TAGS; i++) {
            patient.evict(List.of(OTHERS.entry(null, "n" + i)), List.of());
        }
        redis.server().resume();
        beat(patient);

        assertThat(patient.pendingInvalidations()).isEqualTo(1);
        assertThat(patient.isReadable()).isFalse();
        world.commit(TASK, "a1b0");
        writer.close(true);
        beat(patient);

        assertThat(patient.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    /** What is owed is told to a server that kept all entries. */
    @Test
    void entriesBeyondTheBound_areOwedAsTheirRole_andOtherRolesAreServedAfterwards() {
        var jvm = world.jvm();
        var kept = OTHERS.entry(null, "kept");
        world.warm(jvm, TASK);
        world.commit(kept, "kept");
        world.warm(jvm, kept);

        evictInVain(id -> TASKS.entry(null, "n" + id), 2 * MAX_TAGS);

        assertThat(cached(jvm, TASK)).isNull();
        assertThat(cached(jvm, kept)).isEqualTo("kept");
    }

    @Test
    void rolesBeyondTheBound_areOwedAsTheWholeNamespace() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);

        evictInVain(
                id -> new Keyspace("r" + id, "r" + id, Duration.ofHours(1)).entry(null, "1"),
                2 * MAX_TAGS);

        assertThat(cached(jvm, TASK)).isNull();
        world.warm(jvm, TASK);
    }

    /** By a JVM that does not reach Redis, which it does in the end. */
    private void evictInVain(IntFunction<Entry> entry, int times) {
        redis.server().pause();
        var late = world.jvm(TestSettings.quiet(), world.connection(Duration.ofMillis(300)));
        for (int i = 0; i < times; i++) {
            late.evict(List.of(entry.apply(i)), List.of());
            assertThat(late.pending().size()).isLessThanOrEqualTo(MAX_TAGS);
        }
        redis.server().resume();
        beat(late);
        assertThat(late.pendingInvalidations()).isZero();
        assertThat(late.counters().count(Event.INVALIDATION_DELIVERED)).isEqualTo(times);
    }

    private static final Keyspace OTHERS = new Keyspace("other", "other", Duration.ofHours(1));

    @Test
    void unknownOutcomes_beyondTheBound_hideAllForALease() {
        var jvm = world.jvm(TestSettings.quiet(), world.connection(Duration.ofMillis(300)));
        var reader = world.jvm();
        world.warm(reader, TASK);
        redis.server().pause();
        var writer = begun(jvm);
        for (int i = 0; i <= MAX_TAGS; i++) {
            writer.invalidate(Tag.table("t" + i));
        }
        writer.invalidate(TASK, null);
        writer.open();
        writer.end(false);
        redis.server().resume();

        beat(jvm);
        reader.beat();
        world.load(reader, TASK);
        world.commit(TASK, "a1b0");

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(reader);
    }

    @Test
    void outage_isToldWhenItBeginsAndWhenItIsOver() {
        var jvm =
                world.jvm(
                        TestSettings.lively().failures(1),
                        world.connection(Duration.ofMillis(200)));
        world.warm(jvm, TASK);

        var lines =
                CapturedLog.during(
                        () -> {
                            redis.server().kill();
                            for (int i = 0; i < 1000; i++) {
                                world.write(jvm, TASK, "a" + i);
                            }
                            redis.server().restart();
                            await().until(
                                            () ->
                                                    jvm.pendingInvalidations() == 0
                                                            && jvm.isReadable());
                        });

        assertThat(lines.stream().filter(line -> line.contains("is bypassed"))).hasSize(1);
        assertThat(lines.stream().filter(line -> line.contains("WARN"))).hasSize(1);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                lines.stream()
                                                        .filter(
                                                                line ->
                                                                        line.contains(
                                                                                "is back after")))
                                        .hasSize(1)
                                        .allMatch(line -> line.contains("pending invalidations")));
    }

    /** It is not asked for again and again, and nothing else waits for it. */
    @Test
    void closeThatIsRefusedForEver_isGivenUpAndBlocksNothing() {
        world.with(
                Altered.close("local stored = 0", "local stored = redis.call('NOSUCH')")
                        .apply(Scripts.standard()));
        var jvm = world.jvm();
        world.warm(jvm, OTHER_TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.commit(TASK, "a1b0");
        writer.close(true);
        jvm.settle();
        assertThat(jvm.pendingInvalidations()).isEqualTo(1);

        for (int i = 0; i < 3; i++) {
            jvm.beat();
        }

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(jvm.isReadable()).isTrue();
        world.assertNotStale(jvm);
        world.assertNotStale(world.jvm());
    }

    @Test
    void closeThatIsPending_isDroppedWhenItsLeaseIsOver() {
        var jvm =
                world.jvm(
                        TestSettings.quiet().lease(Duration.ofMillis(300)),
                        world.connection(Duration.ofMillis(100)));
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.commit(TASK, "a1b0");
        redis.server().pause();
        writer.close(true);
        jvm.settle();
        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        assertThat(jvm.pending().dueInvalidations()).isZero();

        await().ignoreExceptions()
                .until(
                        () -> {
                            redis.server().resume();
                            jvm.beat();
                            return jvm.pendingInvalidations() == 0;
                        });
        world.assertNotStale(jvm);
    }

    /** Others may have loaded the old row when the lease was over, and before the commit. */
    @Test
    void commitAfterItsLeaseLapsed_whoseCloseFails_isInvalidatedLater() {
        var jvm =
                world.jvm(
                        TestSettings.quiet().lease(Duration.ofMillis(100)),
                        world.connection(Duration.ofMillis(200)));
        var other = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.awaitEndOfLease(other);
        world.warm(other, TASK);
        redis.server().pause();
        world.commit(TASK, "a1b0");
        writer.close(true);
        assertThat(jvm.isReadable()).isFalse();
        redis.server().resume();

        beat(jvm);

        world.assertNotStale(other);
        world.assertNotStale(jvm);
    }

    @Test
    void evictionThatIsRefusedForEver_fallsBackToTheWholeNamespace() {
        world.with(
                Altered.evict(
                                "local members = members_of(list, first, last)",
                                "local members = redis.call('NOSUCH')")
                        .apply(Scripts.standard()));
        var jvm = world.jvm();
        world.warm(jvm, TASK);

        jvm.evict(List.of(TASK), List.of());
        world.commit(TASK, "a1b0");

        for (int i = 0; i < 3; i++) {
            assertThat(jvm.isReadable()).isFalse();
            assertThatThrownBy(jvm::beat).isInstanceOf(RedisRefusedException.class);
        }
        jvm.beat();
        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
        assertThat(jvm.counters().count(Event.INVALIDATION_DELIVERED)).isEqualTo(1);
    }

    private static void beat(Store store) {
        await().ignoreExceptions()
                .until(
                        () -> {
                            store.beat();
                            return true;
                        });
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
