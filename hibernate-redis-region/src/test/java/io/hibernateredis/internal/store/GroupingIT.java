package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.begun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.ReadResult;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results that depend on a group of a table's rows, and writers that do or do not mind their
 * grouping; then the same with one guard taken out of the scripts.
 */
class GroupingIT {

    private static final Grouping BY_OWNER = Grouping.of("item", List.of("owner"));
    private static final Entry RESULT =
            new Keyspace("queries", "queries", Duration.ofHours(1)).entry(null, "of1");

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    private static Set<Tag> tags(Grouping grouping, String... values) {
        return Set.of(grouping.tag(), Tag.unknownRows("item"), grouping.group(List.of(values)));
    }

    private static final Set<Tag> TAGS = tags(BY_OWNER, "1");

    /** The database's answer changes to "new" in each of them. */
    enum History {
        WRITER_THAT_HAS_NOT_HEARD_OF_THE_GROUPING {
            @Override
            void play(World world, Store reader, Store writer) {
                put(begun(reader));
                writeRow(begun(writer), "1", false).run();
            }
        },
        WRITER_THAT_HAS {
            @Override
            void play(World world, Store reader, Store writer) {
                put(begun(reader));
                writeRow(begun(writer), "9", false).run();
                reader.beat();
                put(begun(reader));
                writeRow(begun(writer), "1", false).run();
            }
        },
        GROUPING_COMES_INTO_USE_WHILE_A_WRITER_IS_IN_FLIGHT {
            @Override
            void play(World world, Store reader, Store writer) {
                Runnable commit = writeRow(begun(writer), "1", false);
                reader.beat();
                put(begun(reader));
                commit.run();
            }
        },
        GROUPING_COMES_INTO_USE_WHILE_A_LONG_WRITER_IS_IN_FLIGHT {
            @Override
            void play(World world, Store reader, Store writer) {
                Store renewing =
                        world.jvm(
                                TestSettings.lively()
                                        .lease(Duration.ofMillis(300))
                                        .trust(Duration.ofSeconds(10)));
                Runnable commit = writeRow(begun(renewing), "1", false);
                reader.beat();
                put(begun(reader));
                // Its heartbeat renews the lease until well after the grouping is minded.
                sleep(800);
                reader.beat();
                put(begun(reader));
                commit.run();
            }
        },
        ROW_IS_OVERWRITTEN_THAT_SOMEBODY_UNKNOWN_MOVED_SINCE_IT_WAS_LOADED {
            @Override
            void play(World world, Store reader, Store writer) {
                put(begun(reader));
                writeRow(begun(writer), "9", false).run();
                reader.beat();
                UnitOfWork loadedEarly = begun(writer);
                UnitOfWork unknown = begun(reader);
                unknown.invalidateTable("item");
                unknown.open();
                unknown.close(true);
                put(begun(reader));
                // It was in group 2 when it was loaded, and is in group 1 now.
                writeRow(loadedEarly, "2", true).run();
            }
        },
        STATEMENT {
            @Override
            void play(World world, Store reader, Store writer) {
                put(begun(reader));
                UnitOfWork work = begun(writer);
                work.invalidateTable("item");
                work.open();
                work.close(true);
            }
        },
        GROUPING_THAT_WENT_BECAUSE_IT_WAS_NOT_USED {
            @Override
            void play(World world, Store reader, Store writer) {
                put(begun(reader));
                putByOthers(reader, 63);
                String longAgo = "1 " + "99999999999 ".repeat(63);
                world.redis().hset(World.key("f"), "p:item", longAgo);
                putByOthers(world.jvm(), 64);
                writeRow(begun(writer), "9", false).run();
                writeRow(begun(writer), "1", false).run();
            }
        },
        GROUPING_WITHOUT_ROOM {
            @Override
            void play(World world, Store reader, Store writer) {
                putByOthers(reader, 64);
                // The first is refused, the second depends on the table.
                put(begun(reader));
                put(begun(reader));
                assertThat(isServed(reader)).isTrue();
                writeRow(begun(writer), "9", false).run();
                writeRow(begun(writer), "1", false).run();
            }
        };

        abstract void play(World world, Store reader, Store writer);

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A row of a group is written; what is returned commits. */
    private static Runnable writeRow(UnitOfWork work, String owner, boolean asLoaded) {
        Set<Tag> groups = new java.util.HashSet<>();
        work.groupings("item").forEach(each -> groups.add(each.group(List.of(owner))));
        work.invalidateRows("item", groups, asLoaded);
        work.open();
        return () -> work.close(true);
    }

    private static void put(UnitOfWork work) {
        offer(work, null, TAGS);
        work.endOperation();
    }

    private static void offer(UnitOfWork work, String other, Set<Tag> tags) {
        Entry entry = other == null ? RESULT : RESULT.keyspace().entry(null, other);
        work.offer(entry, World.bytes("old"), tags);
    }

