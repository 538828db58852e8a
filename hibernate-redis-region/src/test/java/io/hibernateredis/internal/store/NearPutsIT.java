package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.PendingPut;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a JVM has put, and Redis stored, is near there as if it had been read. */
class NearPutsIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store jvm;
    private Store other;

    @BeforeEach
    void start() {
        jvm = world.nearJvm();
        other = world.jvm();
        // Until it follows the index, a JVM keeps nothing.
        await().pollInterval(Duration.ofMillis(5))
                .until(
                        () -> {
                            world.load(jvm, OTHER_TASK);
                            return jvm.isNear(OTHER_TASK, List.of());
                        });
    }

    private static long messagesOf(Store jvm, Runnable action) {
        long before = jvm.counters().count(Event.ROUND_TRIP);
        action.run();
        return jvm.counters().count(Event.ROUND_TRIP) - before;
    }

    /** What a session finds that does not wait for answers that are outstanding. */
    private static String found(Store jvm, Entry entry) {
        var unit = new UnitOfWork(jvm);
        unit.begin();
        StoredEntry found = unit.get(entry);
        return found == null ? null : text(found);
    }

    @Test
    void entryThatWasStored_isFoundWithoutAMessage() {
        world.load(jvm, TASK);

        assertThat(messagesOf(jvm, () -> assertThat(found(jvm, TASK)).isEqualTo(world.row(TASK))))
                .isZero();
    }

    @Test
    void entryWithTags_isFoundWithoutAMessage_untilOneIsInvalidated() {
        var tags = List.of(Tag.named("urgent"), Tag.table("task"));
        Entry result = TASKS.entry(null, "result");
        var work = begun(jvm);
        work.offer(result, bytes("rows"), tags);
        work.endOperation();
        jvm.settle();

        assertThat(messagesOf(jvm, () -> jvm.read(List.of(result), tags))).isZero();
        var reading = jvm.read(List.of(result), tags);
        assertThat(reading.found().get(0).loaded())
                .isGreaterThanOrEqualTo(reading.invalidated(tags.get(0)));
        assertThat(reading.isInFlight(tags.get(1))).isFalse();
        other.evict(List.of(), List.of(Tag.named("urgent")));

        var after = jvm.read(List.of(result), tags);

        assertThat(
                        after.found().get(0) == null
                                || after.found().get(0).loaded() < after.invalidated(tags.get(0)))
                .isTrue();
    }

    @Test
    void putThatWasRefused_isNotFound() {
        var work = begun(jvm);
        String before = world.row(TASK);
        world.write(other, TASK, "changed");

        World.put(work, TASK, before);
        jvm.settle();

        assertThat(jvm.counters().count(Event.REFUSED)).isPositive();
        assertThat(jvm.isNear(TASK, List.of())).isFalse();
        world.assertNotStale(jvm);
    }

    @Test
    void putWhoseAnswerIsReadAfterAnotherWrite_isNotFound() {
        for (int i = 0; i < 20; i++) {
            // The answer is outstanding while the writer is waited for.
            World.put(begun(jvm), TASK, world.row(TASK));
            var writer = new UnitOfWork(other);
            writer.begin();
            writer.invalidate(TASK, bytes("row " + i));
            writer.open();
            world.commit(TASK, "row " + i);
            writer.close(true);
            jvm.settle();

            assertThat(found(jvm, TASK)).isIn(null, world.row(TASK));
            world.assertNotStale(jvm);
        }
    }

    @Test
    void putOfAnotherState_replacesWhatIsNear() {
        world.load(jvm, TASK);
        LoadTime loaded = jvm.loadTime();
        var put =
                new PendingPut(
                        TASK,
                        bytes("refreshed"),
                        List.of(TASKS.floor()),
                        TASKS.ttlMillis(),
                        () -> {});

        jvm.put(loaded, List.of(put));

        assertThat(found(jvm, TASK)).isEqualTo("refreshed");
        jvm.settle();
        assertThat(found(jvm, TASK)).isEqualTo("refreshed");
        assertThat(messagesOf(jvm, () -> found(jvm, TASK))).isZero();
    }

    @Test
    void putThatIsWaitedFor_isFoundWithoutAMessage() {
        var put =
                new PendingPut(
                        TASK, bytes("row"), List.of(TASKS.floor()), TASKS.ttlMillis(), () -> {});

        jvm.put(jvm.loadTime(), List.of(put), List.of(), true);

        assertThat(messagesOf(jvm, () -> assertThat(found(jvm, TASK)).isEqualTo("row"))).isZero();
    }
}
