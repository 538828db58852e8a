package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As much of the model of the outbox as a build has time for; the long form visits more. */
class OutboxExplorerStressTest {

    private static final int TICKS = 4;
    private static final int MOST_STATES = 25_000;

    @Test
    void writersWithoutRedis_whateverTheOrder_leaveNothingStale() {
        var result = explore(MOST_STATES);
        System.out.println("outbox: " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.states()).isGreaterThanOrEqualTo(MOST_STATES);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAIT", "PRESENCE", "SENT_BEFORE_DELETED", "PRESENT_TO_THE_END"})
    void writersWithoutRedis_withoutAGuard_leaveSomethingStale(OutboxModel.Gone gone) {
        assertThat(explore(MOST_STATES, gone).counterexample()).isNotEmpty();
    }

    static Explorer.Result explore(int mostStates, OutboxModel.Gone... gone) {
        try (var server = RedisServer.start();
                var explorer = new Explorer(server, null)) {
            return explorer.explore(new OutboxModel(TICKS, gone), mostStates);
        }
    }
}
