package io.hibernateredis.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The statements whose results were looked up. */
class SeenQueriesTest {

    private static final SeenQuery.Plan PLAN =
            new SeenQuery.Plan(Set.of(), List.of(), Map.of(), null);

    @Test
    void statements_areBounded_andThoseLookedUpMostStay() {
        var seen = new SeenQueries();
        for (int i = 0; i < 5000; i++) {
            seen.of("rare " + i, "r", () -> PLAN);
            seen.of("frequent", "r", () -> PLAN).lookedUp(true, false);
        }
        assertThat(seen.top(10_000)).hasSizeLessThanOrEqualTo(SeenQueries.MOST);
        SeenQuery first = seen.top(1).get(0);
        assertThat(first.sql()).isEqualTo("frequent");
        assertThat(first.hits()).isEqualTo(5000);
    }
}
