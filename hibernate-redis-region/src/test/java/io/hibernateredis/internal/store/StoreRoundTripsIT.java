package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.BOTH;
import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The messages of each operation: counted here as they are waited for, and by Redis as commands.
 */
class StoreRoundTripsIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store jvm;

    @BeforeEach
    void warm() {
        jvm = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
    }

    @Test
    void sessionThatDoesNothing_takesNone() {
        expect(
                0,
                Map.of(),
                () -> {
                    var work = begun(jvm);
                    work.open();
                    work.close(true);
                });
    }

    @Test
    void hit_takesOne() {
        expect(
                1,
                Map.of("get", 1, "zmscore", 1),
                () -> assertThat(begun(jvm).get(TASK)).isNotNull());
    }

    @Test
    void miss_takesOne() {
        var absent = TASKS.entry(null, "absent");

        expect(
                1,
                Map.of("get", 1, "zmscore", 1),
                () -> assertThat(begun(jvm).get(absent)).isNull());
    }

    @Test
    void entriesPrefetched_takeOneTogether() {
        expect(
                1,
                Map.of("mget", 1, "zmscore", 1),
                () -> {
                    var work = begun(jvm);
                    work.prefetch(BOTH, List.of(TASK, OTHER_TASK));
                    assertThat(work.get(TASK)).isNotNull();
                    assertThat(work.get(OTHER_TASK)).isNotNull();
                });
    }

    @Test
    void tagsAlone_takeOne() {
        expect(
                1,
                Map.of("zmscore", 1),
                () -> assertThat(begun(jvm).read(List.of(), List.of(Tag.table("t")))).isNotNull());
    }

    @Test
    void hundredLoads_ofOneOperation_areNotWaitedFor() {
        expect(
                0,
                Map.of("evalsha", 1),
                () -> {
                    var work = begun(jvm);
                    entries(100).forEach(entry -> work.offer(entry, bytes("x"), List.of()));
                    work.endOperation();
                    work.close(true);
                });
    }

    @Test
    void transaction_thatWritesHundredEntries_takesOne() {
        expect(
                1,
                Map.of("evalsha", 2),
                () -> {
                    var work = begun(jvm);
                    entries(100).forEach(entry -> work.invalidate(entry, bytes("x")));
                    work.open();
                    work.close(true);
                });
    }

    @Test
    void transaction_thatWritesAndLoads_takesOne() {
        expect(
                1,
                Map.of("evalsha", 3),
                () -> {
                    var work = begun(jvm);
                    work.invalidate(TASK, bytes("x"));
                    put(work, OTHER_TASK, "other");
                    work.open();
                    work.close(true);
                });
    }

    @Test
    void transaction_thatRollsBackBeforeItsEnd_takesNone() {
        expect(
                0,
                Map.of(),
                () -> {
                    var work = begun(jvm);
                    work.invalidate(TASK, bytes("x"));
                    work.end(false);
                });
    }

    @Test
    void getOfWhatWasTouched_takesNone() {
        expect(
                0,
                Map.of(),
                () -> {
                    var work = begun(jvm);
                    work.invalidate(TASK, null);
                    work.get(TASK);
                });
    }

    @Test
    void unknownOutcome_takesTwo() {
        expect(
                2,
                Map.of("evalsha", 2),
                () -> {
                    var work = begun(jvm);
                    work.invalidate(TASK, null);
                    work.open();
                    work.end(false);
                });
    }

    @Test
    void changeOutsideATransaction_takesOne() {
        expect(
                1,
                Map.of("evalsha", 1),
                () -> {
                    var work = new UnitOfWork(jvm);
                    work.invalidate(TASK, null);
                    work.changedWithoutTransaction();
                });
    }

    @Test
    void evictionOfARegion_takesOneHoweverManyEntries() {
        entries(500).forEach(entry -> world.commit(entry, "x"));
        entries(500).forEach(entry -> world.load(jvm, entry));

        expect(1, Map.of("evalsha", 1), () -> jvm.evict(List.of(), List.of(TASKS.floor())));
    }

    private void expect(int roundTrips, Map<String, Integer> commands, Runnable operation) {
        redis.admin().configResetStat();
        long before = jvm.counters().count(Event.ROUND_TRIP);

        operation.run();

        assertThat(jvm.counters().count(Event.ROUND_TRIP) - before).isEqualTo(roundTrips);
        jvm.settle();
        assertThat(commandsSent()).isEqualTo(new TreeMap<>(commands));
    }

    /**
     * What clients sent: the commands that a script calls are counted by Redis, too, and left out.
     */
    private static Map<String, Integer> commandsSent() {
        var sent = new TreeMap<String, Integer>();
        redis.admin()
                .info("commandstats")
                .lines()
                .filter(line -> line.matches("cmdstat_(get|mget|zmscore|evalsha|eval|exists):.*"))
                .forEach(line -> sent.put(line.replaceAll("cmdstat_(\\w+):.*", "$1"), calls(line)));
        if (sent.containsKey("evalsha")) {
            sent.keySet().retainAll(List.of("evalsha", "eval"));
        }
        return sent;
    }

    private static int calls(String line) {
        return Integer.parseInt(line.replaceAll(".*:calls=(\\d+),.*", "$1"));
    }

    private static List<Entry> entries(int count) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            entries.add(TASKS.entry(null, "n" + i));
        }
        return entries;
    }
}
