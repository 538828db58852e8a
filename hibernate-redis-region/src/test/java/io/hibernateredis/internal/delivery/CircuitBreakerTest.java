package io.hibernateredis.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.store.TestSettings;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private final CircuitBreaker circuit =
            new CircuitBreaker(TestSettings.quiet().failures(2).build(), "a server");

    @Test
    void failuresInARow_openItUntilAHeartbeatGetsThrough() {
        circuit.failed();
        circuit.failed();
        assertThat(circuit.isClosed()).isFalse();

        circuit.succeeded();
        assertThat(circuit.isClosed()).isFalse();

        circuit.close();
        assertThat(circuit.isClosed()).isTrue();
    }

    @Test
    void failures_withASuccessBetween_leaveItClosed() {
        circuit.failed();
        circuit.succeeded();
        circuit.failed();

        assertThat(circuit.isClosed()).isTrue();
    }
}
