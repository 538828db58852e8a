package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.BOTH;
import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.put;
import static io.hibernateredis.internal.store.World.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.testing.RedisExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is needed after an entry comes with it the next time, and is as valid as if it had not. */
class ReadAheadIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private Store jvm;

    @BeforeEach
    void readOnce() {
        jvm = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
        put(begun(jvm), BOTH, "1,2");
        assertThat(read(TASK, OTHER_TASK)).isEqualTo(2);
    }

    /** As a collection is read; returns the round trips. */
    private long read(Entry... elements) {
        long before = jvm.counters().count(Event.ROUND_TRIP);
        var work = begun(jvm);
        assertThat(work.getAhead(BOTH)).isNotNull();
        work.prefetch(BOTH, List.of(elements));
        for (Entry element : elements) {
            var found = work.get(element);
            assertThat(found == null ? world.row(element) : text(found))
                    .isEqualTo(world.row(element));
        }
        work.dropPrefetched();
        work.close(true);
        return jvm.counters().count(Event.ROUND_TRIP) - before;
    }

    @Test
    void whatWasNeeded_comesAlong() {
        assertThat(read(TASK, OTHER_TASK)).isEqualTo(1);
    }

    @Test
    void whatWasWrittenSince_comesAsItIs() {
        world.write(world.jvm(), TASK, "a1b0");

        assertThat(read(TASK, OTHER_TASK)).isEqualTo(1);
    }

    @Test
    void whatAWriterIsCommitting_isNotFoundAndNotAskedForAgain() {
        var writer = begun(world.jvm());
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        world.commit(TASK, "a1b0");

        assertThat(read(TASK, OTHER_TASK)).isEqualTo(1);

        writer.close(true);
        assertThat(read(TASK, OTHER_TASK)).isEqualTo(1);
    }

    @Test
    void whatThisUnitChanges_isNotRead() {
        var work = begun(jvm);
        work.invalidate(TASK, bytes("a1b0"));

        assertThat(work.getAhead(BOTH)).isNotNull();

        assertThat(work.get(TASK)).isNull();
        assertThat(text(work.get(OTHER_TASK))).isEqualTo("other");
    }

    @Test
    void whatIsLeft_isNotThereAfterTheOperation() {
        var work = begun(jvm);
        work.getAhead(BOTH);
        work.dropPrefetched();
        world.write(world.jvm(), TASK, "a1b0");

        assertThat(text(work.get(TASK))).isEqualTo("a1b0");
    }

    @Test
    void whatComesWithSomethingThatIsGone_isNotKept() {
        jvm.evict(List.of(BOTH), List.of());
        var work = begun(jvm);

        assertThat(work.getAhead(BOTH)).isNull();
        world.write(world.jvm(), TASK, "a1b0");

        assertThat(text(work.get(TASK))).isEqualTo("a1b0");
    }

    @Test
    void whatIsNew_takesASecondRoundTripOnce() {
        world.commit(TASKS.entry(null, "3"), "third");
        world.commit(TASKS.entry(null, "4"), "fourth");
        Entry third = TASKS.entry(null, "3");
        Entry fourth = TASKS.entry(null, "4");
        world.warm(jvm, third);
        world.warm(jvm, fourth);

        assertThat(read(TASK, OTHER_TASK, third, fourth)).isEqualTo(2);
        assertThat(read(TASK, OTHER_TASK, third, fourth)).isEqualTo(1);
    }

    @Test
    void whatTakesThePlaceOfAnother_isRemembered() {
        world.commit(TASKS.entry(null, "3"), "third");
        Entry third = TASKS.entry(null, "3");
        world.warm(jvm, third);

        assertThat(read(TASK, third)).as("Hibernate gets a single one itself").isEqualTo(2);
        assertThat(read(TASK, third)).isEqualTo(1);
        assertThat(read(third, TASK)).as("in another order").isEqualTo(1);
    }

    @Test
    void whatIsMostlyInVain_isForgotten() {
        assertThat(read()).isEqualTo(1);

        assertThat(read(TASK, OTHER_TASK)).as("it was read in vain before").isEqualTo(2);
    }

    @Test
    void whatIsTooMuch_isNotRemembered() {
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Entry entry = TASKS.entry(null, "many" + i);
            world.commit(entry, "x");
            many.add(entry);
        }
        put(begun(jvm), BOTH, "many");
        var work = begun(jvm);
        many.forEach(entry -> work.offer(entry, bytes("x"), List.of()));
        work.endOperation();

        assertThat(read(many.toArray(Entry[]::new))).isEqualTo(2);
        assertThat(read(many.toArray(Entry[]::new))).isEqualTo(2);
    }
}
