package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.selector.spi.StrategySelectionException;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.cache.spi.RegionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampleIT {
    private static final String USE_CACHE = "hibernate.cache.use_second_level_cache";
    private static final Pattern RESULT =
            Pattern.compile(
                    "RESULT hit_ratio=(\\d\\.\\d\\d) near_hit_ratio=(\\d\\.\\d\\d)"
                            + " statements_per_request=(\\d+\\.\\d\\d)"
                            + " statements_per_request_without_cache=(\\d+\\.\\d\\d)"
                            + " stale_reads=(\\d+) requests=(\\d+)"
                            + " requests_per_second=(\\d+) requests_per_second_without_cache=(\\d+)"
                            + " p50_ms=(\\S+) p50_ms_without_cache=(\\S+)"
                            + " p99_ms=(\\S+) p99_ms_without_cache=(\\S+)"
                            + " cpu_us_per_request=(\\d+) cpu_us_per_request_without_cache=(\\d+)");

    @AfterEach
    void clearProperties() {
        System.clearProperty(USE_CACHE);
    }

    @Test
    void run_ofTwoSeconds_findsNothingStaleAndNeedsFewerStatements() {
        boolean cached = factoryIsThere();
        if (!cached) {
            System.setProperty(USE_CACHE, "false");
        }
        var printed = new ByteArrayOutputStream();

        int exitCode =
                Sample.run(new String[] {"--seconds", "2"}, new PrintStream(printed, true, UTF_8));

        String output = printed.toString(UTF_8);
        var lines = output.lines().toList();
        var result = RESULT.matcher(lines.get(lines.size() - 1));
        assertThat(result.matches()).as(output).isTrue();
        assertThat(result.group(5)).as(output).isEqualTo("0");
        assertThat(Long.parseLong(result.group(6))).isPositive();
        assertThat(exitCode).as(output).isZero();
        if (cached) {
            assertThat(Double.parseDouble(result.group(1))).as(output).isPositive();
            assertThat(Double.parseDouble(result.group(2))).as(output).isPositive();
            assertThat(Double.parseDouble(result.group(3)))
                    .as(output)
                    .isLessThan(Double.parseDouble(result.group(4)));
        }
    }

    private static boolean factoryIsThere() {
        try (var registry = new BootstrapServiceRegistryBuilder().build()) {
            registry.requireService(StrategySelector.class)
                    .selectStrategyImplementor(RegionFactory.class, "redis");
            return true;
        } catch (StrategySelectionException e) {
            return false;
        }
    }
}
