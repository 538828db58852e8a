package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user loses a right while it is connected: that costs hits, and yields nothing stale. */
class AccessListIT {

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @BeforeEach
    void addUser() {
        redis.admin().aclSetUser("cache", "reset", "on", ">word", "~*", "&*", "+@all");
    }

    @AfterEach
    void removeUser() {
        redis.admin().aclDelUser("cache");
    }

    private Store restricted() {
        return world.jvm(
                TestSettings.quiet().lease(Duration.ofMillis(300)),
                ConnectionSettings.of("redis://cache:word@127.0.0.1:" + redis.uri().getPort()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval",
                "evalsha",
                "script",
                "info",
                "get",
                "mget",
                "set",
                "del",
                "unlink",
                "zmscore",
                "zscore",
                "zadd",
                "zrem",
                "zremrangebyrank",
                "zremrangebyscore",
                "hset",
                "hget",
                "hmget",
                "hdel",
                "hgetall",
                "hscan",
                "time",
                "expire",
                "pexpire",
                "exists"
            })
    void rightThatIsLost_inTheMiddleOfATransaction_costsHitsOnly(String command) {
        var jvm = restricted();
        var other = world.jvm(TestSettings.quiet().lease(Duration.ofMillis(300)));
        world.warm(jvm, TASK);
        world.warm(jvm, OTHER_TASK);
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        writer.open();
        redis.admin().aclSetUser("cache", "-" + command);

        world.commit(TASK, "a1b0");
        writer.close(true);
        world.assertNotStale(jvm);
        world.assertNotStale(other);
        world.write(jvm, OTHER_TASK, "changed");
        world.assertNotStale(jvm);
        jvm.evict(List.of(TASK), List.of());
        world.load(jvm, TASK);
        world.assertNotStale(jvm);
        beat(jvm);
        world.assertNotStale(jvm);

        redis.admin().aclSetUser("cache", "+" + command);
        await().until(() -> beat(jvm) && jvm.pendingInvalidations() == 0 && jvm.isReadable());
        world.assertNotStale(jvm);
        world.assertNotStale(other);
        await().until(
                        () -> {
                            // It may have to meet an index that was begun anew.
                            other.beat();
                            world.load(jvm, TASK);
                            return "a1b0".equals(cached(other, TASK));
                        });
    }

    /** Whether it succeeded. */
    private static boolean beat(Store jvm) {
        try {
            jvm.beat();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
