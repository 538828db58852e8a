package io.hibernateredis.region;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sentences of this package. What is wrong with a mapping is said once. */
final class RegionLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.region");
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private RegionLog() {}

    static void notCached(String keyspace, String reason) {
        if (SAID.add(keyspace + reason)) {
            LOG.warn("[{}] is not cached: {}", keyspace, reason);
        }
    }

    static void unreadable(String keyspace, String reason) {
        LOG.debug("[{}]: an entry could not be read, which counts as a miss: {}", keyspace, reason);
    }

    static void queriesNotCached(String region, String reason) {
        if (SAID.add(region + reason)) {
            LOG.warn("Region [{}]: a query's result is not cached: {}", region, reason);
        }
    }

    static void moreIsAllowed(String isolation) {
        LOG.info(
                "The database's default isolation ({}) lets every statement see the latest commit;"
                        + " if it is used throughout, hibernate.cache.redis.snapshot=statement lets"
                        + " more loads be cached",
                isolation);
    }

    static void noOperationScope(String version) {
        LOG.info(
                "Hibernate {} does not tell where a query ends: what was loaded is sent to Redis"
                        + " when the transaction ends (Hibernate 7.2 and later do)",
                version);
    }

    static void noQueryInternals(String version, String reason) {
        LOG.warn(
                "Results of queries are not cached: Hibernate {} keeps them in another way than is"
                        + " known ({}); entities, collections and natural ids are cached",
                version,
                reason);
    }

    static void textColumnsUnknown(Exception cause) {
        LOG.debug("no groups of rows are told apart by text: its collation is unknown", cause);
    }

    static void isolationUnknown(Exception cause) {
        LOG.debug("the database's default isolation could not be read", cause);
    }

    static void afterCommit(RuntimeException cause) {
        LOG.error("ending a unit of work failed after the transaction had ended", cause);
    }
}
