package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int DRAWS = 2_000_000;

    @Test
    void next_drawsEachRankAsOftenAsZipfSays() {
        var zipf = new Zipf(100, 1, 1);
        double harmonic = 0;
        for (int k = 1; k <= 100; k++) {
            harmonic += 1.0 / k;
        }
        var drawn = draw(zipf, 100);

        for (int rank : new int[] {0, 1, 9, 99}) {
            double expected = 1 / harmonic / (rank + 1);
            assertThat((double) drawn[zipf.ofRank(rank)] / DRAWS)
                    .isCloseTo(expected, within(0.05 * expected));
        }
    }

    @Test
    void ranks_areAShuffleOfAllNumbersThatTheSeedDecides() {
        var zipf = new Zipf(100, 1, 1);
        var same = new Zipf(100, 1, 1);
        var numbers = new TreeSet<Integer>();
        for (int rank = 0; rank < 100; rank++) {
            numbers.add(zipf.ofRank(rank));
            assertThat(same.ofRank(rank)).isEqualTo(zipf.ofRank(rank));
        }

        assertThat(numbers).hasSize(100);
        assertThat(numbers.first()).isEqualTo(1);
        assertThat(numbers.last()).isEqualTo(100);
    }

    private static int[] draw(Zipf zipf, int n) {
        var random = new SplittableRandom(1);
        var drawn = new int[n + 1];
        for (int draw = 0; draw < DRAWS; draw++) {
            drawn[zipf.next(random)]++;
        }
        return drawn;
    }
}
