package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void rounds_areShortAndTogetherTheMeasuredTime() {
        assertThat(new Schedule(1).rounds()).containsExactly(1);
        assertThat(new Schedule(2).rounds()).containsExactly(1, 1);
        assertThat(new Schedule(20).rounds()).containsExactly(5, 5, 5, 5);
        assertThat(new Schedule(23).rounds()).containsExactly(5, 5, 5, 5, 3);
    }

    @Test
    void phases_takeTurnsInBeginningARound() {
        var schedule = new Schedule(20);

        assertThat(schedule.order(0)).isEqualTo(List.of(Phase.WITHOUT_CACHE, Phase.WITH_CACHE));
        assertThat(schedule.order(1)).isEqualTo(List.of(Phase.WITH_CACHE, Phase.WITHOUT_CACHE));
    }

    @Test
    void warmUp_isBounded() {
        assertThat(new Schedule(2).shortestWarmUp()).isEqualTo(2);
        assertThat(new Schedule(2).longestWarmUp()).isEqualTo(6);
        assertThat(new Schedule(86_400).shortestWarmUp()).isEqualTo(20);
        assertThat(new Schedule(86_400).longestWarmUp()).isEqualTo(60);
    }
}
