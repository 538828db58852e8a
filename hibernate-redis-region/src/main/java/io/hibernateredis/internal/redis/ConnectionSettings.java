package io.hibernateredis.internal.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how long to wait for it. Immutable; {@link #toString} leaves the password out.
 *
 * @param host name or address
 * @param port 1 to 65535; default 6379
 * @param tls whether the connection is encrypted ({@code rediss://})
 * @param user ACL user, or null for the default user
 * @param password or null for none
 * @param database number of the database, at least 0; default 0
 * @param connectTimeout how long to wait for a connection to open, at least 1 ms; default 1 s
 * @param readTimeout how long to wait for a reply, at least 1 ms; default 1 s
 * @param borrowTimeout how long to wait for a connection of the pool, at least 1 ms; default 250 ms
 * @param connections most connections at a time, at least 1; default 16
 * @param sslSocketFactory makes encrypted sockets, or null for those of the JVM's trust store
 */
public record ConnectionSettings(
        String host,
        int port,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        int database,
        Duration connectTimeout,
        Duration readTimeout,
        Duration borrowTimeout,
        int connections,
        @Nullable SSLSocketFactory sslSocketFactory) {

    /** The setting that names the server, for messages. */
    public static final String URI_SETTING = "hibernate.cache.redis.uri";

    private static final int DEFAULT_PORT = 6379;

    /** What holds no more than a scheme, a host, a port and a path may be shown. */
    private static final Pattern HARMLESS =
            Pattern.compile("([a-z]*:/*)?[A-Za-z0-9._-]*(:[0-9]*)?(/[0-9]*)?");

    public ConnectionSettings {
        require(!host.isEmpty(), URI_SETTING + "'s host", "must not be empty", host);
        require(port >= 1 && port <= 65535, URI_SETTING + "'s port", "must be 1 to 65535", port);
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
     * Reads {@code redis[s]://[[user]:password@]host[:port][/database]}; user and password may be
     * percent-encoded.
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
        URI parsed = parse(uri);
        String scheme = String.valueOf(parsed.getScheme());
        require(
                scheme.equals("redis") || scheme.equals("rediss"),
                URI_SETTING,
                "must begin with redis:// or rediss://",
                withoutSecret(uri));
        require(
                parsed.getHost() != null,
                URI_SETTING,
                "must name a host, as in redis://localhost:6379",
                withoutSecret(uri));
        require(
                parsed.getRawQuery() == null && parsed.getRawFragment() == null,
                URI_SETTING,
                "must not have a query or a fragment",
                withoutSecret(uri));
        String[] credentials = credentials(parsed.getRawUserInfo());
        return new ConnectionSettings(
                parsed.getHost(),
                parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort(),
                scheme.equals("rediss"),
                credentials[0],
                credentials[1],
                database(parsed.getPath(), uri),
                connectTimeout,
                readTimeout,
                borrowTimeout,
                connections,
                null);
    }

    /** The same, with encrypted sockets made by a factory; null for those of the JVM. */
    public ConnectionSettings with(@Nullable SSLSocketFactory factory) {
        return new ConnectionSettings(
                host,
                port,
                tls,
                user,
                password,
                database,
                connectTimeout,
                readTimeout,
                borrowTimeout,
                connections,
                factory);
    }

    /** The same, whatever the pool: for what has a connection of its own. */
    ConnectionSettings withoutPool() {
        return new ConnectionSettings(
                host,
                port,
                tls,
                user,
                password,
                database,
                connectTimeout,
                readTimeout,
                Duration.ofMillis(1),
                1,
                sslSocketFactory);
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri.trim());
        } catch (URISyntaxException e) {
            // The cause would repeat the text, and with it the password.
            throw new IllegalArgumentException(
                    URI_SETTING
                            + " must be a URI such as redis://localhost:6379, but was "
                            + withoutSecret(uri)
                            + " ("
                            + e.getReason()
                            + " at position "
                            + e.getIndex()
                            + ")");
        }
    }

    private static @Nullable String[] credentials(@Nullable String userInfo) {
        if (userInfo == null) {
            return new String[2];
        }
        int colon = userInfo.indexOf(':');
        require(
                colon >= 0,
                URI_SETTING,
                "must give a password as user:password@ or :password@",
                "one without a colon");
        String user = decode(userInfo.substring(0, colon));
        return new @Nullable String[] {
            user.isEmpty() ? null : user, decode(userInfo.substring(colon + 1))
        };
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(@Nullable String path, String uri) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        String number = path.substring(1);
        boolean numeric =
                number.length() <= 9 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        require(
                numeric,
                URI_SETTING,
                "must end in the number of a database, as in redis://localhost:6379/0",
                withoutSecret(uri));
        return Integer.parseInt(number);
    }

    /**
     * What stands before the last {@code @}, and behind the first question mark, may be a secret; a
     * password that holds either of them may be cut anywhere.
     */
    private static String withoutSecret(String uri) {
        int more = (uri + "?").split("[?#]", 2)[0].length();
        int at = uri.lastIndexOf('@');
        if (at > more) {
            return "***";
        }
        String shown = at < 0 ? uri.substring(0, more) : "***" + uri.substring(at, more);
        String rest = more < uri.length() ? uri.charAt(more) + "***" : "";
        return at >= 0 || HARMLESS.matcher(shown).matches() ? shown + rest : "***";
    }

    private static void requireMillis(String name, Duration duration) {
        require(
                duration.compareTo(Duration.ofMillis(1)) >= 0
                        && duration.compareTo(Duration.ofHours(1)) <= 0,
                "hibernate.cache.redis." + name,
                "must be 1 ms to 1 h",
                duration);
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + rule + ", but was " + value);
        }
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
    }
}
