package io.hibernateredis.internal.redis;

import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;

/** The connections to one server, opened when they are needed. Thread-safe. */
final class Connections extends ConnectionPool {

    /**
     * A connection that was not needed for so long is closed, since other clients may need it where
     * the server admits few.
     */
    private static final Duration IDLE = Duration.ofMinutes(1);

    Connections(ConnectionSettings settings, int longestValue) {
        super(factory(settings, longestValue), pool(settings));
    }

    /**
     * Does nothing. The pool calls it to replace a connection that broke, at once and in the thread
     * that gives it back: if the server hangs, that thread would wait for a second time-out.
     */
    @Override
    public void addObject() {}

    private static ConnectionFactory factory(ConnectionSettings settings, int longestValue) {
        JedisClientConfig client = client(settings);
        var sockets =
                new DefaultJedisSocketFactory(
                        new HostAndPort(settings.host(), settings.port()), client);
        return new ConnectionFactory(
                ConnectionFactory.builder()
                        .socketFactory(sockets)
                        .clientConfig(client)
                        .connectionBuilder(
                                new LimitedConnection.Maker(
                                        sockets,
                                        client,
                                        longestValue,
                                        settings.readTimeout().toNanos())));
    }

    private static JedisClientConfig client(ConnectionSettings settings) {
        return DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .user(settings.user())
                .password(settings.password())
                .database(settings.database())
                .sslOptions(settings.tls() ? SslOptions.defaults() : null)
                .clientName("hibernate-redis")
                .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                .socketTimeoutMillis((int) settings.readTimeout().toMillis())
                .build();
    }

    private static GenericObjectPoolConfig<Connection> pool(ConnectionSettings settings) {
        var pool = new GenericObjectPoolConfig<Connection>();
        pool.setMaxTotal(settings.connections());
        pool.setMaxIdle(settings.connections());
        pool.setMaxWait(settings.borrowTimeout());
        // Else threads that give back and take again could overtake waiting ones for ever.
        pool.setFairness(true);
        pool.setMinEvictableIdleDuration(IDLE);
        pool.setNumTestsPerEvictionRun(-1);
        pool.setJmxEnabled(false);
        return pool;
    }
}