    /** Results that depend on so many other groupings of the table. */
    private static void putByOthers(Store reader, int number) {
        UnitOfWork work = begun(reader);
        IntStream.range(0, number)
                .mapToObj(i -> Grouping.of("item", List.of("column" + i)))
                .forEach(each -> offer(work, "result" + each, tags(each, "x")));
        work.endOperation();
    }

    private static boolean isServed(Store jvm) {
        ReadResult reading = begun(jvm).read(List.of(RESULT), TAGS);
        StoredEntry found = reading.found().get(0);
        return found != null
                && TAGS.stream().allMatch(tag -> found.loaded() >= reading.invalidated(tag));
    }

    @ParameterizedTest
    @EnumSource
    void result_isNotServed_afterItsRowsWereWritten(History history) {
        history.play(world, world.jvm(), world.jvm());

        assertThat(isServed(world.jvm())).isFalse();
    }

    @Test
    void result_isServed_afterRowsOfOtherGroupsWereWritten() {
        Store reader = world.jvm();
        Store writer = world.jvm();
        put(begun(reader));
        writeRow(begun(writer), "9", false).run();
        reader.beat();
        put(begun(reader));

        writeRow(begun(writer), "2", false).run();
        writeRow(begun(writer), "3", true).run();

        assertThat(isServed(reader)).isTrue();
    }

    /** Rows that were named before the announcement do not speak for those that follow it. */
    @Test
    void row_thatIsNamedAfterTheAnnouncement_isComparedOnceMore() {
        Store reader = world.jvm();
        Store writer = world.jvm();
        put(begun(reader));
        writeRow(begun(writer), "9", false).run();
        UnitOfWork late = begun(writer);
        writeRow(late, "7", true);
        UnitOfWork unknown = begun(reader);
        unknown.invalidateTable("item");
        unknown.open();
        unknown.close(true);
        put(begun(reader));
        assertThat(isServed(reader)).isTrue();

        // It was in group 2 when it was loaded, and is in group 1 now.
        late.invalidateRows("item", Set.of(BY_OWNER.group(List.of("2"))), true);
        late.close(true);

        assertThat(isServed(reader)).isFalse();
    }

    /** It is neither dropped for another, nor is what it made dropped. */
    @Test
    void groupingInUse_staysWhenThereAreTooMany() {
        Store reader = world.jvm();
        put(begun(reader));
        putByOthers(reader, 63);
        String inUse = world.redis().hget(World.key("f"), "c:item");
        for (int i = 0; i < 3; i++) {
            UnitOfWork work = begun(world.jvm());
            offer(work, "one more", tags(Grouping.of("item", List.of("more" + i)), "x"));
            work.endOperation();
        }

        assertThat(world.redis().hget(World.key("f"), "c:item")).isEqualTo(inUse);
        assertThat(isServed(reader)).isTrue();
        reader.beat();
        writeRow(begun(reader), "9", false).run();
        assertThat(isServed(reader)).isTrue();
    }

    @Test
    void groupings_areOfTheirTableOnly() {
        Store reader = world.jvm();
        put(begun(reader));

        UnitOfWork other = begun(world.jvm());
        other.invalidateRows("other|item", Set.of(), false);
        other.open();
        other.close(true);

        assertThat(isServed(reader)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void result_withoutAGuard_isServedStale(UnaryOperator<Scripts> sabotage, History history) {
        // The close compares the groupings once more; a writer that dies never gets there.
        world.with(sabotage.andThen(DIES_BEFORE_IT_COMPARES).apply(Scripts.standard()));

        history.play(world, world.jvm(), world.jvm());

        assertThat(isServed(world.jvm())).isTrue();
    }

    static Stream<Arguments> result_withoutAGuard_isServedStale() {
        return Stream.of(
                argumentSet(
                        "open does not compare the groupings",
                        Altered.open("if redis.sha1hex(text) ~= ARGV[i + 2] then", "if false then"),
                        History.WRITER_THAT_HAS_NOT_HEARD_OF_THE_GROUPING),
                argumentSet(
                        "open takes a row as loaded for known",
                        Altered.open("unknown[i] = unknown[i] or score('i', decides) > loaded", ""),
                        History.ROW_IS_OVERWRITTEN_THAT_SOMEBODY_UNKNOWN_MOVED_SINCE_IT_WAS_LOADED),
                argumentSet(
                        "a grouping is minded from the load, whoever is in flight",
                        Altered.put("math.max(score('i', 't:' .. tbl), loaded)", "loaded"),
                        History.GROUPING_COMES_INTO_USE_WHILE_A_WRITER_IS_IN_FLIGHT),
                argumentSet(
                        "a renewal does not compare the groupings",
                        Altered.open(
                                "if redis.sha1hex(text) ~= ARGV[i + 2] then",
                                "if not renewal and redis.sha1hex(text) ~= ARGV[i + 2] then"),
                        History.GROUPING_COMES_INTO_USE_WHILE_A_LONG_WRITER_IS_IN_FLIGHT));
    }

    private static final UnaryOperator<Scripts> DIES_BEFORE_IT_COMPARES =
            Altered.close("redis.sha1hex(groupings_of(string.sub(member, 3))) == compared", "true");
}
