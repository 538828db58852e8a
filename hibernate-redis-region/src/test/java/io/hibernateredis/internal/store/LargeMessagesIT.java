package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts handle the tags of a message together, some thousand at a time: each entry must get
 * the state that is its own, whatever else is in the message.
 */
class LargeMessagesIT {

    private static final Keyspace[] REGIONS = {
        World.TASKS,
        new Keyspace("board", "board", Duration.ofHours(1)),
        new Keyspace("shared", "board.tasks", Duration.ofMinutes(1))
    };

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    /** Large enough for the keys, so that all else is packed. */
    private static final TestSettings LARGE = TestSettings.quiet().maxArguments(6000);

    private static Entry entry(int i) {
        return REGIONS[i % REGIONS.length].entry(null, "n" + i);
    }

    /** Every seventh entry is deleted, every fifth value is long. */
    private static byte[] state(int i) {
        return i % 7 == 3 ? null : bytes(("state of " + i + " ").repeat(i % 5 == 0 ? 50 : 1));
    }

    /** What changes so many entries in turns of their regions, and as many other tags. */
    private static UnitOfWork writer(Store jvm, int entries, int tags) {
        UnitOfWork work = begun(jvm);
        for (int i = 0; i < Math.max(entries, tags); i++) {
            if (i < entries) {
                work.invalidate(entry(i), state(i));
            }
            if (i < tags) {
                work.invalidate(Tag.named("kind:" + i));
            }
        }
        work.open();
        return work;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private void assertNothingInFlight() {
        assertThat(world.redis().hkeys(key("f"))).containsExactly("=");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 999, 1000, 1001, 2000, 2500, 4999})
    void commit_ofEntries_storesEachState(int entries) {
        Store jvm = world.jvm(LARGE);
        int tags = Math.min(entries, 4999 - entries) + 1;

        writer(jvm, entries, tags).close(true);

        for (int i = 0; i < entries; i++) {
            assertThat(cached(jvm, entry(i))).as("entry " + i).isEqualTo(text(state(i)));
        }
        assertNothingInFlight();
    }

