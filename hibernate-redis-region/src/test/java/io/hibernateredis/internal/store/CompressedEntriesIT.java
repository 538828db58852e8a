package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protection.BodyForm;
import io.hibernateredis.internal.protection.Compression;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.testing.RedisExtension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries that some JVMs compress, in one way or another, and others do not. */
class CompressedEntriesIT {

    private static final byte[] KEY = key("e:task#1").getBytes(UTF_8);
    private static final String ROW = "a row of many words ".repeat(300);
    private static final String NEXT = "another row of words ".repeat(300);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    /** The same entry as {@link World#TASK}, of JVMs with another setting. */
    private static Entry task(Compression compression) {
        var form = new BodyForm(compression, 1024, false);
        return new Keyspace("task", "task", Duration.ofHours(1), true, form).entry(null, "1");
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void entry_thatOneJvmCompresses_isReadByAll(Compression compression) {
        world.commit(TASK, ROW);
        var compressing = world.jvm();
        var other = world.jvm();

        world.load(compressing, task(compression));
        assertThat(world.redis().strlen(KEY)).isLessThan(ROW.length() / 5);
        assertThat(cached(compressing, task(compression))).isEqualTo(ROW);
        assertThat(cached(other, TASK)).isEqualTo(ROW);

        world.write(other, TASK, NEXT);
        assertThat(world.redis().strlen(KEY)).isEqualTo(StoredEntry.BODY + NEXT.length());
        assertThat(cached(compressing, task(compression))).isEqualTo(NEXT);

        world.write(compressing, task(compression), ROW);
        assertThat(world.redis().strlen(KEY)).isLessThan(ROW.length() / 5);
        assertThat(cached(other, TASK)).isEqualTo(ROW);
        assertThat(other.counters().count(Event.UNREADABLE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(bytes = {1, 2, 3, 77, -1})
    void garbage_inPlaceOfACompressedBody_isACountedMissAndIsReplaced(byte form) {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        ByteBuffer garbage = ByteBuffer.allocate(100);
        garbage.put(world.redis().get(KEY), 0, StoredEntry.BODY - 1).put(form).putInt(70);
        world.redis().set(KEY, garbage.array());
        long misses = jvm.counters().count(Event.MISS);

        assertThat(cached(jvm, TASK)).isNull();

        assertThat(jvm.counters().count(Event.UNREADABLE)).isEqualTo(1);
        assertThat(jvm.counters().count(Event.MISS)).isEqualTo(misses + 1);
        world.warm(jvm, TASK);
    }

    /** The others that are read in the same message are found. */
    @Test
    void garbage_amongOthers_isAMissAlone() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        world.warm(jvm, World.OTHER_TASK);
        byte[] entry = world.redis().get(KEY);
        entry[StoredEntry.BODY - 1] = 9;
        world.redis().set(KEY, entry);

        var found = begun(jvm).read(List.of(TASK, World.OTHER_TASK), List.of()).found();

        assertThat(found.get(0)).isNull();
        assertThat(World.text(found.get(1))).isEqualTo(world.row(World.OTHER_TASK));
    }

    @Test
    void entry_thatWasInvalidated_isNotReadHoweverItLies() {
        world.commit(TASK, ROW);
        var jvm = world.jvm();
        world.load(jvm, task(Compression.DEFLATE));
        assertThat(cached(jvm, task(Compression.DEFLATE))).isEqualTo(ROW);
        jvm.evict(List.of(), List.of(World.TASKS.floor()));

        assertThat(world.redis().exists(KEY)).isTrue();
        assertThat(cached(jvm, task(Compression.DEFLATE))).isNull();
        assertThat(jvm.counters().count(Event.UNREADABLE)).isZero();
    }

    @Test
    void entry_thatIsKeptNear_isComparedAsItWasGiven() {
        world.commit(TASK, ROW);
        var jvm = world.nearJvm();
        world.load(jvm, task(Compression.LZ4));
        var first = begun(jvm).get(task(Compression.LZ4));
        var near = begun(jvm).get(task(Compression.LZ4));

        assertThat(World.text(near)).isEqualTo(ROW).isEqualTo(World.text(first));
        assertThat(Arrays.equals(near.bytes(), first.bytes())).isTrue();
    }
}
