package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.log.Once;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log messages of this module. A problem of a query is logged once. */
final class QueryLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.query");

    private static final Once ONCE = new Once();

    private QueryLog() {}

    static void notCacheable(String region, String query, String reason) {
        if (ONCE.isFirst(query, reason)) {
            LOG.warn(
                    "Region [{}]: the result of a query is not cached: {}: {}",
                    region,
                    reason,
                    query);
        }
    }

    static void notAnalysed(Throwable e) {
        if (ONCE.isFirst("analysis", e.toString())) {
            LOG.warn(
                    "A query could not be analysed: its results depend on whole tables that it"
                            + " declares",
                    e);
        }
    }

    static void off(String version) {
        LOG.info(
                "The query cache module is off: it needs Hibernate 7.2 or later, and this is {}."
                        + " Results of queries are cached through Hibernate's own query cache",
                version);
    }
}
