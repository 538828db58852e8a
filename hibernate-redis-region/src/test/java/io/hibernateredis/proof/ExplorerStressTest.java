package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest
    @CsvSource({
        "1,MOVES",
        "2,MOVES",
        "3,MOVES",
        "1,WRITES_BACK",
        "2,WRITES_BACK",
        "1,REPLACES",
        "2,REPLACES",
        "3,REPLACES"
    })
    void aRowThatTwoWritersMove_whateverTheOrder_isInTheRightCollection(
            int observed, MoveModel.Variant variant) {
        var result = Catch.exploreMoves(observed, variant, null, 400_000);
        System.out.println("owner " + observed + ", " + variant + ": " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.complete()).as("all states were visited").isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"OVERWRITTEN_ROW_TRUSTED", "VERSIONS_TRUSTED", "LAPSED_CONDITION_FORGOTTEN"})
    void aRowThatTwoWritersMove_withoutAGuard_isInAWrongCollection(Sabotage sabotage) {
        var result = Catch.explore(sabotage);
        System.out.println(sabotage + ": " + result);
        assertThat(result.counterexample()).isNotEmpty();
    }

    private static void assertNothingStale(Bounds bounds) {
        var result = Catch.explore(bounds, MOST_STATES);
        System.out.println(bounds + ": " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.states()).isGreaterThanOrEqualTo(MOST_STATES);
    }
}
