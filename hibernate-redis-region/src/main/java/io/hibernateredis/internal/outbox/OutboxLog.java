package io.hibernateredis.internal.outbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of the outbox. */
final class OutboxLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.outbox");

    private OutboxLog() {}

    static void writing(String namespace) {
        LOG.info(
                "Namespace [{}]: transactions are written into the outbox until Redis can be told",
                namespace);
    }

    static void writesNoMore(String namespace) {
        LOG.info("Namespace [{}]: nothing is written into the outbox any more", namespace);
    }

    static void relayed(String namespace, int rows) {
        LOG.debug("Namespace [{}]: {} rows of the outbox were relayed", namespace, rows);
    }

    static void unreadable(String namespace, Throwable cause) {
        LOG.warn(
                "Namespace [{}]: the outbox cannot be read: {}. Reads go to the database"
                        + " (hibernate.cache.redis.on_unreachable=outbox)",
                namespace,
                String.valueOf(cause.getMessage()).strip());
    }

    static void readableAgain(String namespace) {
        LOG.info("Namespace [{}]: the outbox can be read", namespace);
    }

    static void corrupt(String namespace, String id, Throwable cause) {
        LOG.warn(
                "Namespace [{}]: row {} of the outbox cannot be read ({}). The namespace is"
                        + " evicted",
                namespace,
                id,
                cause.getMessage());
    }

    static void dead(String namespace, String writer) {
        LOG.info(
                "Namespace [{}]: writer {} of the outbox has given no sign of life, and is"
                        + " forgotten",
                namespace,
                writer);
    }

    static void failed(String what, Throwable cause) {
        LOG.debug("{} failed: {}", what, String.valueOf(cause));
    }
}
