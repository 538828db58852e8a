package io.hibernateredis.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** What the scripts do for mirrors, where the model does not look. */
class MirrorScriptsIT {

    @RegisterExtension static final RedisExtension redis = new RedisExtension();

    private static final String LOG = "v";
    private static final String MIRRORS = "m";
    private static final String SILENT = "";
    private static final String AWARE = "+";

    private Jedis jedis;
    private String known = "0";

    private record Answer(long clock, long nonce, String result, List<?> more, long behind) {

        /** Positions and tags in turn. */
        List<String> events() {
            return more.stream().map(v -> new String((byte[]) v, ISO_8859_1)).toList();
        }
    }

    @BeforeEach
    void connect() {
        jedis = redis.admin();
    }

    private Answer run(Call call) {
        List<byte[]> keys = new ArrayList<>();
        for (String key : List.of("i", "d", "f", "b", LOG, MIRRORS)) {
            keys.add(Content.bytes(key));
        }
        call.entries().forEach(entry -> keys.add(Content.bytes(entry)));
        String source = Sabotage.shipped("index") + Sabotage.shipped(call.script());
        List<?> reply =
                (List<?>)
                        jedis.eval(
                                Content.bytes(source),
                                keys,
                                call.arguments().stream().map(Content::bytes).toList());
        return new Answer(
                Long.parseLong(text(reply.get(0))),
                Long.parseLong(text(reply.get(1))),
                text(reply.get(3)),
                (List<?>) reply.get(4),
                reply.size() > 5 ? (Long) reply.get(5) : 0);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, ISO_8859_1)
                : String.valueOf(value);
    }

    private Answer run(String script, String mirrors, String... arguments) {
        return run(script, List.of(), mirrors, arguments);
    }

    private Answer run(String script, List<String> entries, String mirrors, String... arguments) {
        List<String> all = new ArrayList<>(Call.control(0, 0, false, mirrors));
        all.set(3, known);
        all.addAll(List.of(arguments));
        return run(new Call(script, entries, all));
    }

    private Answer follow(String id, Answer before) {
        return run("follow", id, id, "" + before.nonce(), "" + before.clock());
    }

    private Answer registered(String id) {
        return follow(id, follow(id, new Answer(0, 0, "", List.of(), 0)));
    }

    private Answer evict(String mirrors, String... tags) {
        List<String> arguments = new ArrayList<>(List.of("0"));
        arguments.addAll(List.of(tags));
        return run("evict", mirrors, arguments.toArray(String[]::new));
    }

    private Answer await(Answer event, boolean waited) {
        return run("await", AWARE, "" + event.nonce(), "" + event.clock(), waited ? "1" : "0");
    }

    @Test
    void scripts_withoutAMirror_leaveNoTraceOfAny() {
        evict(SILENT, "t:a");
        run("tick", SILENT, "1000", "1000", "1000000", "1000");

        assertThat(jedis.exists(LOG, MIRRORS)).isZero();
        assertThat(jedis.zmscore("i", "^", "*", "&")).containsOnlyNulls();
    }

    @Test
    void events_sinceAPosition_comeInOrderWithTheirTags() {
        var mirror = registered("a");
        var first = evict(AWARE, "t:one", "a:with\nline and blank");
        var second = evict(AWARE, "t:two");

        var told = follow("a", mirror);

        assertThat(told.result()).isEqualTo("1");
        assertThat(told.events()).hasSize(4);
        assertThat(told.events().get(0)).isEqualTo("" + first.clock());
        assertThat(told.events().get(1)).contains("t:one", "a:with\nline and blank");
        assertThat(told.events().get(2)).isEqualTo("" + second.clock());
        assertThat(follow("a", told).events()).isEmpty();
    }

    @Test
    void deadMirror_isWaitedForOnceAndThenRemoved() {
        evict(SILENT, "t:a");
        registered("dead");
        var event = evict(AWARE, "t:a");
        assertThat(event.behind()).isEqualTo(1);
        assertThat(await(event, false).result()).isEqualTo("1");

        assertThat(await(event, true).result()).isEqualTo("0");

        assertThat(evict(AWARE, "t:a").behind()).isZero();
    }

    @Test
    void mirrorThatCalledSince_isNotRemovedThoughItWasWaitedFor() {
        evict(SILENT, "t:a");
        var mirror = registered("slow");
        var event = evict(AWARE, "t:a");
        follow("slow", mirror);

        assertThat(await(event, true).result()).isEqualTo("1");
        assertThat(evict(AWARE, "t:a").behind()).isEqualTo(1);
    }

    @Test
    void unknownMirrors_ofALostHash_areWaitedForOnce() {
        evict(SILENT, "t:a");
        registered("a");
        jedis.del(MIRRORS);

        var event = evict(AWARE, "t:a");

        assertThat(event.behind()).isEqualTo(1);
        await(event, true);
        assertThat(evict(AWARE, "t:a").behind()).isZero();
    }

    @Test
    void mirrorsWithoutLease_areNotWaitedFor() {
        evict(SILENT, "t:a");
        var mirror = run("follow", SILENT, "", "0", "0");

        var event = evict(SILENT, "t:a");

        assertThat(event.behind()).isZero();
        var told = run("follow", SILENT, "", "" + mirror.nonce(), "" + mirror.clock());
        assertThat(told.events().get(0)).isEqualTo("" + event.clock());
        assertThat(jedis.exists(MIRRORS)).isFalse();
    }

    @Test
    void log_whateverIsWritten_isBounded() {
        var mirror = registered("a");
        String[] tags =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> "t:" + "x".repeat(40) + i)
                        .toArray(String[]::new);
        for (int i = 0; i < 400; i++) {
            evict(AWARE, tags);
        }

        assertThat(jedis.memoryUsage(LOG)).isLessThan(20_000_000);
        assertThat(follow("a", mirror).result()).as("there is a gap").isEqualTo("0");
    }

    @Test
    void keysOfAnotherType_areReplaced() {
        var mirror = registered("a");
        jedis.del(LOG, MIRRORS);
        jedis.set(LOG, "x");
        jedis.set(MIRRORS, "x");

        var event = evict(AWARE, "t:a");

        assertThat(event.behind()).isEqualTo(1);
        assertThat(follow("a", mirror).events().get(1)).contains("t:a");
    }

    @Test
    void log_thatNoMirrorAskedForInTenMinutes_ends() {
        registered("a");
        jedis.hdel(MIRRORS, "a", "?");
        jedis.zadd("i", 1, "*");

        run("tick", SILENT, "1000", "1000", "1000000", "1000");

        assertThat(jedis.exists(LOG, MIRRORS)).isZero();
        assertThat(jedis.zscore("i", "^")).isNull();
    }

    @Test
    void indexThatReplacesAKnownOne_isAnEventOfEverything() {
        var mirror = registered("a");
        known = "4503599627370500";

        run("tick", AWARE, "1000", "1000", "1000000", "1000");

        assertThat(follow("a", mirror).events().get(1)).contains("*");
    }

    private Answer open(boolean renewal) {
        return run(
                "open",
                List.of("e:R#1"),
                AWARE,
                "w1",
                "1000000",
                renewal ? "1" : "0",
                "0",
                "0",
                "1",
                "r:R",
                "1",
                "0");
    }

    @Test
    void open_thatRunsAgain_isWaitedForAgain() {
        registered("a");
        long expected = open(false).behind();

        assertThat(expected).isPositive();
        assertThat(open(false).behind()).isEqualTo(expected);
    }

    @Test
    void renewal_isAnEvent_onlyIfNothingWasLeftToRenew() {
        var mirror = registered("a");

        open(true);
        var told = follow("a", mirror);
        assertThat(told.events().get(1)).contains("e:R#1");

        open(true);
        assertThat(follow("a", told).events()).isEmpty();
    }

    @Test
    void put_thatDropsAGrouping_isAnEvent() {
        var mirror = registered("a");
        Map<String, Double> tags = new HashMap<>();
        IntStream.range(0, 64).forEach(i -> tags.put("c:T|g" + i, 1.0));
        jedis.zadd("i", tags);
        jedis.hset(
                "f",
                "c:T",
                IntStream.range(0, 64).mapToObj(i -> "g" + i).collect(Collectors.joining("\n")));
        jedis.hset("f", "p:T", "1 ".repeat(64).trim());

        run(
                "put",
                List.of("e:R#1"),
                AWARE,
                "" + mirror.nonce(),
                "" + mirror.clock(),
                "1",
                "c:T|new",
                "1000",
                "1",
                "body");

        assertThat(follow("a", mirror).events().get(1)).contains("c:T|g0");
    }
}
