package io.hibernateredis.query;

import java.util.Map;

/**
 * Counts of the lookups of a region since the session factory was built.
 *
 * @param hits results that were found
 * @param misses results that were not there, not readable, or out of date
 * @param stale results that were there, and out of date
 * @param shared misses that did not reach the database, because a concurrent execution stored the
 *     result
 * @param refused results that were read from the database and not stored, because what they depend
 *     on was written meanwhile
 * @param widened how often a result was looked up that depends on a whole table, by the reason
 */
public record QueryStatistics(
        long hits, long misses, long stale, long shared, long refused, Map<String, Long> widened) {

    public QueryStatistics {
        widened = Map.copyOf(widened);
    }
}
