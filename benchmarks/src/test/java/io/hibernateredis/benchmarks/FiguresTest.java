package io.hibernateredis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hibernateredis.benchmarks.Figures.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final int ENTRIES = 100;

    private static Round round(String contender, int entries, int number, long micros) {
        var outcome = new Outcome(10, 10_000_000, 1_000 * micros, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return new Round(contender, "find", entries, false, 1, number, outcome);
    }

    private final Figures figures =
            new Figures(
                    List.of(
                            round("none", ENTRIES, 1, 100),
                            round("ours", ENTRIES, 1, 50),
                            round("none", ENTRIES, 2, 300),
                            round("ours", ENTRIES, 2, 100),
                            round("none", ENTRIES, 3, 400),
                            round("ours", ENTRIES, 3, 100),
                            // Another working set, which is not to be mixed with it.
                            round("ours", 10 * ENTRIES, 1, 1)));

    private final Measure ours = new Measure("ours", "find", ENTRIES, false, 1);

    @Test
    void times_areThoseOfTheWorkingSet() {
        var micros = figures.micros(ours).orElseThrow();

        assertThat(micros.min()).isEqualTo(50);
        assertThat(micros.median()).isEqualTo(100);
    }

    @Test
    void ratios_areTakenWithinEachRound() {
        var times = figures.ratio(ours, "none").orElseThrow();

        assertThat(times.min()).isCloseTo(2, within(1e-9));
        assertThat(times.median()).isCloseTo(3, within(1e-9));
        assertThat(times.max()).isCloseTo(4, within(1e-9));
    }

    @Test
    void differences_areTakenWithinEachRound() {
        var micros = figures.difference(ours, "none").orElseThrow();

        assertThat(micros.median()).isCloseTo(-200, within(1e-9));
    }

    @Test
    void figures_ofWhatWasNotMeasured_areAbsent() {
        assertThat(figures.ratio(ours, "redisson")).isEmpty();
    }
}
