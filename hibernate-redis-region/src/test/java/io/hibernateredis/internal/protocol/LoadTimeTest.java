package io.hibernateredis.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadTimeTest {

    private static final LoadTime EARLY = new LoadTime(7, 100);
    private static final LoadTime LATE = new LoadTime(7, 200);
    private static final LoadTime OF_ANOTHER_INDEX = new LoadTime(8, 50);

    @Test
    void load_atTheTimeOfAnInvalidation_isNotBeforeIt() {
        assertThat(EARLY.isBefore(100)).isFalse();
        assertThat(EARLY.isBefore(101)).isTrue();
    }

    @Test
    void earlierOf_theSameIndex_isTheLowerClock() {
        assertThat(EARLY.earlierOf(LATE)).isEqualTo(EARLY);
        assertThat(LATE.earlierOf(EARLY)).isEqualTo(EARLY);
    }

    @Test
    void earlierOf_twoIndexes_isUnknown() {
        assertThat(EARLY.earlierOf(OF_ANOTHER_INDEX)).isEqualTo(LoadTime.UNKNOWN);
    }

    @Test
    void laterOf_theSameIndex_neverGoesBack() {
        assertThat(EARLY.laterOf(LATE)).isEqualTo(LATE);
        assertThat(LATE.laterOf(EARLY)).isEqualTo(LATE);
    }

    @Test
    void laterOf_twoIndexes_isTheOneSeenLast() {
        assertThat(LATE.laterOf(OF_ANOTHER_INDEX)).isEqualTo(OF_ANOTHER_INDEX);
    }
}
