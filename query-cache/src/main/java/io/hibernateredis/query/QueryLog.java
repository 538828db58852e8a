package io.hibernateredis.query;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sentences of this package. What is wrong with a query is said once. */
final class QueryLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.query");

    /** A query whose text is never the same must not fill the memory. */
    private static final int MOST_SAID = 1000;

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private QueryLog() {}

    static void notCacheable(String region, String query, String reason) {
        if (SAID.size() < MOST_SAID && SAID.add(query + reason)) {
            LOG.warn("Region [{}]: a query's result is not cached: {}: {}", region, reason, query);
        }
    }

    static void notAnalysed(Throwable e) {
        if (SAID.size() < MOST_SAID && SAID.add(e.toString())) {
            LOG.warn("A query depends on whole tables, for it could not be analysed", e);
        }
    }

    static void off(String version) {
        LOG.info(
                "The query cache module is off: it needs Hibernate 7.2 or later, and this is {}."
                        + " Results of queries are cached through Hibernate's own query cache",
                version);
    }
}
