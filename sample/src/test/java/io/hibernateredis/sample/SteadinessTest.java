package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadinessTest {
    private final Steadiness steadiness = new Steadiness();

    private boolean after(double... rates) {
        for (double rate : rates) {
            steadiness.add(rate);
        }
        return steadiness.isReached();
    }

    @Test
    void fewSeconds_areNotEnough() {
        assertThat(after(100, 100, 100, 100, 100, 100, 100, 100, 100)).isFalse();
    }

    @Test
    void rate_thatKeepsRising_isNotSteady() {
        assertThat(after(10, 20, 40, 60, 80, 90, 100, 105, 110, 115)).isFalse();
        assertThat(after(120)).isFalse();
    }

    @Test
    void rate_thatKeepsFalling_isNotSteady() {
        assertThat(after(100, 100, 100, 100, 100, 90, 90, 90, 90, 90)).isFalse();
    }

    @Test
    void rate_thatStaysWithinTheTolerance_isSteady() {
        assertThat(after(10, 50, 100, 96, 104, 101, 99, 103, 98, 100, 102, 97)).isTrue();
    }
}
