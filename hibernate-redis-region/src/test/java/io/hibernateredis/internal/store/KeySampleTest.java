package io.hibernateredis.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which entries are looked up most. */
class KeySampleTest {

    @Test
    void keys_thatAreFrequent_stayAmongManyOthers() {
        var sample = new KeySample();
        for (int i = 0; i < 20_000; i++) {
            sample.count("rare" + i, "r", false);
            if (i % 10 == 0) {
                sample.count("hot", "r", true);
            }
        }
        assertThat(sample.top(10_000)).hasSize(512);
        KeySample.HotKey hottest = sample.top(1).get(0);
        assertThat(hottest.name()).isEqualTo("hot");
        assertThat(hottest.lookups()).isBetween(2000L, 2000L + hottest.error());
        assertThat(hottest.hits()).isLessThanOrEqualTo(hottest.lookups() - hottest.error());
    }
}
