package io.hibernateredis.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model of the outbox, with all of its guards, and without each of them. */
class OutboxExplorerStressTest {

    private static final int MOST_STATES = Integer.getInteger("proof.outbox.states", 60_000);
    private static final int TICKS = Integer.getInteger("proof.outbox.ticks", 4);

    @Test
    void writersWithoutRedis_whateverTheOrder_leaveNothingStale() {
        var result = explore(new OutboxModel(TICKS), MOST_STATES);
        System.out.println("outbox: " + result);
        assertThat(result.counterexample()).isEmpty();
        assertThat(result.complete() || result.states() >= MOST_STATES).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void writersWithoutRedis_withoutAGuard_leaveSomethingStale(OutboxModel.Gone gone) {
        var result = explore(new OutboxModel(4, gone), 2_000_000);
        System.out.println(gone + ": " + result);
        assertThat(result.counterexample()).isNotEmpty();
    }

    private static Explorer.Result explore(OutboxModel model, int mostStates) {
        try (var server = RedisServer.start();
                var explorer = new Explorer(server, null)) {
            return explorer.explore(model, mostStates);
        }
    }
}
