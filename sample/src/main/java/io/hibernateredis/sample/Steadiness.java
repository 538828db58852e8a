package io.hibernateredis.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells from the rate of each second whether a warm-up has reached its end: the mean of the last
 * five seconds lies within 5 % of that of the five before. Not thread-safe.
 */
final class Steadiness {
    private static final int SPAN = 5;
    private static final double TOLERANCE = 0.05;

    private final List<Double> rates = new ArrayList<>();

    void add(double rate) {
        rates.add(rate);
    }

    boolean isReached() {
        int count = rates.size();
        if (count < 2 * SPAN) {
            return false;
        }
        double last = mean(count - SPAN);
        double before = mean(count - 2 * SPAN);
        return Math.abs(last - before) <= TOLERANCE * before;
    }

    private double mean(int from) {
        return rates.subList(from, from + SPAN).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }
}
