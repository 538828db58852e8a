package io.hibernateredis.admin;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much lies in Redis, by a sample of its keys.
 *
 * @param complete whether all keys were looked at, so that numbers of entries are exact; else they
 *     are extrapolated
 * @param indexTags tags in the index that last
 * @param indexRecent entries in the index that were written lately
 * @param regions by name
 */
public record SizeReport(
        boolean complete, long indexTags, long indexRecent, List<RegionSize> regions) {

    public SizeReport {
        regions = List.copyOf(regions);
    }

    /**
     * How much of a region lies in Redis, of all JVMs, including what is no longer valid.
     *
     * @param region its name, prefix included
     * @param entries how many, about
     * @param bytes that they take in memory with their keys, about; null if this user of Redis may
     *     not ask for it ({@code MEMORY USAGE})
     * @param timeToLive how long they live on, on average; null if they live for ever
     */
    public record RegionSize(
            String region, long entries, @Nullable Long bytes, @Nullable Duration timeToLive) {}
}
