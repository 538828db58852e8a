package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any subset of the keys goes, at any moment of two writers and a loader: misses, and nothing else.
 */
class LostKeysIT {

    private static final List<String> KEYS = List.of("i", "d", "f", "b", "e:task#1", "e:task#2");

    /** Steps of a history; keys may be lost before each of them. */
    private static final int STEPS = 7;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    static Stream<List<String>> everySubset() {
        return IntStream.range(1, 1 << KEYS.size())
                .mapToObj(
                        bits ->
                                IntStream.range(0, KEYS.size())
                                        .filter(i -> (bits & 1 << i) != 0)
                                        .mapToObj(KEYS::get)
                                        .toList());
    }

    @ParameterizedTest
    @MethodSource("everySubset")
    void anySubset_lostAtAnyMoment_costsMissesOnly(List<String> lost) {
        for (int moment = 0; moment < STEPS; moment++) {
            redis.admin().flushAll();
            world.commit(TASK, "a0b0");
            var first = world.jvm();
            var second = world.jvm();
            history(first, second, moment, lost);
            world.assertNotStale(first);
            world.assertNotStale(second);
        }
    }

    private void history(Store first, Store second, int moment, List<String> lost) {
        var step = new ArrayList<Runnable>();
        world.warm(first, TASK);
        world.warm(first, OTHER_TASK);
        var writer = begun(first);
        var loader = begun(second);
        var overlapping = begun(second);
        String old = world.row(TASK);
        step.add(
                () -> {
                    writer.invalidate(TASK, bytes("a1b0"));
                    writer.open();
                });
        step.add(
                () -> {
                    overlapping.invalidate(TASK, bytes("a0b1"));
                    overlapping.open();
                });
        step.add(() -> world.commit(TASK, "a1b0"));
        step.add(() -> writer.close(true));
        step.add(
                () -> {
                    world.commit(TASK, "a1b1");
                    overlapping.close(true);
                });
        step.add(() -> put(loader, TASK, old));
        step.add(() -> world.load(first, TASK));
        for (int i = 0; i < STEPS; i++) {
            if (i == moment) {
                lost.forEach(letter -> world.redis().del(key(letter)));
            }
            step.get(i).run();
            if (i == 3) {
                world.assertNotStale(first);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"i", "d", "f", "i d", "i f", "d f", "i d f", "i b", "d b", "f b", "i d b"})
    void validFrom_afterALossWithRemains_liesALeaseAhead(String lost) {
        var jvm = world.jvm();
        Stream.of(lost.split(" ")).forEach(letter -> world.redis().del(key(letter)));

        jvm.beat();

        double clock = world.redis().zscore(key("i"), "~");
        double validFrom = world.redis().zscore(key("i"), "!");
        assertThat(validFrom - clock)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(10).toNanos() / 1000);
        assertThat(jvm.counters().count(Event.INDEX_RECREATED)).isEqualTo(2);
    }

    @Test
    void validFrom_afterALoss_liesTheLongestLeaseOfAnyJvmAhead() {
        world.jvm(TestSettings.quiet().lease(Duration.ofSeconds(50))).beat();
        var jvm = world.jvm();
        world.redis().del(key("i"));

        jvm.beat();

        double clock = world.redis().zscore(key("i"), "~");
        double validFrom = world.redis().zscore(key("i"), "!");
        assertThat(validFrom - clock).isEqualTo(50_000_000);
    }

    @Test
    void validFrom_afterALossOfEverything_liesTheLongestKnownLeaseAhead() {
        world.jvm(TestSettings.quiet().lease(Duration.ofSeconds(50)));
        var jvm = world.jvm();
        redis.admin().flushAll();

        jvm.beat();

        double clock = world.redis().zscore(key("i"), "~");
        double validFrom = world.redis().zscore(key("i"), "!");
        assertThat(validFrom - clock).isEqualTo(50_000_000);
    }

    @Test
    void jvmThatKnewTheLostIndex_doesNotReadItsSuccessorBeforeItHasHiddenWhatIsInIt() {
        var old = world.jvm();
        redis.admin().flushAll();
        var booted = world.jvm();
        world.warm(booted, TASK);

        String before = cached(old, TASK);
        old.beat();

        assertThat(before).isNull();
        assertThat(cached(booted, TASK)).isNull();
    }

    @Test
    void validFrom_ofAFirstIndex_isNow() {
        var jvm = world.jvm();

        assertThat(world.redis().zscore(key("i"), "!"))
                .isLessThanOrEqualTo(world.redis().zscore(key("i"), "~"));
        world.warm(jvm, TASK);
    }

    @Test
    void read_ofAnAbsentIndex_isAMissAndCreatesNothing() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        world.redis().del(key("i"));

        assertThat(cached(jvm, TASK)).isNull();
        assertThat(world.redis().exists(key("i"))).isFalse();
    }

    @Test
    void tagOfAResult_whenItsIndexWasEvicted_isInvalidated() {
        var jvm = world.jvm();
        var table = Tag.table("task");

        var before = begun(jvm).read(List.of(), List.of(table));
        world.redis().del(key("i"));
        var after = begun(jvm).read(List.of(), List.of(table));

        assertThat(before.invalidated(table)).isLessThanOrEqualTo(jvm.loadTime().clock());
        assertThat(after.invalidated(table)).isEqualTo(Long.MAX_VALUE);
    }
}
