package io.hibernateredis.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RareLogTest {

    private final AtomicLong now = new AtomicLong();
    private final RareLog log = new RareLog(now::get);
    private final List<Integer> lines = new ArrayList<>();

    @Test
    void firstEvent_isLoggedAtOnce() {
        log.log(lines::add);

        assertThat(lines).containsExactly(0);
    }

    @Test
    void eventsSoonAfter_areCountedInTheNextLine() {
        log.log(lines::add);
        log.log(lines::add);
        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        log.log(lines::add);
        assertThat(lines).containsExactly(0);

        now.incrementAndGet();
        log.log(lines::add);

        assertThat(lines).containsExactly(0, 2);
    }
}
