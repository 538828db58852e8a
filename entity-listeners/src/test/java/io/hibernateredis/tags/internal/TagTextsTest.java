package io.hibernateredis.tags.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TagTextsTest {

    @Test
    void values_haveOneText() {
        assertThat(Set.of(Long.class, String.class, DayOfWeek.class, LocalDate.class))
                .allMatch(TagTexts::areOf);
        assertThat(Set.of(Double.class, BigDecimal.class, Date.class, byte[].class))
                .noneMatch(TagTexts::areOf);
    }
}
