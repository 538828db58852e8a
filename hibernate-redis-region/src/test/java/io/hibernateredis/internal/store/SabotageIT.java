package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.Altered.all;
import static io.hibernateredis.internal.store.Altered.close;
import static io.hibernateredis.internal.store.Altered.evict;
import static io.hibernateredis.internal.store.Altered.open;
import static io.hibernateredis.internal.store.Altered.put;
import static io.hibernateredis.internal.store.Altered.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.testing.RedisExtension;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes one guard at a time out of the scripts: each is there because without it something stale is
 * read.
 */
class SabotageIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @ParameterizedTest
    @MethodSource
    void read_withoutAGuard_isStale(UnaryOperator<Scripts> sabotage, Scenario history) {
        world.with(sabotage.apply(Scripts.standard()));

        history.play(world);

        assertThat(world.sees(world.jvm(), World.TASK)).isNotEqualTo(world.row(World.TASK));
    }

    static Stream<Arguments> read_withoutAGuard_isStale() {
        return Stream.of(
                        guardsOfOpen(),
                        guardsOfClose(),
                        guardsOfPut(),
                        guardsOfTheIndex(),
                        guardsOfEvictAndTick())
                .flatMap(guards -> guards);
    }

    private static Stream<Arguments> guardsOfOpen() {
        return Stream.of(
                argumentSet(
                        "open does not raise the score",
                        open("  redis.call('ZADD', SETS[letter], 'GT', unpack(raised))\n", ""),
                        Scenario.LOADER_DURING_A_TRANSACTION_WHOSE_WRITER_DIES),
                argumentSet(
                        "open raises to now, not to the end of the lease",
                        open("{}, {}, digits(lease_end)", "{}, {}, digits(now)"),
                        Scenario.LOADER_DURING_A_TRANSACTION_WHOSE_WRITER_DIES),
                argumentSet(
                        "open leaves the entries",
                        open("write_though_full()\ndelete_entries()\n", "write_though_full()\n"),
                        Scenario.WRITER_DIES),
                argumentSet(
                        "open does not spoil the others",
                        open("      t.spoiled = '1'\n", ""),
                        Scenario.FIRST_WRITER_STORES_AND_THE_SECOND_DIES),
                argumentSet(
                        "open ignores who is in flight, and the score they left",
                        open(" or #tokens > 0 or written", ""),
                        Scenario.SECOND_WRITER_STORES_AND_THE_FIRST_DIES),
                argumentSet(
                        "open ignores a write since the load",
                        open("written[i] or ", ""),
                        Scenario.WRITER_LOADED_BEFORE_ANOTHER_WROTE),
                argumentSet(
                        "open ignores the floor",
                        open(" or floor_score > loaded", ""),
                        Scenario.WRITER_LOADED_BEFORE_A_BULK_UPDATE),
                argumentSet(
                        "open ignores valid-from",
                        open("loaded < score('i', '!') or ", ""),
                        Scenario.WRITER_LOADED_BEFORE_THE_NAMESPACE_WAS_EVICTED),
                argumentSet(
                        "open ignores the low-water mark of the recent writes",
                        open(" or loaded < score('d', '<')", ""),
                        Scenario.WRITER_LOADED_BEFORE_ANOTHERS_FORGOTTEN_WRITE),
                argumentSet(
                        "open ignores the low-water mark of the tags",
                        open(" or loaded < score('i', '<')", ""),
                        Scenario.WRITER_LOADED_BEFORE_A_FORGOTTEN_BULK_UPDATE),
                argumentSet(
                        "open ignores the nonce",
                        open(" or tonumber(ARGV[9]) ~= tonumber(nonce)", ""),
                        Scenario.WRITER_LOADED_FROM_ANOTHER_INDEX));
    }

    private static Stream<Arguments> guardsOfClose() {
        return Stream.of(
                argumentSet(
                        "close shortens the lease of another",
                        close("      free = math.max(free, t.lease_end)\n", ""),
                        Scenario.SECOND_WRITER_CLOSES_WHILE_THE_FIRST_IS_IN_FLIGHT),
                argumentSet(
                        "close does not spoil the others",
                        close("      t.spoiled = '1'\n", ""),
                        Scenario.LEASE_ENDED_BETWEEN_TWO_WRITERS_WHO_OVERLAP),
                argumentSet(
                        "close stores what is spoiled",
                        close(" and mine.spoiled == '0'", ""),
                        Scenario.WRITER_LOADED_BEFORE_ANOTHER_WROTE),
                argumentSet(
                        "close neither stores nor deletes",
                        close("    redis.call('DEL', unpack(gone))\n", ""),
                        Scenario.LEASE_ENDED_DURING_A_WRITERS_TRANSACTION),
                argumentSet(
                        "close ignores the floor",
                        close(" and floor_score <= alone_since", ""),
                        Scenario.BULK_UPDATE_DURING_A_WRITERS_TRANSACTION),
                argumentSet(
                        "close ignores the low-water mark",
                        close(" and forgotten <= mine.opened", ""),
                        Scenario.FORGOTTEN_BULK_UPDATE_DURING_A_WRITERS_TRANSACTION),
                argumentSet(
                        "close ignores valid-from",
                        close("valid_from <= mine.opened and ", ""),
                        Scenario.NAMESPACE_EVICTED_DURING_A_WRITERS_TRANSACTION));
    }

    private static Stream<Arguments> guardsOfPut() {
        return Stream.of(
                argumentSet(
                        "put ignores a write since the load",
                        put("if written[key - first + 1] then", "if false then"),
                        Scenario.SLOW_LOADER),
                argumentSet(
                        "put overlooks a single write since the load",
                        all("'+inf') > 1 then", "'+inf') > 2 then"),
                        Scenario.SLOW_LOADER),
                argumentSet(
                        "put ignores the low-water mark of the recent writes",
                        put(" and loaded >= score('d', '<')", ""),
                        Scenario.SLOW_LOADER_AND_FORGOTTEN_WRITE),
                argumentSet(
                        "put ignores the nonce",
                        put(" and tonumber(ARGV[6]) == tonumber(nonce)", ""),
                        Scenario.SLOW_LOADER_OF_ANOTHER_INDEX));
    }

    private static Stream<Arguments> guardsOfTheIndex() {
        return Stream.of(
                argumentSet(
                        "an index that is absent is taken for empty",
                        all(
                                "  recreated = 0\n",
                                "  recreated = 0\n"
                                        + "  if not nonce and recent then nonce = recent; head[2] ="
                                        + " ARGV[1] redis.call('ZADD', INDEX, recent, '=', ARGV[1],"
                                        + " '@', 0, '!') end\n"),
                        Scenario.LOST_INDEX_AFTER_BULK_UPDATE),
                argumentSet(
                        "the nonce of the recent writes is ignored",
                        all(" and recent == nonce", ""),
                        Scenario.SLOW_LOADER_AND_LOST_RECENT),
                argumentSet(
                        "the nonce of the flights is ignored",
                        all(" and flight == nonce", ""),
                        Scenario.SECOND_WRITER_CLOSES_AFTER_FLIGHTS_WERE_LOST),
                argumentSet(
                        "another server's index is adopted",
                        all(
                                "tonumber(head[2]) == tonumber(ARGV[1])",
                                "redis.call('ZADD', INDEX, ARGV[1], '@')"),
                        Scenario.RESTORED_FROM_BEFORE_A_WRITE),
                argumentSet(
                        "no quarantine after a loss",
                        all(" + math.max(longest, tonumber(ARGV[3]))", ""),
                        Scenario.LOST_ALL_BUT_ITS_PAST_WHILE_A_WRITER_DIES),
                argumentSet(
                        "no quarantine when the past was lost, too",
                        all("    longest = LONGEST_LEASE_EVER\n", ""),
                        Scenario.LOST_INDEX_AND_PAST_WHILE_A_WRITER_DIES),
                argumentSet(
                        "that another index was known is forgotten",
                        all("    raise('i', '!', now + tonumber(ARGV[3]))\n", ""),
                        Scenario.LOST_EVERYTHING_WHILE_A_WRITER_DIES),
                argumentSet(
                        "only who creates an index tells that another was known",
                        all("if known ~= 0 and", "if recreated == 1 and known ~= 0 and"),
                        Scenario.LOST_EVERYTHING_WHILE_A_WRITER_DIES_AND_A_JVM_BOOTS));
    }

    private static Stream<Arguments> guardsOfEvictAndTick() {
        return Stream.of(
                argumentSet(
                        "evict does not spoil who is in flight",
                        evict("    t.spoiled = '1'\n", ""),
                        Scenario.ENTRY_EVICTED_DURING_A_WRITERS_TRANSACTION),
                argumentSet(
                        "evict does not raise valid-from",
                        evict("  raise('i', '!', now)\n", ""),
                        Scenario.SLOW_LOADER_AND_EVICTED_NAMESPACE),
                argumentSet(
                        "trimming leaves the low-water mark",
                        tick("    raise(letter, '<', low_water)\n", ""),
                        Scenario.SLOW_LOADER_AND_FORGOTTEN_BULK_UPDATE));
    }
}
