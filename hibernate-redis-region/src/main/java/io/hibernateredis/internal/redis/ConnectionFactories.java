package io.hibernateredis.internal.redis;

import io.hibernateredis.CredentialsProvider;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;

/** Where connections come from, by the settings. */
final class ConnectionFactories {

    private static final int LONGEST_OF_WITNESS = 1 << 16;

    private ConnectionFactories() {}

    /**
     * Makes connections to one server.
     *
     * @param master whose address counts; null for that of the settings
     */
    static ConnectionFactory of(
            ConnectionSettings settings, @Nullable FollowedMaster master, int longestValue) {
        JedisClientConfig client =
                client(settings, credentials(settings.security()), settings.database());
        JedisSocketFactory sockets = sockets(settings, master, client);
        var maker =
                new LimitedConnection.Maker(
                        sockets, client, longestValue, settings.readTimeout().toNanos());
        return new ConnectionFactory(
                ConnectionFactory.builder()
                        .socketFactory(sockets)
                        .clientConfig(client)
                        .connectionBuilder(maker));
    }

    private static JedisSocketFactory sockets(
            ConnectionSettings settings,
            @Nullable FollowedMaster master,
            JedisClientConfig client) {
        return master == null
                ? new DefaultJedisSocketFactory(settings.servers().addresses().get(0), client)
                : () -> new DefaultJedisSocketFactory(master.address(), client).createSocket();
    }

    /** Those that know where the master is, with connections of their own. */
    static Witnesses witnesses(ConnectionSettings settings, Witnesses.Question question) {
        return new Witnesses(
                settings.servers().addresses(), question, address -> toWitness(settings, address));
    }

    private static LimitedConnection.Maker toWitness(
            ConnectionSettings settings, HostAndPort address) {
        Servers servers = settings.servers();
        Supplier<RedisCredentials> credentials =
                servers.cluster()
                        ? credentials(settings.security())
                        : () -> credentials(servers.sentinelUser(), servers.sentinelPassword());
        JedisClientConfig client = client(settings, credentials, 0);
        return new LimitedConnection.Maker(
                new DefaultJedisSocketFactory(address, client),
                client,
                LONGEST_OF_WITNESS,
                settings.readTimeout().toNanos());
    }

    private static Supplier<RedisCredentials> credentials(Security security) {
        CredentialsProvider provider = security.credentials();
        if (provider == null) {
            RedisCredentials fixed = credentials(security.user(), security.password());
            return () -> fixed;
        }
        return () -> {
            var current = provider.get();
            return credentials(current.user(), current.password());
        };
    }

    private static RedisCredentials credentials(@Nullable String user, @Nullable String password) {
        return new DefaultRedisCredentials(user, password);
    }

    @SuppressWarnings("deprecation") // SslOptions takes files, but no factory
    private static JedisClientConfig client(
            ConnectionSettings settings, Supplier<RedisCredentials> credentials, int database) {
        var config =
                DefaultJedisClientConfig.builder()
                        .protocol(RedisProtocol.RESP2)
                        .credentialsProvider(credentials)
                        .database(database)
                        .clientName("hibernate-redis")
                        .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
                        .socketTimeoutMillis((int) settings.readTimeout().toMillis());
        Security security = settings.security();
        SSLSocketFactory sockets = security.sockets();
        if (security.tls() && sockets == null) {
            config.sslOptions(SslOptions.builder().build());
        } else if (security.tls()) {
            // Jedis 7 verifies the host of such sockets only if it is told to.
            var parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            config.ssl(true).sslSocketFactory(sockets).sslParameters(parameters);
        }
        return config.build();
    }
}
