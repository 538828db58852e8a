package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The index stays small, its clock never goes back, and namespaces, tenants and roles do not meet.
 */
class IndexIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void index_whateverIsWritten_staysWithinItsLimits() {
        var jvm = world.jvm();
        for (int round = 0; round < 5; round++) {
            var work = begun(jvm);
            for (int i = 0; i < 2000; i++) {
                work.invalidate(World.TASKS.entry(null, round + "-" + i), null);
                work.invalidate(Tag.named(round + "-" + i));
            }
            work.open();
            work.close(true);
            jvm.settle();
            jvm.beat();
        }

        assertThat(world.redis().zcard(key("d"))).isLessThanOrEqualTo(1010);
        assertThat(world.redis().zcard(key("i"))).isLessThanOrEqualTo(1010);
        assertThat(world.redis().hlen(key("f"))).isEqualTo(1);
        world.warm(jvm, TASK);
    }

    @Test
    void trimming_raisesTheLowWaterMarkAndKeepsTheControlMembers() {
        var jvm = world.jvm();
        world.write(jvm, TASK, "a1b0");
        double written = world.redis().zscore(key("d"), TASK.tag().toString());

        world.forgetEntries(jvm);
        world.forgetTags(jvm);

        assertThat(world.redis().zscore(key("d"), TASK.tag().toString())).isNull();
        assertThat(world.redis().zscore(key("d"), "<")).isGreaterThanOrEqualTo(written);
        assertThat(world.redis().zmscore(key("i"), "=", "@", "~", "!", "<")).doesNotContainNull();
        assertThat(world.redis().zscore(key("d"), "=")).isNotNull();
    }

    @Test
    void floods_ofWritersInFlight_areTakenForLost() {
        var jvm = world.jvm();
        var flood = begun(jvm);
        for (int i = 0; i < 1500; i++) {
            flood.invalidate(World.TASKS.entry(null, "flood" + i), null);
        }
        flood.open();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();

        jvm.beat();
        var loader = begun(jvm);
        String old = world.row(TASK);
        world.commit(TASK, "a1b0");
        put(loader, TASK, old);

        world.assertNotStale(jvm);
        assertThat(world.redis().hlen(key("f"))).isLessThanOrEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000_000L, -3_600_000_000L})
    void clock_thatStepped_costsMissesOnly(long micros) {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        var loader = begun(jvm);
        String old = world.row(TASK);

        world.redis().zadd(key("i"), world.redis().zscore(key("i"), "~") + micros, "~");
        world.write(jvm, TASK, "a1b0");
        put(loader, TASK, old);

        world.assertNotStale(jvm);
        jvm.beat();
        world.write(jvm, TASK, "a2b0");
        assertThat(cached(jvm, TASK)).isEqualTo("a2b0");
        world.warm(jvm, OTHER_TASK);
    }

    @Test
    void clock_neverGoesBackAndIsNeverTwiceTheSame() {
        var jvm = world.jvm();
        long last = 0;
        for (int i = 0; i < 200; i++) {
            if (i == 100) {
                world.redis().zadd(key("i"), last + 60_000_000.0, "~");
            }
            jvm.beat();
            long now = jvm.loadTime().clock();
            assertThat(now).isGreaterThan(last);
            last = now;
        }
    }

    @Test
    void clock_thatWasAheadDuringAWritersLease_hidesUntilItCaughtUp() {
        var jvm = world.jvm();
        double real = world.redis().zscore(key("i"), "~");
        world.redis().zadd(key("i"), real + 3_600_000_000.0, "~");
        var writer = begun(jvm);
        writer.invalidate(TASK, null);
        writer.open();

        for (int i = 0; i < 50; i++) {
            world.load(jvm, TASK);
        }
        world.commit(TASK, "a1b0");

        world.assertNotStale(jvm);
    }

    @Test
    void otherNamespace_ofTheSameRedis_isNeverSeen() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);

        assertThat(cached(world.jvm(TestSettings.quiet().namespace("other")), TASK)).isNull();
        assertThat(cached(world.jvm(TestSettings.quiet().namespace("test-0")), TASK)).isNull();
    }

    @Test
    void tenantsRolesAndRegions_whateverTheirNames_haveDifferentEntries() {
        var hour = Duration.ofHours(1);
        var names =
                List.of(
                        new Keyspace("r", "r", hour).entry(null, "1"),
                        new Keyspace("r", "r", hour).entry("t", "1"),
                        new Keyspace("r", "r", hour).entry("t#u", "1"),
                        new Keyspace("r", "t", hour).entry(null, "1"),
                        new Keyspace("r", "t", hour).entry("t", "1"),
                        new Keyspace("r#r", "r#r", hour).entry(null, "1"),
                        new Keyspace("r#r", "t", hour).entry(null, "1"),
                        new Keyspace("r%23r", "t", hour).entry(null, "1"),
                        new Keyspace("r%r", "t", hour).entry(null, "1"),
                        new Keyspace("r%25r", "t", hour).entry(null, "1"),
                        new Keyspace("t", "r", hour).entry(null, "1"),
                        new Keyspace("t", "r", hour).entry("", "1"));
        var jvm = world.jvm();

        for (var entry : names) {
            world.commit(entry, entry.toString());
            world.load(jvm, entry);
        }

        for (var entry : names) {
            assertThat(cached(jvm, entry)).isEqualTo(entry.toString());
        }
        assertThat(names.stream().map(Entry::toString).distinct()).hasSameSizeAs(names);
    }

    @Test
    void clearedKeyspace_leavesTheOthersOfItsRegion() {
        var tenants = new Keyspace("task", "tenants", Duration.ofHours(1)).entry("a", "1");
        var jvm = world.jvm();
        world.commit(tenants, "row");
        world.warm(jvm, tenants);
        world.warm(jvm, TASK);

        jvm.evict(List.of(), List.of(World.TASKS.floor()));

        assertThat(cached(jvm, TASK)).isNull();
        assertThat(cached(jvm, tenants)).isEqualTo("row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0001S", "P40000D"})
    void ttl_thatRedisWouldRefuse_isRefused(Duration ttl) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Keyspace("task", "task", ttl))
                .withMessageContaining("ttl of task must be 1 ms to 100 years");
    }
}
