package io.hibernateredis.benchmarks;

/**
 * For how long is measured.
 *
 * @param warmUpMillis before the rounds of a workload
 * @param roundMillis each
 * @param rounds of each workload and number of threads
 * @param counted operations of which messages are counted
 */
record Pace(long warmUpMillis, long roundMillis, int rounds, long counted) {
    static final Pace FULL = new Pace(2_000, 1_000, 5, 1_000);
    static final Pace QUICK = new Pace(100, 100, 3, 50);
}
