package io.hibernateredis.store;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sentences of this package. A change of state is told once. */
final class StoreLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.store");

    private StoreLog() {}

    static void available(String server) {
        LOG.info("Redis at {} answers", server);
    }

    static void availableAgain(String server, Duration after, int debts) {
        LOG.info(
                "Redis at {} is back after {} ms; {} owed invalidations were delivered first",
                server,
                after.toMillis(),
                debts);
    }

    static void unavailable(String server, Throwable cause) {
        LOG.warn(
                "Redis at {} is bypassed: {}. Requests go to the database; the next try is one"
                        + " heartbeat away (hibernate.cache.redis.heartbeat)",
                server,
                cause.getMessage());
    }

    static void created(String namespace) {
        LOG.info("Namespace [{}]: new index", namespace);
    }

    static void recreated(String namespace) {
        LOG.info(
                "Namespace [{}]: its index was not there, or was another server's, and was begun"
                        + " anew; what was cached before is not used",
                namespace);
    }

    static void debt(String namespace, int tags, RuntimeException cause) {
        LOG.warn(
                "Namespace [{}]: {} tags could not be invalidated before their transaction commits"
                        + " ({}). Nothing is read from Redis here until they have been"
                        + " (hibernate.cache.redis.on_unreachable=commit)",
                namespace,
                tags,
                cause.getMessage());
    }

    static void everythingOwed(String namespace, RuntimeException cause) {
        LOG.warn(
                "Namespace [{}]: what is cached could not be evicted ({}). Nothing is read from"
                        + " Redis here until it has been",
                namespace,
                cause.getMessage());
    }

    static void unpaid(String namespace, int debts) {
        LOG.error(
                "Namespace [{}]: closed with {} invalidations that Redis was not told of. "
                        + "Other JVMs may hold what they concern: clear the namespace",
                namespace,
                debts);
    }

    static void failed(String what, RuntimeException cause) {
        LOG.debug("{} failed: {}", what, cause.getMessage());
    }
}
