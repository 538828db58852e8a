package io.hibernateredis.internal.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log messages of the region module. Problems of a mapping are logged once per role or region
 * and reason, and at most {@value #MAX_REASONS} reasons each.
 */
public final class RegionLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.hibernateredis.region");

    private static final Once ONCE = new Once();

    private RegionLog() {}

    /** A role is not cached, or some of its entries are not. */
    public static void notCached(String role, String reason) {
        if (ONCE.isFirst(role, reason)) {
            LOG.warn("[{}] is not cached: {}", role, reason);
        }
    }

    /** A part of the mapping cannot be cached; the problem is a complete sentence. */
    public static void mappingNotCached(String problem) {
        if (ONCE.isFirst("mapping", problem)) {
            LOG.warn("Part of the mapping is not cached: {}", problem);
        }
    }

    public static void unreadable(String role, String reason) {
        LOG.debug("[{}]: an entry cannot be read and counts as a miss: {}", role, reason);
    }

    /**
     * A hit differed from the database.
     *
     * @param entry its name, or something in place of it
     * @param unlogged how many of the region were not logged since the last one
     */
    public static void stale(String region, String entry, int unlogged) {
        LOG.warn(
                "Region [{}]: the entry {} is stale: the database holds something else, which was"
                        + " written past the cache{}. Evict the region, and see what writes to its"
                        + " tables (hibernate.cache.redis.monitor.rate)",
                region,
                entry,
                unlogged == 0 ? "" : " (and " + unlogged + " more since this was last logged)");
    }

    /** A hit could not be compared with the database. */
    public static void checkFailed(Throwable cause) {
        LOG.debug("An entry could not be compared with the database", cause);
    }

    public static void queriesNotCached(String region, String reason) {
        if (ONCE.isFirst(region, reason)) {
            LOG.warn("Region [{}]: a query result is not cached: {}", region, reason);
        }
    }

    public static void database(String namespace, String server, String identity) {
        LOG.info("Namespace [{}] at {} holds entries of: {}", namespace, server, identity);
    }

    public static void databaseUnknown(String namespace, String reason) {
        LOG.info(
                "Namespace [{}]: the database cannot be identified, because {}. Only the namespace"
                        + " separates its entries from those of other databases; set"
                        + " hibernate.cache.redis.database to name the database",
                namespace,
                reason);
    }

    public static void databaseAskedLater(String namespace, String reason) {
        LOG.info(
                "Namespace [{}]: the database will be identified when the first session is opened,"
                        + " because it cannot be queried at boot: {}",
                namespace,
                reason);
    }

    public static void identityUnavailable(Exception cause) {
        LOG.debug(
                "The database does not provide its system identifier; it is identified by its URL",
                cause);
    }

    public static void newSchemaNotEvicted(String namespace, RuntimeException cause) {
        LOG.error(
                "Namespace [{}]: not evicted after Hibernate created the schema; call"
                        + " sessionFactory.getCache().evictAllRegions()",
                namespace,
                cause);
    }

    public static void evictedNewSchema(String namespace) {
        LOG.info(
                "Namespace [{}]: evicted, because Hibernate created the schema"
                        + " (hibernate.cache.redis.evict_new_schema)",
                namespace);
    }

    public static void regionUnknown(String setting, String nearest) {
        LOG.warn(
                "{}: no entity or collection is cached in a region of this name; did you mean {}?"
                        + " The setting applies only to cached queries and values in such a region",
                setting,
                nearest);
    }

    /**
     * This cache is configured, but not in use.
     *
     * @param active how the second-level cache is provided instead
     */
    public static void otherFactory(String active) {
        LOG.warn(
                "hibernate.cache.redis.* is set, but the second-level cache is {}; set"
                        + " hibernate.cache.region.factory_class=redis",
                active);
    }

    public static void snapshotsByDefault(String namespace) {
        LOG.info(
                "Namespace [{}]: the default isolation of the database is above READ_COMMITTED. The"
                        + " first read of each transaction goes to the database, and entries that"
                        + " were loaded after the transaction began are hidden from it. If all"
                        + " transactions use READ_COMMITTED, set"
                        + " hibernate.cache.redis.snapshot=statement",
                namespace);
    }

    public static void noOperationScope(String version) {
        LOG.info(
                "Hibernate {} does not expose the end of a query: loaded entries are sent to Redis"
                        + " at the end of the transaction (since Hibernate 7.2: of the query)",
                version);
    }

    public static void noQueryInternals(String version, String reason) {
        LOG.warn(
                "Query results are not cached, because Hibernate {} is not supported in this"
                        + " respect: {}. Entities, collections and natural ids are cached",
                version,
                reason);
    }

    public static void textColumnsUnknown(Exception cause) {
        LOG.debug(
                "The collations of text columns cannot be read: these columns do not define groups"
                        + " of rows",
                cause);
    }

    public static void columnsUnknown(Exception cause) {
        LOG.info(
                "The columns of the database cannot be read: written entities are not stored with"
                        + " the commit, but loaded by the next read",
                cause);
    }

    public static void foreignKeysUnknown(Exception cause) {
        LOG.info(
                "The foreign keys of the database cannot be read: each insert of an entity"
                        + " invalidates all collections that may hold it",
                cause);
    }

    public static void isolationUnknown(Exception cause) {
        LOG.debug(
                "The default isolation of the database cannot be read: the connection of each"
                        + " transaction is asked instead",
                cause);
    }

    public static void listenerFailed(Throwable cause) {
        if (ONCE.isFirst("listener " + cause.getClass().getName(), at(cause))) {
            LOG.error(
                    "A listener of the cache failed; everything that its event may have changed is"
                            + " invalidated instead (logged once per cause)",
                    cause);
        }
    }

    private static String at(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length == 0 ? "" : trace[0].toString();
    }

    public static void afterCommit(String namespace, RuntimeException cause) {
        LOG.error(
                "Namespace [{}]: ending the unit of work failed after the transaction had ended",
                namespace,
                cause);
    }

    public static void outboxUnusable(String namespace, String table, Exception cause) {
        LOG.error(
                "Namespace [{}]: the outbox, table {}, cannot be used: {}. Transactions that cannot"
                        + " be announced to Redis are rolled back; if the table cannot be read, all"
                        + " reads go to the database (hibernate.cache.redis.on_unreachable=outbox)",
                namespace,
                table,
                String.valueOf(cause.getMessage()).strip());
    }
}
