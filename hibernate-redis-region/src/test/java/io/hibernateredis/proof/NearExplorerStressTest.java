package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisServer;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** As much of the near cache's model as a build has time for; the long form visits more. */
class NearExplorerStressTest {

    private static final int MOST_STATES = 1_500;

    /** Found only deep in the model: left to the long form. */
    private static final Set<NearSabotage> DEEP =
            EnumSet.of(
                    NearSabotage.LAPSED_CLOSE_TELLS_NOBODY,
                    NearSabotage.LAPSED_CLOSE_NOT_WAITED_FOR,
                    NearSabotage.RENEWED_TOKEN_TRUSTED,
                    NearSabotage.PUSHED_EVENT_NOT_CHAINED,
                    NearSabotage.REMOVED_THOUGH_IT_CALLED);

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsNear_inEachScenario_isNeverStale() {
        NearCatch.SCENARIOS.forEach(
                (name, bounds) -> {
                    var result = NearCatch.explore(server, bounds, MOST_STATES);
                    assertThat(result.counterexample()).as(name).isEmpty();
                });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNear_withoutAGuard_isStale(NearSabotage sabotage) {
        if (!DEEP.contains(sabotage)) {
            var result = NearCatch.explore(server, sabotage);
            assertThat(result.counterexample()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNear_withBarriers_withoutAGuard_isStale(NearSabotage sabotage, NearBounds bounds) {
        assertThat(NearCatch.explore(server, bounds, 400_000).counterexample()).isNotEmpty();
    }

    static Stream<Arguments> whatIsNear_withBarriers_withoutAGuard_isStale() {
        return NearCatch.WITH_BARRIERS.entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }
}
