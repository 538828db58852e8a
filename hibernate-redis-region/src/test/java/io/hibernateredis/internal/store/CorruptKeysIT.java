package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.TASKS;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.testing.RedisExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.StreamEntryID;

/**
 * Whatever lies at our keys: no read throws, nothing stale is read, and the next heartbeats put it
 * right.
 */
class CorruptKeysIT {

    private static final List<String> KEYS = List.of("i", "d", "f", "b", "e:task#1");

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    static Stream<Arguments> everyKeyAndType() {
        return KEYS.stream()
                .flatMap(
                        key ->
                                Stream.of("string", "list", "set", "hash", "zset", "stream")
                                        .map(type -> Arguments.of(key, type)));
    }

    @ParameterizedTest
    @MethodSource("everyKeyAndType")
    void keyOfAnyType_inPlaceOfOurs_isAMissAndIsReplaced(String letter, String type) {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        replace(key(letter), type);

        world.assertNotStale(jvm);
        assertThat(begun(jvm).read(List.of(TASK, World.OTHER_TASK), List.of()))
                .satisfies(any -> {});
        world.write(jvm, TASK, "a1b0");
        world.assertNotStale(jvm);
        assertThat(jvm.pendingInvalidations()).isZero();
        assertThatCode(jvm::beat).doesNotThrowAnyException();
        world.assertNotStale(world.jvm());
    }

    @Test
    void randomBytes_inPlaceOfAnEntry_areAMiss() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        byte[] valid = world.redis().get(key("e:task#1").getBytes(UTF_8));
        var random = new Random(42);

        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[i % 40];
            random.nextBytes(bytes);
            world.redis().set(key("e:task#1").getBytes(UTF_8), bytes);
            assertThat(cached(jvm, TASK)).isNull();
        }
        for (int length = 0; length < StoredEntry.BODY; length++) {
            world.redis().set(key("e:task#1").getBytes(UTF_8), Arrays.copyOf(valid, length));
            assertThat(cached(jvm, TASK)).isNull();
        }
    }

    /** As after a deployment that was taken back. */
    @Test
    void entry_ofAnotherFormatVersion_isAMissAndIsReplaced() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        byte[] key = key("e:task#1").getBytes(UTF_8);
        byte[] entry = world.redis().get(key);
        entry[0]++;
        world.redis().set(key, entry);

        assertThat(cached(jvm, TASK)).isNull();

        world.warm(jvm, TASK);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -1,
                0,
                1.5,
                1e300,
                -1e300
            })
    void anyScore_ofAnyControlMember_isReplaced(double score) {
        var jvm = world.jvm();
        for (String member : List.of("=", "@", "~", "!", "<")) {
            for (String letter : List.of("i", "d")) {
                world.redis().zadd(key(letter), score, member);
                world.assertNotStale(jvm);
                world.write(jvm, TASK, "a1b" + member);
                world.assertNotStale(jvm);
                assertThatCode(jvm::beat).doesNotThrowAnyException();
                assertThat(jvm.pendingInvalidations()).isZero();
            }
        }
    }

    @Test
    void floorAtInfinity_isNeverOlderThanAnEntry() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);

        world.redis().zadd(key("i"), Double.POSITIVE_INFINITY, TASKS.floor().toString());

        assertThat(cached(jvm, TASK)).isNull();
    }

    @Test
    void randomText_inPlaceOfTokens_disturbsNobody() {
        var jvm = world.jvm();
        String field = "d" + TASK.tag();
        for (String text :
                List.of(
                        "",
                        ";",
                        "a:b:c:d;",
                        "abc:99999999999999999999999:1:0;",
                        "\0\n",
                        "x:1:2:3;")) {
            world.redis().hset(key("f"), Map.of(field, text));
            world.write(jvm, TASK, "a" + text.length());
            world.assertNotStale(jvm);
        }
        assertThat(jvm.pendingInvalidations()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "abc", "inf", "1e400", "99999999999999999999"})
    void anyText_inPlaceOfTheLongestLease_isReplaced(String text) {
        var jvm = world.jvm();
        world.redis().set(key("b"), text);
        world.redis().del(key("i"));

        jvm.beat();

        world.assertNotStale(jvm);
        var work = begun(jvm);
        work.invalidate(TASK, bytes("a1b0"));
        work.open();
        work.close(true);
        assertThat(jvm.pendingInvalidations()).isZero();
        assertThat(Double.parseDouble(world.redis().get(key("b")))).isBetween(1e7, 6e7);
    }

    private void replace(String key, String type) {
        var redis = world.redis();
        redis.del(key);
        switch (type) {
            case "string" -> redis.set(key, "text");
            case "list" -> redis.rpush(key, "text");
            case "set" -> redis.sadd(key, "text");
            case "hash" -> redis.hset(key, "text", "text");
            case "zset" -> redis.zadd(key, 1, "text");
            default -> redis.xadd(key, StreamEntryID.NEW_ENTRY, Map.of("text", "text"));
        }
    }
}