    @Test
    void read_ofMoreThanOneCommandMayAskFor_isJudgedByAllTags() {
        Store jvm = world.jvm(TestSettings.quiet().maxArguments(1000));
        List<Entry> entries = IntStream.range(0, 2500).mapToObj(LargeMessagesIT::entry).toList();
        List<Tag> tags = IntStream.range(0, 2500).mapToObj(i -> Tag.named("kind:" + i)).toList();
        for (int i = 0; i < 2500; i += 500) {
            UnitOfWork loader = begun(jvm);
            entries.subList(i, i + 500).forEach(e -> loader.offer(e, bytes(e.name()), tags));
            loader.endOperation();
        }
        jvm.settle();
        jvm.evict(List.of(), List.of(tags.get(7), tags.get(1700), tags.get(2499)));
        jvm.evict(List.of(entries.get(0), entries.get(2400)), List.of());

        ReadResult read = jvm.read(entries, tags);

        for (int i = 0; i < 2500; i++) {
            boolean gone = i == 0 || i == 2400;
            StoredEntry found = read.found().get(i);
            assertThat(found == null).as("entry " + i).isEqualTo(gone);
            boolean newer = i == 7 || i == 1700 || i == 2499;
            assertThat(read.invalidated(tags.get(i)) > read.invalidated(tags.get(8)))
                    .as("tag " + i)
                    .isEqualTo(newer);
            assertThat(read.invalidated(tags.get(i))).isLessThan(read.clock() + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 2500})
    void load_fromBeforeTheCommit_isRefusedForEachEntry(int entries) {
        Store jvm = world.jvm(LARGE);
        UnitOfWork loader = begun(world.jvm(LARGE));
        UnitOfWork loaderInBetween = begun(world.jvm(LARGE));
        UnitOfWork writer = writer(jvm, entries, 1500);

        IntStream.range(0, entries)
                .forEach(i -> loaderInBetween.offer(entry(i), bytes("old"), List.of()));
        loaderInBetween.endOperation();
        writer.close(true);
        IntStream.range(0, entries).forEach(i -> loader.offer(entry(i), bytes("old"), List.of()));
        loader.endOperation();

        for (int i = 0; i < entries; i++) {
            assertThat(cached(jvm, entry(i))).as("entry " + i).isEqualTo(text(state(i)));
        }
    }

    @Test
    void writers_whoShareSomeEntries_storeTheOthers() {
        Store jvm = world.jvm(LARGE);
        UnitOfWork other = begun(world.jvm(LARGE));
        UnitOfWork one = writer(jvm, 2500, 0);
        for (int i = 1200; i < 1300; i++) {
            other.invalidate(entry(i), bytes("other"));
        }
        other.open();

        one.close(true);
        other.close(true);

        for (int i = 0; i < 2500; i++) {
            boolean shared = i >= 1200 && i < 1300;
            assertThat(cached(jvm, entry(i)))
                    .as("entry " + i)
                    .isEqualTo(shared ? null : text(state(i)));
        }
        assertNothingInFlight();
    }

    @Test
    void rollback_storesNothing() {
        Store jvm = world.jvm(LARGE);

        writer(jvm, 2500, 10).close(false);

        IntStream.range(0, 2500).forEach(i -> assertThat(cached(jvm, entry(i))).isNull());
        assertNothingInFlight();
    }

    @Test
    void eviction_ofManyEntriesAndTags_reachesEach() {
        Store jvm = world.jvm(LARGE);
        writer(jvm, 2500, 0).close(true);
        UnitOfWork inFlight = writer(world.jvm(LARGE), 1500, 0);

        jvm.evict(
                IntStream.range(0, 2500).mapToObj(LargeMessagesIT::entry).toList(),
                IntStream.range(0, 1500).mapToObj(i -> Tag.named("kind:" + i)).toList());
        inFlight.close(true);

        IntStream.range(0, 2500).forEach(i -> assertThat(cached(jvm, entry(i))).isNull());
    }

    /** What depends on several tags, side by side with what depends on few. */
    @Test
    void puts_thatDependOnDifferentTags_areRefusedEachByItsOwn() {
        Store jvm = world.jvm(LARGE);
        UnitOfWork loader = begun(jvm);
        Grouping byOwner = Grouping.of("item", List.of("owner"));
        for (int i = 0; i < 900; i++) {
            Collection<Tag> tags =
                    switch (i % 4) {
                        case 0 -> List.of();
                        case 1 -> List.of(Tag.named("written"));
                        case 2 -> List.of(Tag.named("left alone"), Tag.table("item"));
                        default ->
                                List.of(
                                        byOwner.tag(),
                                        Tag.unknownRows("item"),
                                        byOwner.group(List.of("" + i)));
                    };
            loader.offer(entry(i), bytes("value " + i), tags);
        }
        world.jvm(LARGE).evict(List.of(entry(8)), List.of(Tag.named("written")));

        loader.endOperation();

        for (int i = 0; i < 900; i++) {
            String value = i % 4 == 1 || i == 8 ? null : "value " + i;
            assertThat(cached(jvm, entry(i))).as("entry " + i).isEqualTo(value);
        }
    }

    static Stream<String> texts() {
        return Stream.of(
                "a b",
                "\n",
                "a\nb",
                "\0",
                "a\0b\0",
                "\"",
                "'",
                "%",
                "%d",
                "{x}",
                "}",
                "e:",
                "c:x|y",
                "=",
                "~",
                "(1",
                "\u00e9",
                "\ud83d\ude00",
                "\u0000\u0001\uffff",
                ";",
                "w1:9:9:0;",
                "x".repeat(5000));
    }

    @Test
    void namesAndStates_mayHoldAnyBytes() {
        Store jvm = world.jvm(LARGE);
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        UnitOfWork writer = begun(jvm);
        List<Entry> entries = texts().map(text -> World.TASKS.entry("t" + text, text)).toList();
        entries.forEach(each -> writer.invalidate(each, all));
        texts().forEach(text -> writer.invalidate(Tag.named("x" + text)));
        Entry empty = World.TASKS.entry(null, "empty");
        writer.invalidate(empty, new byte[0]);
        writer.open();
        writer.close(true);

        for (Entry each : entries) {
            assertThat(body(begun(jvm).get(each))).isEqualTo(all);
        }
        assertThat(body(begun(jvm).get(empty))).isEmpty();
        texts().forEach(
                        text ->
                                assertThat(world.redis().zscore(key("i"), "a:x" + text))
                                        .as(text)
                                        .isNotNull());
        assertNothingInFlight();
    }

    private static byte[] body(StoredEntry found) {
        return Arrays.copyOfRange(found.bytes(), StoredEntry.BODY, found.bytes().length);
    }

    /** Tags of one message in which each has other writers in flight, or none. */
    @Test
    void announcement_amongManyWriters_knowsWhomItMet() {
        Store jvm = world.jvm(LARGE);
        // A heartbeat forgets the writers in flight, if there are as many as here.
        Store last = world.jvm(LARGE);
        List<UnitOfWork> others =
                IntStream.range(0, 20)
                        .mapToObj(
                                i -> {
                                    UnitOfWork work = begun(jvm);
                                    for (int n = i; n < 1500; n += 20 + i) {
                                        work.invalidate(entry(n), bytes("of " + i));
                                    }
                                    work.open();
                                    return work;
                                })
                        .toList();
        boolean[] met = new boolean[1500];
        for (int i = 0; i < 20; i++) {
            for (int n = i; n < 1500; n += 20 + i) {
                met[n] = true;
            }
        }

        UnitOfWork writer = writer(last, 1500, 0);
        others.forEach(work -> work.close(true));
        writer.close(true);

        for (int i = 0; i < 1500; i++) {
            assertThat(cached(jvm, entry(i)))
                    .as("entry " + i)
                    .isEqualTo(met[i] ? null : text(state(i)));
        }
        assertNothingInFlight();
    }
}
