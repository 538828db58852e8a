package io.hibernateredis.sample;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host and port in a URL, and what stands before and after them, so that the same server can be
 * reached by way of a proxy.
 */
record Address(String before, String host, int port, String after) {
    private static final Pattern REDIS =
            Pattern.compile("(redis://(?:[^@/]*@)?)(\\[[^]]+]|[^:/?\\[]+)(?::(\\d{1,5}))?(.*)");
    private static final Pattern DATABASE =
            Pattern.compile(
                    "(jdbc:(?:h2:tcp|postgresql)://)(\\[[^]]+]|[^:/,?;\\[]+)(?::(\\d{1,5}))?(/.*)");
    private static final int REDIS_PORT = 6379;
    private static final int H2_PORT = 9092;
    private static final int POSTGRESQL_PORT = 5432;

    /**
     * The address in a URI of a Redis.
     *
     * @param what the URI is, for the message
     * @throws UsageException if no proxy can stand before it, as with TLS
     */
    static Address ofRedis(String what, String uri) {
        return of(
                REDIS.matcher(uri),
                REDIS_PORT,
                "%s must be of the form redis://host:port with --latency, but was %s"
                        .formatted(what, uri));
    }

    /**
     * The address in a URL of a database.
     *
     * @param what the URL is, for the message
     * @throws UsageException if no proxy can stand before it: it names no host, or several
     */
    static Address ofDatabase(String what, String url) {
        return of(
                DATABASE.matcher(url),
                url.startsWith("jdbc:h2:") ? H2_PORT : POSTGRESQL_PORT,
                ("%s must be of the form jdbc:h2:tcp://host:port/name or"
                                + " jdbc:postgresql://host:port/name with --latency, but was %s")
                        .formatted(what, url));
    }

    private static Address of(Matcher url, int standardPort, String message) {
        if (!url.matches()) {
            throw new UsageException(message);
        }
        int port = url.group(3) == null ? standardPort : Integer.parseInt(url.group(3));
        return new Address(url.group(1), url.group(2), port, url.group(4));
    }

    /** The URL of the same server behind a port of this machine. */
    String through(int localPort) {
        return before + "localhost:" + localPort + after;
    }
}
