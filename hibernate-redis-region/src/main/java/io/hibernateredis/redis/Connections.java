package io.hibernateredis.redis;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;

/** The connections to one server, opened when they are needed. Thread-safe. */
final class Connections extends ConnectionPool {

    Connections(ConnectionSettings settings) {
        super(new HostAndPort(settings.host(), settings.port()), client(settings), pool(settings));
    }

    /**
     * Does nothing. The pool calls it to replace a connection that broke, at once and in the thread
     * that gives it back: if the server hangs, that thread would wait for a second time-out.
     */
    @Override
    public void addObject() {}

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
        pool.setJmxEnabled(false);
        return pool;
    }
}
