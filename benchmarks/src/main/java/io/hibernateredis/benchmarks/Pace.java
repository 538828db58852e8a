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

    /** From afar the delay is most of an operation, and much the same in all rounds. */
    static final Pace FULL_FAR = new Pace(1_000, 1_000, 3, 1_000);

    static final Pace QUICK = new Pace(100, 100, 3, 50);
}
