package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entries in the memory of two JVMs that write and read. */
class NearCacheIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store one;
    private Store other;
    private Store plain;

    @BeforeEach
    void start() {
        one = world.nearJvm();
        other = world.nearJvm();
        plain = world.jvm();
        world.warm(one, TASK);
        awaitNear(one);
        awaitNear(other);
    }

    private void awaitNear(Store jvm) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> isNear(jvm));
    }

    /** Whether the task is found without a message. */
    private boolean isNear(Store jvm) {
        long before = jvm.counters().count(Event.NEAR_HIT);
        assertThat(cached(jvm, TASK)).isIn(null, world.row(TASK));
        return jvm.counters().count(Event.NEAR_HIT) > before;
    }

    @Test
    void entryReadBefore_isFoundWithoutAMessage() {
        long before = other.counters().count(Event.ROUND_TRIP);

        for (int i = 0; i < 100; i++) {
            assertThat(cached(other, TASK)).isEqualTo(world.row(TASK));
        }

        assertThat(other.counters().count(Event.ROUND_TRIP)).isEqualTo(before);
    }

    @Test
    void write_isSeenByAll_whenItsAnnouncementReturns() {
        for (int i = 0; i < 50; i++) {
            Store writer = List.of(one, other, plain).get(i % 3);
            var work = begun(writer);
            work.invalidate(TASK, bytes("row " + i));
            work.open();
            assertThat(begun(one).get(TASK)).isNull();
            assertThat(begun(other).get(TASK)).isNull();
            world.commit(TASK, "row " + i);
            work.close(true);
            world.assertNotStale(one);
            world.assertNotStale(other);
            world.assertNotStale(plain);
        }
        awaitNear(one);
        awaitNear(other);
    }

    @Test
    void eviction_isSeenByAll_whenItReturns() {
        plain.evict(List.of(TASK), List.of());
        assertThat(cached(one, TASK)).isNull();
        assertThat(cached(other, TASK)).isNull();

        world.warm(one, TASK);
        awaitNear(other);
        one.evict(List.of(), List.of(TASK.keyspace().floor()));
        assertThat(cached(one, TASK)).isNull();
        assertThat(cached(other, TASK)).isNull();

        world.warm(one, TASK);
        awaitNear(other);
        other.evictEverything();
        assertThat(cached(one, TASK)).isNull();
        assertThat(cached(other, TASK)).isNull();
    }

    @Test
    void entryThatDependsOnATag_isNotNear_afterItsTagWasInvalidated() {
        var keyspace = new Keyspace("results", "results", Duration.ofHours(1));
        var entry = keyspace.entry(null, "1");
        var tag = Tag.named("name");
        var work = begun(one);
        work.offer(entry, bytes("result"), List.of(tag));
        work.endOperation();
        work.close(true);
        one.settle();
        for (int i = 0; i < 2; i++) {
            var result = other.read(List.of(entry), List.of(tag));
            assertThat(result.found().get(0).loaded())
                    .isGreaterThanOrEqualTo(result.invalidated(tag));
        }
        long before = other.counters().count(Event.NEAR_HIT);
        assertThat(other.read(List.of(entry), List.of(tag)).found().get(0)).isNotNull();
        assertThat(other.counters().count(Event.NEAR_HIT)).isEqualTo(before + 1);

        plain.evict(List.of(), List.of(tag));

        var result = other.read(List.of(entry), List.of(tag));
        assertThat(result.found().get(0).loaded()).isLessThan(result.invalidated(tag));
    }

    @Test
    void jvmThatWasClosed_isNotWaitedFor() {
        String mirrors = World.key("m");
        int before = redis.admin().hkeys(mirrors).size();

        other.close();

        assertThat(redis.admin().hkeys(mirrors)).hasSizeLessThan(before);
    }

    @Test
    void loss_ofTheIndex_isNoticed() {
        redis.admin().flushAll();

        await().pollInterval(Duration.ofMillis(5))
                .until(() -> cached(other, TASK) == null && cached(one, TASK) == null);
    }
}
