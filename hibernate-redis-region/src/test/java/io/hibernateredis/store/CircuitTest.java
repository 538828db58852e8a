package io.hibernateredis.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitTest {

    private final Circuit circuit = new Circuit(TestSettings.quiet().failures(2).build());

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
