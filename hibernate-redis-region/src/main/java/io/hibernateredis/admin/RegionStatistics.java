package io.hibernateredis.admin;

/**
 * What happened in a region in this JVM, since its cache was first asked for statistics.
 *
 * @param region its name, prefix included
 * @param hits entries that were found valid
 * @param nearHits those of them that were in the memory of this JVM
 * @param misses entries that were not there, or not valid
 * @param hitRatio hits among lookups, 0 to 1; 0 if there were none
 * @param puts entries that were stored after a load
 * @param refusedPuts loaded entries that were not stored, because something was invalidated since
 * @param invalidations entries that commits and evictions of this JVM invalidated; a region that
 *     was cleared counts once
 * @param checked hits that were compared with the database, if {@code
 *     hibernate.cache.redis.monitor.rate} is set
 * @param stale those of them that differed from it
 */
public record RegionStatistics(
        String region,
        long hits,
        long nearHits,
        long misses,
        double hitRatio,
        long puts,
        long refusedPuts,
        long invalidations,
        long checked,
        long stale) {}
