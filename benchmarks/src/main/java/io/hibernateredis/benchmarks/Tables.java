package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Figures.Measure;
import io.hibernateredis.benchmarks.Goals.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results as Markdown. */
final class Tables {
    private static final String NOTHING = "";

    private final Results results;
    private final Figures figures;
    private final List<Contender> contenders;
    private final StringBuilder text = new StringBuilder();

    Tables(Results results) {
        this.results = results;
        this.figures = new Figures(results.rounds());
        this.contenders =
                Arrays.stream(Contender.values())
                        .filter(
                                contender ->
                                        results.rounds().stream()
                                                .anyMatch(
                                                        round ->
                                                                round.contender()
                                                                        .equals(contender.id())))
                        .toList();
    }

    String markdown() {
        environment();
        goals();
        times(
                "Time of an operation, one at a time, µs: median of the rounds (least to most)",
                false,
                1);
        ratios("The same, as a multiple of that of ours in the same round", false);
        table(
                "What one operation in a hundred exceeds, one at a time, µs",
                false,
                measure ->
                        figures.spread(measure, Round::slowMicros)
                                .map(slow -> number(slow.median())));
        rates("Operations per second, eight at a time", false);
        times("One at a time, with 1 ms more for each round trip, µs", true, 1);
        ratios("The same, as a multiple of that of ours in the same round", true);
        mix();
        consumption();
        messages();
        memory();
        return text.toString();
    }

