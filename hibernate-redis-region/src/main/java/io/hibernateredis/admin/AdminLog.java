package io.hibernateredis.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit: one line for each change that was asked for. */
final class AdminLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.admin");

    private AdminLog() {}

    static void cleared(String namespace, String actor, Cleared cleared) {
        LOG.info(
                "Namespace [{}]: {} cleared {}{}",
                namespace,
                oneLine(actor),
                oneLine(cleared.what()),
                cleared.pending() ? "; Redis has yet to be told" : "");
    }

    static void hotKeys(String namespace, String actor, boolean counted) {
        LOG.info(
                "Namespace [{}]: {} {} to count hot keys",
                namespace,
                oneLine(actor),
                counted ? "began" : "ceased");
    }

    static void swept(String namespace, String actor, long keys) {
        LOG.info(
                "Namespace [{}]: {} deleted {} keys without a time to live",
                namespace,
                oneLine(actor),
                keys);
    }

    /** What others chose must not look like a line of its own. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
