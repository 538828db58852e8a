package io.hibernateredis.internal.log;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log messages of the region module. Problems of a mapping are logged once per role or region
 * and reason, and at most {@value #MAX_REASONS} reasons each.
 */
public final class RegionLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.region");

    /** A limit, because a reason may contain values and so differ each time. */
    private static final int MOST_REASONS = 5;

    private static final int MOST_NAMES = 1000;

    /** The reasons already logged, by the name of the role or region. */
    private static final Map<String, Set<String>> SAID = new ConcurrentHashMap<>();

    private RegionLog() {}

    public static void notCached(String keyspace, String reason) {
        if (isNew(keyspace, reason)) {
            LOG.warn("[{}] is not cached: {}", keyspace, reason);
        }
    }

    private static boolean isNew(String name, String reason) {
        Set<String> reasons = SAID.get(name);
        if (reasons == null) {
            if (SAID.size() >= MOST_NAMES) {
                return false;
            }
            reasons = SAID.computeIfAbsent(name, each -> ConcurrentHashMap.newKeySet());
        }
        return reasons.size() < MOST_REASONS && reasons.add(reason);
    }

    public static void unreadable(String keyspace, String reason) {
        LOG.debug("[{}]: an entry could not be read, which counts as a miss: {}", keyspace, reason);
    }

    public static void queriesNotCached(String region, String reason) {
        if (isNew(region, reason)) {
            LOG.warn("Region [{}]: a query's result is not cached: {}", region, reason);
        }
    }

    public static void database(String namespace, String server, String identity) {
        LOG.info("Namespace [{}] at {} holds entries of: {}", namespace, server, identity);
    }

    public static void databaseUnknown(String reason) {
        LOG.info(
                "Which database is cached is not known: {}. Nothing but the namespace keeps its"
                        + " entries apart from other databases'; hibernate.cache.redis.database"
                        + " can name it",
                reason);
    }

    public static void databaseAskedLater(String reason) {
        LOG.info("Which database is cached is asked when the first session opens: {}", reason);
    }

    public static void identityNotTold(Exception cause) {
        LOG.debug("the database does not tell its system identifier: its URL counts", cause);
    }

    public static void newSchemaNotEvicted(RuntimeException cause) {
        LOG.error("the schema was created anew, and what is cached could not be evicted", cause);
    }

    public static void evictedNewSchema(String namespace) {
        LOG.info("Namespace [{}]: evicted, because the schema was created anew", namespace);
    }

    public static void regionUnknown(String setting, String nearest) {
        LOG.warn(
                "{}: no entity or collection is cached in such a region; did you mean {}? It counts"
                        + " for cached queries and values of that region alone",
                setting,
                nearest);
    }

    public static void otherFactory(String active) {
        LOG.warn(
                "hibernate.cache.redis.* is set, but the second-level cache is {}: set"
                        + " hibernate.cache.region.factory_class=redis",
                active);
    }

    public static void snapshotsByDefault() {
        LOG.info(
                "The database's default isolation is above READ_COMMITTED: a transaction's first"
                        + " read goes to the database, and what was loaded after its begin is"
                        + " hidden from it. If transactions use READ_COMMITTED throughout, set"
                        + " hibernate.cache.redis.snapshot=statement");
    }

    public static void noOperationScope(String version) {
        LOG.info(
                "Hibernate {} does not tell where a query ends: what was loaded is sent to Redis"
                        + " when the transaction ends (Hibernate 7.2 and later do)",
                version);
    }

    public static void noQueryInternals(String version, String reason) {
        LOG.warn(
                "Results of queries are not cached: Hibernate {} keeps them in another way than is"
                        + " known ({}); entities, collections and natural ids are cached",
                version,
                reason);
    }

    public static void textColumnsUnknown(Exception cause) {
        LOG.debug("no groups of rows are told apart by text: its collation is unknown", cause);
    }

    public static void columnsUnknown(Exception cause) {
        LOG.info(
                "What a transaction writes is not stored with its commit, but read again: the"
                        + " columns of the database could not be read",
                cause);
    }

    public static void isolationUnknown(Exception cause) {
        LOG.debug("the database's default isolation could not be read", cause);
    }

    public static void listenerFailed(Throwable cause) {
        if (isNew("listener " + cause.getClass().getName(), at(cause))) {
            LOG.error(
                    "a listener of the cache failed; all that its event may have changed is"
                            + " invalidated instead (said once)",
                    cause);
        }
    }

    private static String at(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length == 0 ? "" : trace[0].toString();
    }

    public static void afterCommit(RuntimeException cause) {
        LOG.error("ending a unit of work failed after the transaction had ended", cause);
    }
}
