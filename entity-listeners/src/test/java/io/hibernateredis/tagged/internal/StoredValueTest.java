package io.hibernateredis.tagged.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredValueTest {

    private static final long SECOND = 1_000_000;

    /** Of ten seconds, loaded at 0, and computed in 100 ms. */
    private static final StoredValue VALUE = computedIn(SECOND / 10);

    private static StoredValue computedIn(long micros) {
        return new StoredValue(0, micros, 10_000, Set.of(), null);
    }

    /** How far ahead of the expiry, in seconds, for the probability e to the minus ten. */
    private static long ahead(StoredValue value, double eagerness) {
        long seconds = 0;
        while (value.isDueEarly((10 - seconds - 1) * SECOND + 1, eagerness, Math.exp(-10))) {
            seconds++;
        }
        return seconds;
    }

    @Test
    void value_isDueTheEarlier_theLongerItTakes_andTheMoreEagerTheCacheIs() {
        assertThat(ahead(VALUE, 1)).isEqualTo(1);
        assertThat(ahead(VALUE, 2)).isEqualTo(2);
        assertThat(ahead(computedIn(3 * SECOND / 10), 1)).isEqualTo(3);
        assertThat(ahead(VALUE, 0)).isZero();
    }

    @Test
    void value_isNeverDueInTheFirstHalfOfItsLife_norLaterIfNobodyIsUnlucky() {
        assertThat(VALUE.isDueEarly(5 * SECOND - 1, 1000, Double.MIN_VALUE)).isFalse();
        assertThat(VALUE.isDueEarly(5 * SECOND, 1000, Double.MIN_VALUE)).isTrue();
        assertThat(VALUE.isDueEarly(10 * SECOND - 1, 1000, 1)).isFalse();
    }

    @Test
    void value_isExpiredAtItsTimeToLive_orSomeTimeAfter() {
        assertThat(VALUE.isExpired(10 * SECOND - 1)).isFalse();
        assertThat(VALUE.isExpired(10 * SECOND)).isTrue();
        assertThat(VALUE.isExpired(12 * SECOND - 1, Duration.ofSeconds(2))).isFalse();
        assertThat(VALUE.isExpired(12 * SECOND, Duration.ofSeconds(2))).isTrue();
    }
}
