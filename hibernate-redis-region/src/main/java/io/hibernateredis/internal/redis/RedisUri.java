package io.hibernateredis.internal.redis;

import static io.hibernateredis.internal.redis.ConnectionSettings.URI_SETTING;
import static io.hibernateredis.internal.redis.ConnectionSettings.require;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** What a URI of a Redis says. Immutable. Messages of its errors show no secret. */
record RedisUri(
        Servers servers,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        int database) {

    private static final int DEFAULT_PORT = 6379;
    private static final int DEFAULT_SENTINEL_PORT = 26379;

    /** What holds no more than a scheme, a host, a port and a path may be shown. */
    private static final Pattern HARMLESS =
            Pattern.compile(
                    "([a-z]*:/*)?[A-Za-z0-9._-]*(:[0-9]*)?(/[0-9]*)?"
                            + "|[a-z]*-(?:sentinel|cluster):/*[A-Za-z0-9._-]*(:[0-9]*)?"
                            + "(,[A-Za-z0-9._-]*(:[0-9]*)?)*(/[A-Za-z0-9._-]*){0,3}");

    /** Scheme, credentials, addresses. */
    private static final Pattern CLUSTER =
            Pattern.compile("(redis|rediss)-cluster://(?:([^/?#]*)@)?([^/?#@]+)/?");

    /** Scheme, credentials, addresses, master, database. */
    private static final Pattern SENTINEL =
            Pattern.compile(
                    "(redis|rediss)-sentinel://(?:([^/?#]*)@)?([^/?#@]+)/([^/?#@]+)(/[^/?#@]*)?");

    /**
     * @throws IllegalArgumentException if it is malformed
     */
    static RedisUri of(String uri) {
        String trimmed = uri.trim();
        if (trimmed.startsWith("redis-cluster:") || trimmed.startsWith("rediss-cluster:")) {
            return ofCluster(trimmed);
        }
        return trimmed.startsWith("redis-sentinel:") || trimmed.startsWith("rediss-sentinel:")
                ? ofSentinels(trimmed)
                : ofServer(uri);
    }

    private static RedisUri ofServer(String uri) {
        URI parsed = parse(uri);
        String scheme = String.valueOf(parsed.getScheme());
        require(
                scheme.equals("redis") || scheme.equals("rediss"),
                URI_SETTING,
                "must begin with redis://, redis-sentinel:// or redis-cluster://, or with rediss"
                        + " for TLS",
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
        int port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
        return new RedisUri(
                new Servers(
                        List.of(new HostAndPort(parsed.getHost(), port)), false, null, null, null),
                scheme.equals("rediss"),
                credentials[0],
                credentials[1],
                database(parsed.getPath(), uri));
    }

    private static RedisUri ofSentinels(String uri) {
        Matcher parts = SENTINEL.matcher(uri);
        require(
                parts.matches(),
                URI_SETTING,
                "must name Sentinels and a master, as in"
                        + " redis-sentinel://host:26379,host:26379/mymaster/0",
                withoutSecret(uri));
        List<HostAndPort> addresses =
                addresses(parts.group(3), "Sentinel", DEFAULT_SENTINEL_PORT, uri);
        String[] credentials = credentials(parts.group(2));
        return new RedisUri(
                new Servers(addresses, false, decode(parts.group(4)), null, null),
                parts.group(1).equals("rediss"),
                credentials[0],
                credentials[1],
                database(parts.group(5), uri));
    }

    private static RedisUri ofCluster(String uri) {
        Matcher parts = CLUSTER.matcher(uri);
        require(
                parts.matches(),
                URI_SETTING,
                "must name nodes of the cluster, and no database, as in"
                        + " redis-cluster://host:6379,host:6379,host:6379",
                withoutSecret(uri));
        String[] credentials = credentials(parts.group(2));
        return new RedisUri(
                new Servers(
                        addresses(parts.group(3), "node", DEFAULT_PORT, uri),
                        true,
                        null,
                        null,
                        null),
                parts.group(1).equals("rediss"),
                credentials[0],
                credentials[1],
                0);
    }

    private static List<HostAndPort> addresses(
            String hosts, String what, int defaultPort, String uri) {
        List<HostAndPort> addresses = new ArrayList<>();
        for (String each : hosts.split(",", -1)) {
            URI address = parse("redis://" + each);
            require(
                    address.getHost() != null,
                    URI_SETTING,
                    "must name a host of each " + what,
                    withoutSecret(uri));
            addresses.add(
                    new HostAndPort(
                            address.getHost(),
                            address.getPort() < 0 ? defaultPort : address.getPort()));
        }
        return addresses;
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
}
