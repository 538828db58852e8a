package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As much of the model as a build has time for; the long form visits more. */
class ExplorerStressTest {

    private static final int MOST_STATES = 40_000;

    @Test
    void twoWritersAndTwoLoaders_whateverTheOrder_leaveNothingStale() {
        assertNothingStale(Bounds.of(false, 0));
    }

    @Test
    void aWriterOfTheRegion_whateverTheOrder_leavesNothingStale() {
        assertNothingStale(Bounds.of(true, 0));
    }

    @Test
    void anyOneFault_whereverItStrikes_leavesNothingStale() {
        assertNothingStale(Bounds.of(false, 1));
    }

    private static void assertNothingStale(Bounds bounds) {
        var result = Catch.explore(bounds, MOST_STATES);
        System.out.println(bounds + ": " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.states()).isGreaterThanOrEqualTo(MOST_STATES);
    }
}
