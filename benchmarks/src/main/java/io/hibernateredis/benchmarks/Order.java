package io.hibernateredis.benchmarks;

/**
 * What the driver asks of a worker, as a line of JSON.
 *
 * @param workload its id
 * @param link which way to Redis and to the database
 * @param threads at a time
 * @param millis to run for; with {@code operations} at most, and 0 for any time
 * @param operations of each thread, if not 0
 * @param prepare whether to prepare the workload before
 * @param counting whether Hibernate's statistics are on
 */
record Order(
        String workload,
        Link link,
        int threads,
        long millis,
        long operations,
        boolean prepare,
        boolean counting) {

    /** The ways to the servers. */
    enum Link {
        /** Straight to them. */
        NEAR,
        /** Through proxies, which count what passes, and can delay it. */
        PROXIED
    }

    static Order prepareAndRun(String workload, Link link, int threads, long millis) {
        return new Order(workload, link, threads, millis, 0, true, false);
    }

    static Order run(String workload, Link link, int threads, long millis, boolean counting) {
        return new Order(workload, link, threads, millis, 0, false, counting);
    }

    static Order count(String workload, Link link, long operations) {
        return count(workload, link, operations, 0);
    }

    /** So many operations, or those that fit into a time if they are fewer. */
    static Order count(String workload, Link link, long operations, long millis) {
        return new Order(workload, link, 1, millis, operations, false, true);
    }
}
