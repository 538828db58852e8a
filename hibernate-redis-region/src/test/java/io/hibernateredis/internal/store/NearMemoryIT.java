package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.testing.RedisExtension;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The heap that a full near cache takes is about what {@code near.size} says. */
class NearMemoryIT {

    private static final int SIZE = 16 << 20;
    private static final int AT_A_TIME = 500;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void fullNearCache_ofSmallEntries_takesAboutItsSize() {
        assertThat(heapOfAFullCache(60, 45_000, List.of())).isBetween(0.7, 1.2);
    }

    @Test
    void fullNearCache_ofLargerEntriesWithTags_takesAboutItsSize() {
        var tags = List.of(Tag.named("one"), Tag.table("two"), Tag.named("three"));
        assertThat(heapOfAFullCache(1_000, 20_000, tags)).isBetween(0.7, 1.2);
    }

    @Test
    void fullNearCache_ofEntriesWhoseValuesAreShared_takesAboutItsSize() {
        assertThat(heapOfAFullCache(60, 40_000, List.of(), NearMemoryIT::share))
                .isBetween(0.7, 1.2);
    }

    /** As a reader does with what it has decoded of an entry. */
    private static void share(StoredEntry entry) {
        if (entry.isToBeShared()) {
            entry.share(NearMemoryIT.class, new byte[600], 616);
        }
    }

    private double heapOfAFullCache(int bytes, int entries, List<Tag> tags) {
        return heapOfAFullCache(bytes, entries, tags, entry -> {});
    }

    /** As a multiple of its size. */
    private double heapOfAFullCache(
            int bytes, int entries, List<Tag> tags, Consumer<StoredEntry> reader) {
        Store jvm = world.nearJvm(TestSettings.quiet(), redis.server().port(), SIZE);
        // What a JVM has put is near there before it is read.
        Store other = world.jvm(TestSettings.quiet());
        var keyspace = new Keyspace("com.example.shop.Product", "role", Duration.ofHours(1));
        List<Entry> all = new ArrayList<>();
        for (int id = 0; id < entries; id++) {
            all.add(keyspace.entry(null, "" + (1_000_000 + id)));
        }
        for (int from = 0; from < entries; from += AT_A_TIME) {
            var work = begun(other);
            for (Entry entry : all.subList(from, from + AT_A_TIME)) {
                work.offer(entry, bytes("x".repeat(bytes)), tags);
            }
            work.endOperation();
            work.close(true);
        }
        other.settle();
        all.clear();
        long before = live();
        for (int pass = 0; pass < 2; pass++) {
            for (int id = 0; id < entries; id++) {
                // New objects: those of the near cache are its own.
                Entry entry = keyspace.entry(null, "" + (1_000_000 + id));
                jvm.read(List.of(entry), tags);
                ReadResult near = jvm.isNear(entry, tags) ? jvm.read(List.of(entry), tags) : null;
                if (near != null) {
                    reader.accept(requireNonNull(near.found().get(0)));
                }
            }
        }
        double heap = live() - before;
        assertThat(jvm.counters().count(Event.HIT)).isGreaterThanOrEqualTo(2L * entries);
        assertThat(isFull(jvm, keyspace, entries, tags)).isTrue();
        return heap / SIZE;
    }

    /** Whether some are near, and others had to go. */
    private static boolean isFull(Store jvm, Keyspace keyspace, int entries, List<Tag> tags) {
        int near = 0;
        for (int id = 0; id < entries; id++) {
            near += jvm.isNear(keyspace.entry(null, "" + (1_000_000 + id)), tags) ? 1 : 0;
        }
        return near > entries / 4 && near < entries;
    }

    private static long live() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
