package io.hibernateredis.benchmarks.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Zipf's distribution over 1 to n: k is drawn with a probability in proportion to 1 / k to the
 * power of the exponent. Inverts the cumulative distribution by binary search. Immutable.
 */
final class Zipf {
    private final double[] cumulative;

    Zipf(int n, double exponent) {
        cumulative = new double[n];
        double sum = 0;
        for (int k = 1; k <= n; k++) {
            sum += Math.pow(k, -exponent);
            cumulative[k - 1] = sum;
        }
    }

    long next(SplittableRandom random) {
        double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, drawn);
        return 1L + (found >= 0 ? found : -found - 1);
    }
}