    /** With three significant digits. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        int digits = value == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(value)));
        return String.format(
                Locale.ROOT, "%,." + Math.max(0, Math.min(3, 2 - digits)) + "f", value);
    }

    private void environment() {
        var environment = results.environment();
        line("# Benchmark results");
        line("");
        if (environment.quick()) {
            line("**A quick run: too short for the times to mean anything.**");
            line("");
        }
        row("", "");
        row("---", "---");
        row("begun", environment.begun().toString());
        row("revision", environment.revision());
        row("processors", environment.processors() + " × " + environment.processor());
        row("Java", environment.java());
        row("database", environment.database());
        row("Redis", environment.redis());
        row("libraries", String.join(", ", environment.libraries()));
        row(
                "load of the machine",
                "%.1f before, %.1f at the end"
                        .formatted(environment.loadBefore(), environment.loadDuring()));
        line("");
        line("One contender works at a time; the database, Redis and it share the machine.");
    }

    private void goals() {
        for (Contender ours : List.of(Contender.OURS, Contender.OURS_QUERIES)) {
            var goals = new Goals(results, ours.id()).measured();
            if (!goals.isEmpty()) {
                title("Goals: " + ours.title() + ", one at a time");
                row("operation", "compared with", "goal", "measured", "met");
                row("---", "---", "---:", "---:", "---");
                goals.forEach(this::goal);
            }
        }
    }

    private void goal(Goal goal) {
        row(
                goal.workload(),
                goal.subject(),
                (goal.atLeast() ? "≥ " : "≤ ") + number(goal.goal()) + " ×",
                number(goal.measured()) + " ×",
                goal.isMet() ? "yes" : "no");
    }

    private void times(String title, boolean far, int threads) {
        table(
                title,
                far,
                measure -> figures.micros(inThreads(measure, threads)).map(Tables::spread));
    }

    private void ratios(String title, boolean far) {
        table(
                title,
                far,
                measure ->
                        figures.ratio(measure.of(Contender.OURS.id()), measure.contender())
                                .map(Tables::spread));
    }

    private void rates(String title, boolean far) {
        table(
                title,
                far,
                measure ->
                        figures.spread(
                                        inThreads(measure, Application.MAX_THREADS),
                                        Round::operationsPerSecond)
                                .map(rate -> number(rate.median())));
    }

    private void consumption() {
        table(
                "Processor time of the JVM, µs, and bytes allocated, an operation",
                false,
                measure ->
                        figures.spread(measure, Round::cpuMicros)
                                .map(
                                        cpu ->
                                                number(cpu.median())
                                                        + ", "
                                                        + number(allocated(measure))));
    }

    private double allocated(Measure measure) {
        return figures.spread(measure, Round::allocatedBytes).orElseThrow().median();
    }

    private void mix() {
        var rounds = results.rounds().stream().filter(r -> r.workload().startsWith("mix")).toList();
        if (rounds.isEmpty()) {
            return;
        }
        title("The mix, over two session factories");
        row(
                "contender",
                "at a time",
                "1 ms more",
                "operations/s",
                "hit ratio",
                "statements",
                "stale reads",
                "conflicts");
        row("---", "---:", "---", "---:", "---:", "---:", "---:", "---:");
        rounds.stream()
                .map(r -> new Measure(r.contender(), r.workload(), r.far(), r.threads()))
                .distinct()
                .forEach(this::mix);
    }

    private void mix(Measure measure) {
        row(
                titleOf(measure.contender()),
                Integer.toString(measure.threads()),
                measure.far() ? "yes" : "no",
                median(measure, Round::operationsPerSecond),
                median(measure, Round::hitRatio),
                median(measure, Round::statements),
                "%,d of %,d"
                        .formatted(
                                figures.sum(measure, Outcome::staleReads),
                                figures.sum(measure, Outcome::operations)),
                Long.toString(figures.sum(measure, Outcome::conflicts)));
    }

    private String median(Measure measure, ToDoubleFunction<Round> figure) {
        return number(figures.spread(measure, figure).orElseThrow().median());
    }

    private void messages() {
        if (results.messages().isEmpty()) {
            return;
        }
        title("What an operation sends");
        row(
                "operation",
                "contender",
                "round trips to Redis",
                "to the database",
                "statements",
                "commands",
                "bytes to Redis",
                "bytes from Redis",
                "processor time of Redis, µs");
        row("---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
        for (Messages sent : results.messages()) {
            row(
                    sent.workload(),
                    titleOf(sent.contender()),
                    "%.2f".formatted(sent.redisRoundTrips()),
                    "%.2f".formatted(sent.databaseRoundTrips()),
                    "%.2f".formatted(sent.statements()),
                    "%.2f".formatted(sent.redis().commands()),
                    number(sent.redis().received()),
                    number(sent.redis().sent()),
                    number(Math.max(0, sent.redis().cpuMicros())));
        }
    }

    private void memory() {
        if (results.memory().isEmpty()) {
            return;
        }
        title("Memory of Redis for an entity of eight small columns");
        row("contender", "entries", "bytes an entry");
        row("---", "---:", "---:");
        for (Memory memory : results.memory()) {
            row(
                    titleOf(memory.contender()),
                    "%,d".formatted(memory.entries()),
                    "%,.0f".formatted(memory.bytesPerEntry()));
        }
    }

    /** A row for each workload, a column for each contender, as far as there is anything. */
    private void table(String title, boolean far, Function<Measure, Optional<String>> cell) {
        var rows = new ArrayList<String[]>();
        var workloads = results.rounds().stream().map(Round::workload).distinct().toList();
        for (String workload : workloads) {
            var cells = new ArrayList<String>();
            cells.add(workload);
            for (Contender contender : contenders) {
                cells.add(
                        cell.apply(new Measure(contender.id(), workload, far, 1)).orElse(NOTHING));
            }
            if (cells.stream().skip(1).anyMatch(content -> !content.isEmpty())) {
                rows.add(cells.toArray(String[]::new));
            }
        }
        if (!rows.isEmpty()) {
            title(title);
            row(heads("operation", Contender::title));
            row(heads("---", contender -> "---:"));
            rows.forEach(this::row);
        }
    }

    private String[] heads(String first, Function<Contender, String> head) {
        var heads = new ArrayList<String>(List.of(first));
        contenders.forEach(contender -> heads.add(head.apply(contender)));
        return heads.toArray(String[]::new);
    }

    private static Measure inThreads(Measure measure, int threads) {
        return new Measure(measure.contender(), measure.workload(), measure.far(), threads);
    }

    private static String spread(Spread spread) {
        return "%s (%s to %s)"
                .formatted(number(spread.median()), number(spread.min()), number(spread.max()));
    }

    private static String titleOf(String contender) {
        return Contender.ofId(contender).title();
    }

    private void title(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void row(String... cells) {
        line(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
