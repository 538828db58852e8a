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
    static final Pace FULL = new Pace(600, 300, 4, 300);

    /** From afar the delay is most of an operation, and much the same in all rounds. */
    static final Pace FULL_FAR = new Pace(300, 300, 2, 300);

    /** Short rounds, which are many: what is compared takes little longer than the clock. */
    static final Pace NEAR = new Pace(1_000, 200, 7, 300);

    static final Pace QUICK = new Pace(50, 50, 2, 50);
}
