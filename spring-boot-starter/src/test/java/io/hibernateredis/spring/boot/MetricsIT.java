package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.Book;
import io.hibernateredis.testing.RedisExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;

/** What Prometheus reads of the cache. */
class MetricsIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    static class Prometheus {
        @Bean
        PrometheusMeterRegistry prometheus() {
            return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        }
    }

    private static Library start() {
        return Library.start(List.of(Prometheus.class), "hibernate-redis.uri=" + REDIS.uri());
    }

    private static String scrape(Library library) {
        return library.context().getBean(PrometheusMeterRegistry.class).scrape();
    }

    @Test
    void scrape_tellsWhatTheCacheDid() {
        try (var library = start()) {
            library.hitsOfABook();
            assertThat(library.books().findById(2L)).isEmpty();
            String text = scrape(library);
            String book = Book.class.getName();
            assertThat(value(text, "cache_gets_total", book, "result=\"hit\"")).isEqualTo(3);
            assertThat(value(text, "cache_gets_total", book, "result=\"miss\"")).isPositive();
            assertThat(value(text, "hibernate_redis_reads_hit_total")).isEqualTo(3);
            assertThat(value(text, "hibernate_redis_readable")).isEqualTo(1);
            assertThat(value(text, "hibernate_redis_invalidations_pending")).isZero();
            assertThat(value(text, "hibernate_redis_messages_seconds_count")).isPositive();
        }
    }

    private static double value(String scrape, String name, String... labels) {
        return scrape.lines()
                .filter(line -> line.startsWith(name + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in:\n" + scrape));
    }

    @Test
    void dashboard_usesSeriesThatAreThere() throws IOException {
        String json = Files.readString(Path.of("../docs/grafana/hibernate-redis.json"));
        var expression = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
        var series = Pattern.compile("\\b((?:cache|hibernate)_[a-z_]+)\\{([^}]*)}");
        var label = Pattern.compile("([a-zA-Z]+)[=!]~?");
        var used = new TreeSet<String>();
        try (var library = start()) {
            library.hitsOfABook();
            library.books().save(new Book(1L, "Persuasion"));
            assertThat(library.books().findById(2L)).isEmpty();
            String text = scrape(library);
            expression
                    .matcher(json)
                    .results()
                    .flatMap(found -> series.matcher(found.group(1)).results())
                    .forEach(
                            found -> {
                                used.add(found.group(1));
                                String line =
                                        text.lines()
                                                .filter(
                                                        each ->
                                                                each.startsWith(
                                                                        found.group(1) + "{"))
                                                .findFirst()
                                                .orElse("");
                                assertThat(line).as(found.group()).isNotEmpty();
                                label.matcher(found.group(2))
                                        .results()
                                        .map(each -> each.group(1))
                                        .filter(name -> !name.equals("job"))
                                        .filter(name -> !name.equals("instance"))
                                        .forEach(name -> assertThat(line).contains(name + "=\""));
                            });
        }
        assertThat(used).hasSizeGreaterThan(12);
    }

    @Test
    void refusals_andInvalidations_areToldApart() {
        try (var library = start()) {
            library.hitsOfABook();
            library.books().save(new Book(1L, "Persuasion"));
            String text = scrape(library);
            assertThat(value(text, "cache_evictions_total", Book.class.getName())).isPositive();
            for (String reason : List.of("invalidated", "index", "groupings")) {
                assertThat(
                                value(
                                        text,
                                        "hibernate_redis_puts_refused_total",
                                        "reason=\"" + reason + "\""))
                        .isNotNegative();
            }
            assertThat(value(text, "hibernate_redis_circuit_open")).isZero();
            assertThat(value(text, "hibernate_redis_trust_age")).isBetween(0.0, 60.0);
            assertThat(value(text, "hibernate_redis_index_tags")).isPositive();
        }
    }

    @Test
    void meters_areThoseThatAreDocumented() throws IOException {
        String document = Files.readString(Path.of("../docs/spring-boot.md"));
        var documented = new TreeSet<String>();
        var quoted = Pattern.compile("`((?:hibernate\\.redis|cache)\\.[a-z.]+)`");
        document.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> quoted.matcher(line.substring(0, line.indexOf(" | "))).results())
                .forEach(found -> documented.add(found.group(1)));
        try (var library = start()) {
            library.hitsOfABook();
            var actual = new TreeSet<String>();
            library.context()
                    .getBean(MeterRegistry.class)
                    .getMeters()
                    .forEach(meter -> actual.add(meter.getId().getName()));
            actual.removeIf(
                    name -> !name.startsWith("hibernate.redis.") && !name.startsWith("cache."));
            assertThat(actual).isEqualTo(documented);
        }
    }
}
