package io.hibernateredis.query.internal.execution;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log messages of this module. A problem of a query is logged once. */
final class QueryLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.query");

    /** Queries whose text always differs must not fill the memory. */
    private static final int MAX_LOGGED = 1000;

    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private QueryLog() {}

    static void notCacheable(String region, String query, String reason) {
        if (LOGGED.size() < MAX_LOGGED && LOGGED.add(query + reason)) {
            LOG.warn(
                    "Region [{}]: the result of a query is not cached: {}: {}",
                    region,
                    reason,
                    query);
        }
    }

    static void notAnalysed(Throwable e) {
        if (LOGGED.size() < MAX_LOGGED && LOGGED.add(e.toString())) {
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
