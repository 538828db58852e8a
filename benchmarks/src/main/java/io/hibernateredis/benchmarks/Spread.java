package io.hibernateredis.benchmarks;

import java.util.Optional;
import java.util.stream.DoubleStream;

/** The median of some values, and how far they lie apart. */
record Spread(double median, double min, double max) {

    /** Empty if there are no values. */
    static Optional<Spread> of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
}
