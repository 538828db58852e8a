package io.hibernateredis.sample;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Zipf's distribution over 1 to n: the k-th most popular number is drawn with a probability in
 * proportion to k to the power of minus the exponent.
 *
 * <p>Exact: inverts the cumulative distribution by binary search. Which number has which rank is
 * shuffled by a seed, so that all JVMs agree on what is popular. Immutable, hence thread-safe.
 */
final class Zipf {
    private final double[] cumulative;
    private final int[] byRank;

    Zipf(int n, double exponent, long seed) {
        cumulative = new double[n];
        byRank = new int[n];
        var shuffle = new Random(seed);
        double sum = 0;
        for (int rank = 0; rank < n; rank++) {
            sum += Math.pow(rank + 1, -exponent);
            cumulative[rank] = sum;
            int other = shuffle.nextInt(rank + 1);
            byRank[rank] = byRank[other];
            byRank[other] = rank + 1;
        }
    }

    int next(SplittableRandom random) {
        double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, drawn);
        return byRank[found >= 0 ? found : -found - 1];
    }

    /** The number drawn most often is of rank 0. */
    int ofRank(int rank) {
        return byRank[rank];
    }
}
