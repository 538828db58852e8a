package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log lines of the store and of what is below it. A change of state is logged once; what
 * concerns single entries goes to a logger of its own, at DEBUG.
 */
public final class StoreLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.store");

    /** A line for each entry, which no other logger has. */
    private static final Logger ENTRIES = LoggerFactory.getLogger("io.hibernateredis.entries");

    private StoreLog() {}

    static void available(String server) {
        LOG.info("Redis at {} answers", server);
    }

    static void availableAgain(String server, Duration after, long deliveries, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.INFO)
                .log(
                        "Redis at {} is back after {}; {} pending invalidations were delivered"
                                + " first",
                        server,
                        seconds(after),
                        deliveries);
    }

    static void unavailable(String server, Throwable cause, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.WARN)
                .log(
                        "Redis at {} is bypassed: {}. Requests go to the database; the next try is"
                                + " one heartbeat away (hibernate.cache.redis.heartbeat)",
                        server,
                        message(cause));
    }

    static void stillUnavailable(String server, Duration since, long unannounced, Throwable cause) {
        LOG.warn(
                "Redis at {} is still bypassed after {}: {}. {} transactions could not be announced"
                        + " before they committed (hibernate.cache.redis.on_unreachable)",
                server,
                seconds(since),
                message(cause),
                unannounced);
    }

    static void created(String namespace) {
        LOG.info("Namespace [{}]: new index", namespace);
    }

    static void recreated(String namespace, int unlogged) {
        LOG.info(
                "Namespace [{}]: its index was not there, or was another server's, and was begun"
                        + " anew{}; entries from before are not used",
                namespace,
                unlogged == 0 ? "" : " (and " + unlogged + " times since this was last logged)");
    }

    public static void tooLarge(Keyspace keyspace, int bytes, int most) {
        LOG.warn(
                "[{}]: an entry of {} bytes is not cached, the limit is {} bytes"
                        + " (hibernate.cache.redis.max_entry_size); others like it are not either",
                keyspace,
                bytes,
                most);
    }

    public static void unreadable(Keyspace keyspace, String reason, int unlogged) {
        LOG.warn(
                "[{}]: an entry in Redis counts as a miss: {}{}. All JVMs of a namespace need what"
                    + " others protect entries by (hibernate.cache.redis.compression, encryption)",
                keyspace,
                reason,
                unlogged == 0 ? "" : " (and " + unlogged + " times since this was last logged)");
    }

    static void eventListenerFailed(int unlogged, Throwable cause) {
        LOG.warn(
                "A CacheEventListener failed{}; the cache is not affected",
                unlogged == 0 ? "" : " (and " + unlogged + " times since this was last logged)",
                cause);
    }

    public static void nearStopped(String namespace, Throwable cause, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.WARN)
                .log(
                        "Namespace [{}]: nothing near is served: {}. Reads go to Redis or to the"
                                + " database (hibernate.cache.redis.near)",
                        namespace,
                        message(cause));
    }

    public static void nearServes(String namespace, Duration after, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.INFO)
                .log(
                        "Namespace [{}]: what is near is served again after {}",
                        namespace,
                        seconds(after));
    }

    public static void notPushed(String namespace, Throwable cause, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.WARN)
                .log(
                        "Namespace [{}]: this JVM is not called when others invalidate what is"
                                + " near: {}. It asks, for which each commit of theirs waits"
                                + " (hibernate.cache.redis.near)",
                        namespace,
                        message(cause));
    }

    public static void pushed(String namespace, Duration after, boolean quietly) {
        LOG.atLevel(quietly ? Level.DEBUG : Level.INFO)
                .log(
                        "Namespace [{}]: this JVM is called again when others invalidate what is"
                                + " near, after {}",
                        namespace,
                        seconds(after));
    }

    static void undelivered(String namespace, int invalidations, boolean left) {
        if (left) {
            LOG.info(
                    "Namespace [{}]: closed with {} undelivered invalidations, which lie in the"
                            + " outbox",
                    namespace,
                    invalidations);
            return;
        }
        LOG.error(
                "Namespace [{}]: closed with {} undelivered invalidations. Other JVMs may read"
                        + " entries that are stale: evict the namespace",
                namespace,
                invalidations);
    }

    /** Whether the next three are worth a call. */
    public static boolean logsEntries() {
        return ENTRIES.isDebugEnabled();
    }

    public static void read(String namespace, Entry entry, String what) {
        ENTRIES.debug("[{}] {} {}", namespace, what, entry.name());
    }

    public static void put(String namespace, Entry entry, boolean stored) {
        ENTRIES.debug("[{}] {} {}", namespace, stored ? "stored" : "refused", entry.name());
    }

    static void changed(String namespace, int tags) {
        ENTRIES.debug("[{}] {} tags are about to change", namespace, tags);
    }

    public static void failed(String what, Throwable cause) {
        LOG.debug("{} failed: {}", what, message(cause));
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.replaceFirst("\\.+$", "");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
