package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.RedisExtension;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis without memory: writers are heard, loads are not stored, or something else goes. */
class FullRedisIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @AfterEach
    void empty() {
        redis.admin().configSet("maxmemory", "0");
        redis.admin().configSet("maxmemory-policy", "noeviction");
    }

    @Test
    void fullRedis_withoutEviction_stillHearsWriters() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().configSet("maxmemory", "1");

        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.assertNotStale(jvm);
        world.commit(TASK, "a1b0");
        writer.close(true);
        jvm.beat();

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(jvm.isReadable()).isTrue();
        world.assertNotStale(jvm);
    }

    @Test
    void fullRedis_withoutEviction_refusesLoadsAndServesWhatItHas() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().configSet("maxmemory", "1");

        world.load(jvm, World.OTHER_TASK);
        jvm.settle();

        assertThat(jvm.counters().count(Event.PUT_FAILED)).isEqualTo(1);
        assertThat(cached(jvm, World.OTHER_TASK)).isNull();
        assertThat(cached(jvm, TASK)).isEqualTo("a0b0");
    }

    @Test
    void fullRedis_whenACloseCarriesLoads_leavesNoClosePending() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, null);
        World.put(writer, World.OTHER_TASK, "other");
        writer.open();
        redis.admin().scriptFlush();
        redis.admin().configSet("maxmemory", "1");

        writer.close(true);
        jvm.settle();

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(jvm.counters().count(Event.CLOSED)).isEqualTo(1);
    }

    @Test
    void fullRedis_withoutEviction_stillHearsEvictions() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().configSet("maxmemory", "1");

        jvm.evict(Set.of(), Set.of(TASKS.floor()));

        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(cached(jvm, TASK)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-random", "allkeys-lfu", "volatile-ttl"})
    void constantEviction_costsMissesOnly(String policy) {
        var jvms = new Store[] {world.jvm(), world.jvm(), world.jvm()};
        // Connections take memory, too.
        for (var jvm : jvms) {
            cached(jvm, TASK);
        }
        long used =
                Long.parseLong(
                        redis.admin()
                                .info("memory")
                                .replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
        redis.admin().configSet("maxmemory-policy", policy);
        redis.admin().configSet("maxmemory", Long.toString(used + 150_000));
        var random = new Random(7);

        for (int step = 0; step < 3000; step++) {
            var jvm = jvms[random.nextInt(jvms.length)];
            var entry = TASKS.entry(null, "n" + random.nextInt(20));
            if (world.row(entry) == null) {
                world.commit(entry, "0");
            }
            switch (random.nextInt(5)) {
                case 0 -> world.write(jvm, entry, "w" + step);
                case 1 ->
                        redis.admin().setex("filler" + random.nextInt(200), 100, "x".repeat(2000));
                case 2 -> jvm.beat();
                default -> {
                    assertThat(world.sees(jvm, entry)).isEqualTo(world.row(entry));
                    world.load(jvm, entry);
                }
            }
        }
        long evicted =
                Long.parseLong(
                        redis.admin()
                                .info("stats")
                                .replaceAll("(?s).*evicted_keys:(\\d+).*", "$1"));
        assertThat(evicted).isPositive();
    }
}
