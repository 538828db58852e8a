package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.cached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** All stores of a JVM on one server have one heartbeat, and each hears it as its own. */
class SharedHeartbeatIT {

    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    @RegisterExtension final World world = new World(redis);

    @Test
    void fiftyStores_onOneNamespace_beatTogether() throws InterruptedException {
        List<Store> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(world.jvm(settings()));
        }
        await().until(() -> heartbeats() == 1);
        long before = scripts();
        long start = System.nanoTime();
        // An interval is what is measured.
        TimeUnit.SECONDS.sleep(2);
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat((scripts() - before) / seconds).isBetween(1.0, 7.0);
        assertThat(all).allMatch(Store::isReadable);
        assertThat(redis.admin().clientList().lines().filter(this::isOurs)).hasSize(1);
    }

    @Test
    void namespaces_areTickedEach() {
        var one = world.jvm(TestSettings.quiet().namespace("one"));
        var other = world.jvm(TestSettings.quiet().namespace("other"));

        assertThat(one.loadTime().nonce()).isNotEqualTo(other.loadTime().nonce());
        one.beat();
        assertThat(List.of(one, other)).allMatch(Store::isReadable);
        assertThat(redis.admin().exists("{one:0}i", "{other:0}i")).isEqualTo(2);
    }

    @Test
    void storeThatCloses_leavesTheOthersTheirHeartbeat() {
        var staying = world.jvm(settings());
        var leaving = world.jvm(settings());
        leaving.close();
        long before = staying.loadTime().nonce();

        redis.server().restart();

        await().until(() -> staying.loadTime().nonce() != before && staying.isReadable());
    }

    @Test
    void lastStoreThatCloses_endsThreadAndConnection() {
        var one = world.jvm(settings());
        var other = world.jvm(settings());
        one.close();
        other.close();

        await().untilAsserted(
                        () -> {
                            assertThat(heartbeats()).isZero();
                            assertThat(redis.admin().clientList().lines().filter(this::isOurs))
                                    .isEmpty();
                        });
    }

    /** Each knows the index that it has met, and tells of the loss of that one. */
    @Test
    void storesThatKnowDifferentIndexes_eachTellOfTheirOwn() {
        var early = world.jvm(TestSettings.quiet().lease(Duration.ofSeconds(30)));
        redis.admin().flushAll();
        var late = world.jvm(TestSettings.quiet().lease(Duration.ofSeconds(30)));
        world.load(late, TASK);
        assertThat(cached(late, TASK)).isEqualTo("a0b0");

        early.beat();

        assertThat(cached(late, TASK)).isNull();
    }

    @Test
    void storesOfOneClient_beatTogether() {
        try (var client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort("127.0.0.1", redis.uri().getPort()))
                        .clientConfig(DefaultJedisClientConfig.builder().clientName("mine").build())
                        .build()) {
            var scripts = Scripts.standard();
            var one =
                    Store.open(settings().build(), RedisServer.of(client, scripts.all()), scripts);
            var other =
                    Store.open(settings().build(), RedisServer.of(client, scripts.all()), scripts);

            await().until(() -> heartbeats() == 1);
            assertThat(one.isReadable() && other.isReadable()).isTrue();
            one.close();
            other.close();
            assertThat(client.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void pendingInvalidationOfOneStore_doesNotKeepOthersFromReading() {
        world.with(
                Altered.evict(
                                "local members = members_of(list, first, last)",
                                "local members = redis.call('NOSUCH')")
                        .apply(Scripts.standard()));
        var owing = world.jvm(settings());
        var other = world.jvm(settings());

        owing.evict(List.of(TASK), List.of());

        await().until(() -> owing.counters().count(Event.INVALIDATION_DELIVERED) == 1);
        assertThat(other.isReadable()).isTrue();
        assertThat(other.counters().count(Event.BYPASSED)).isZero();
    }

    private static TestSettings settings() {
        return TestSettings.quiet().heartbeat(Duration.ofMillis(300)).trust(Duration.ofSeconds(5));
    }

    private boolean isOurs(String client) {
        return client.contains("name=hibernate-redis");
    }

    private static long heartbeats() {
        String name = "hibernate-redis-heartbeat-";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    private long scripts() {
        Matcher calls = SCRIPTS.matcher(redis.admin().info("commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}
