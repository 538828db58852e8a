package io.hibernateredis.spring.boot.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The URI of a server, or of the Sentinels that know it, as {@code hibernate.cache.redis.uri} has
 * it.
 */
final class ServerUri {

    private static final int DEFAULT_PORT = 6379;

    private ServerUri() {}

    /**
     * @param port the default port if it is not positive
     */
    static String of(
            boolean tls,
            @Nullable String user,
            @Nullable String password,
            String host,
            int port,
            int database) {
        return (tls ? "rediss://" : "redis://")
                + credentials(user, password)
                + address(host, port > 0 ? port : DEFAULT_PORT)
                + "/"
                + database;
    }

    /**
     * @param user and password are those of the master
     * @param nodes host and port of each Sentinel
     */
    static String ofSentinels(
            boolean tls,
            @Nullable String user,
            @Nullable String password,
            List<String> nodes,
            String master,
            int database) {
        return (tls ? "rediss-sentinel://" : "redis-sentinel://")
                + credentials(user, password)
                + String.join(",", nodes)
                + "/"
                + encoded(master)
                + "/"
                + database;
    }

    static String address(String host, int port) {
        boolean isAddress = host.contains(":") && !host.startsWith("[");
        return (isAddress ? "[" + host + "]" : host) + ":" + port;
    }

    private static String credentials(@Nullable String user, @Nullable String password) {
        String name = user == null ? "" : user;
        String secret = password == null ? "" : password;
        return name.isEmpty() && secret.isEmpty()
                ? ""
                : encoded(name) + ":" + encoded(secret) + "@";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
