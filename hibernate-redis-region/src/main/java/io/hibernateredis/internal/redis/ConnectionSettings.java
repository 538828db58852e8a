package io.hibernateredis.internal.redis;

import io.hibernateredis.CredentialsProvider;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is and how long to wait for it. Immutable; {@link #toString} leaves the passwords
 * out.
 *
 * @param servers the server, or the Sentinels or nodes of a cluster that know where it is
 * @param security how both sides show who they are
 * @param database number of the database, at least 0; default 0
 * @param connectTimeout how long to wait for a connection to open, at least 1 ms; default 1 s
 * @param readTimeout how long to wait for a reply, at least 1 ms; default 1 s
 * @param borrowTimeout how long to wait for a connection of the pool, at least 1 ms; default 250 ms
 * @param connections most connections at a time, at least 1; default 16
 */
public record ConnectionSettings(
        Servers servers,
        Security security,
        int database,
        Duration connectTimeout,
        Duration readTimeout,
        Duration borrowTimeout,
        int connections) {

    /** The setting that names the server, for messages. */
    public static final String URI_SETTING = "hibernate.cache.redis.uri";

    public ConnectionSettings {
        for (HostAndPort address : servers.addresses()) {
            String host = address.getHost();
            int port = address.getPort();
            require(!host.isEmpty(), URI_SETTING + "'s host", "must not be empty", host);
            require(
                    port >= 1 && port <= 65535,
                    URI_SETTING + "'s port",
                    "must be 1 to 65535",
                    port);
        }
        require(database >= 0, URI_SETTING + "'s database", "must be at least 0", database);
        requireMillis("connect_timeout", connectTimeout);
        requireMillis("read_timeout", readTimeout);
        requireMillis("borrow_timeout", borrowTimeout);
        require(
                connections >= 1,
                "hibernate.cache.redis.connections",
                "must be at least 1",
                connections);
    }

    /** The settings for a server, with every timeout and the size of the pool at its default. */
    public static ConnectionSettings of(String uri) {
        return of(uri, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(250), 16);
    }

    /**
     * Reads {@code redis[s]://[[user]:password@]host[:port][/database]}, or {@code
     * redis[s]-sentinel://[[user]:password@]host[:port][,host[:port]…]/master[/database]}, or
     * {@code redis[s]-cluster://[[user]:password@]host[:port][,host[:port]…]}; user and password
     * may be percent-encoded, and are those of the master.
     *
     * @throws IllegalArgumentException if the URI is malformed; the message never holds the
     *     password
     */
    public static ConnectionSettings of(
            String uri,
            Duration connectTimeout,
            Duration readTimeout,
            Duration borrowTimeout,
            int connections) {
        RedisUri parsed = RedisUri.of(uri);
        return new ConnectionSettings(
                parsed.servers(),
                new Security(parsed.tls(), parsed.user(), parsed.password(), null, null),
                parsed.database(),
                connectTimeout,
                readTimeout,
                borrowTimeout,
                connections);
    }

    /** The same, with encrypted sockets made by a factory; null for those of the JVM. */
    public ConnectionSettings with(@Nullable SSLSocketFactory factory) {
        return with(
                servers,
                new Security(
                        security.tls(),
                        security.user(),
                        security.password(),
                        security.credentials(),
                        factory));
    }

    /**
     * The same, with user and password told by a provider; null for those that are set.
     *
     * @throws IllegalArgumentException if there are both
     */
    public ConnectionSettings with(@Nullable CredentialsProvider provider) {
        return with(
                servers,
                new Security(
                        security.tls(),
                        security.user(),
                        security.password(),
                        provider,
                        security.sockets()));
    }

    private ConnectionSettings with(Servers otherServers, Security otherSecurity) {
        return new ConnectionSettings(
                otherServers,
                otherSecurity,
                database,
                connectTimeout,
                readTimeout,
                borrowTimeout,
                connections);
    }

    /** The same, whatever the pool: for what has a connection of its own. */
    ConnectionSettings withoutPool() {
        return new ConnectionSettings(
                servers, security, database, connectTimeout, readTimeout, Duration.ofMillis(1), 1);
    }

    /**
     * The same, with credentials for the Sentinels.
     *
     * @throws IllegalArgumentException if there are no Sentinels
     */
    public ConnectionSettings withSentinelCredentials(
            @Nullable String sentinelUser, @Nullable String sentinelPassword) {
        require(
                servers.master() != null,
                "hibernate.cache.redis.sentinel_password",
                "is for redis-sentinel:// alone",
                "set for " + this);
        require(
                sentinelUser == null || sentinelPassword != null,
                "hibernate.cache.redis.sentinel_user",
                "must be accompanied by hibernate.cache.redis.sentinel_password",
                "alone");
        return with(
                new Servers(
                        servers.addresses(),
                        false,
                        servers.master(),
                        sentinelUser,
                        sentinelPassword),
                security);
    }

    private static void requireMillis(String name, Duration duration) {
        require(
                duration.compareTo(Duration.ofMillis(1)) >= 0
                        && duration.compareTo(Duration.ofHours(1)) <= 0,
                "hibernate.cache.redis." + name,
                "must be 1 ms to 1 h",
                duration);
    }

    static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + rule + ", but was " + value);
        }
    }

    @Override
    public String toString() {
        return (security.tls() ? "rediss" : "redis")
                + servers
                + (servers.cluster() ? "" : "/" + database);
    }
}
