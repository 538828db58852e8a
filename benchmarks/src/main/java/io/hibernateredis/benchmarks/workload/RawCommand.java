package io.hibernateredis.benchmarks.workload;

import static java.util.Objects.requireNonNull;

import io.hibernateredis.benchmarks.workload.WorkingSet.Rows;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * Gets what the cache has stored for entities by a single command of Jedis: the limit of a cache
 * that asks Redis once.
 */
final class RawCommand implements Workload {
    private static final int CONNECTIONS = 16;
    private static final int LABELS = 400;

    private final int keysAtATime;
    private final List<byte[]> keys = new ArrayList<>();
    private @Nullable RedisClient redis;

    /**
     * @param keysAtATime 1 for GET, more for MGET
     */
    RawCommand(int keysAtATime) {
        this.keysAtATime = keysAtATime;
    }

    @Override
    public String name() {
        return keysAtATime == 1 ? Workloads.GET : "MGET of " + keysAtATime;
    }

    @Override
    public Kind kind() {
        return Kind.LIMIT;
    }

    @Override
    public void prepare(SessionFactory factory) {
        WorkingSet.cache(factory, Rows.LABELS, LABELS);
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        var uri = URI.create((String) factory.getProperties().get("hibernate.cache.redis.uri"));
        redis =
                RedisClient.builder()
                        .hostAndPort(uri.getHost(), uri.getPort())
                        .poolConfig(pool)
                        .build();
        keys.clear();
        for (String key : redis.keys("*label#*")) {
            keys.add(key.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void run(Client client) {
        int first = client.random().nextInt(keys.size() - keysAtATime);
        if (keysAtATime == 1) {
            Found.require(requireNonNull(redis).get(keys.get(first)));
        } else {
            byte[][] some = keys.subList(first, first + keysAtATime).toArray(byte[][]::new);
            requireNonNull(redis).mget(some).forEach(Found::require);
        }
    }
}
