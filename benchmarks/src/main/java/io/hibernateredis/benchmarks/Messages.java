package io.hibernateredis.benchmarks;

/**
 * What an operation sends, on average.
 *
 * @param contender its id
 * @param statements of SQL that Hibernate prepared
 * @param databaseRoundTrips messages to the database that were waited for
 * @param redisRoundTrips messages to Redis that were waited for
 * @param redis what Redis did for it
 */
record Messages(
        String contender,
        String workload,
        double statements,
        double databaseRoundTrips,
        double redisRoundTrips,
        RedisUsage redis) {}
