package io.hibernateredis.benchmarks;

import java.util.Map;

/**
 * What an operation sends, on average.
 *
 * @param contender its id
 * @param entries among which the operations worked
 * @param micros that it took, by way of the proxies
 * @param statements of SQL that Hibernate prepared
 * @param databaseRoundTrips messages to the database that were answered
 * @param redisRoundTrips messages to Redis that were answered, whether or not they were waited for
 * @param redisWaits how many times the operation waited for an answer of Redis, as it follows from
 *     how much longer it takes if each answer comes later
 * @param commands that were sent to Redis, by name; those that scripts run are not among them
 * @param redis what Redis did for it
 */
record Messages(
        String contender,
        String workload,
        int entries,
        double micros,
        double statements,
        double databaseRoundTrips,
        double redisRoundTrips,
        double redisWaits,
        Map<String, Double> commands,
        RedisUsage redis) {

    /** All commands together. */
    double commandsSent() {
        return commands.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
