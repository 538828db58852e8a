package io.hibernateredis.benchmarks;

/**
 * One round of a workload: what a contender did while the others paused.
 *
 * @param contender its id
 * @param entries among which the operations worked; 0 if that is no matter
 * @param far whether each round trip was made longer by {@link Measurement#DELAY}
 * @param number from 1; the contenders' rounds of a number follow each other at once
 */
record Round(
        String contender,
        String workload,
        int entries,
        boolean far,
        int threads,
        int number,
        Outcome outcome) {

    /** How long an operation took: half of them longer, half of them shorter. */
    double micros() {
        return outcome.median() / 1e3;
    }

    /** What one operation in a hundred exceeded. */
    double slowMicros() {
        return outcome.percentile99() / 1e3;
    }

    double operationsPerSecond() {
        return outcome.operations() * 1e9 / outcome.elapsed();
    }

    double cpuMicros() {
        return outcome.cpu() / 1e3 / outcome.operations();
    }

    double allocatedBytes() {
        return (double) outcome.allocated() / outcome.operations();
    }

    double statements() {
        return (double) outcome.statements() / outcome.operations();
    }

    double hitRatio() {
        return (double) outcome.hits() / Math.max(1, outcome.hits() + outcome.misses());
    }
}
