package io.hibernateredis.benchmarks;

/**
 * What a worker did for an order, as a line of JSON. Times are in nanoseconds; all but the
 * percentiles is summed over threads and operations.
 *
 * @param operations how many
 * @param elapsed from the first's begin to the last's end
 * @param median of the time that an operation takes
 * @param percentile99 of the same
 * @param cpu of the whole JVM, its collector and compiler included
 * @param allocated bytes, by all threads that were alive at the end
 * @param statements that were prepared; as the hits and misses, 0 unless counting
 * @param hits of entities, collections, natural ids and queries
 * @param staleReads that were found
 * @param conflicts transactions that lost against another
 * @param percentile999 of the time that an operation takes, the 99.9th; 0 in older files
 */
record Outcome(
        long operations,
        long elapsed,
        long median,
        long percentile99,
        long cpu,
        long allocated,
        long statements,
        long hits,
        long misses,
        long staleReads,
        long conflicts,
        long percentile999) {}
