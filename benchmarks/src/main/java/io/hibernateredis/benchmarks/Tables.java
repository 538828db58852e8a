package io.hibernateredis.benchmarks;

import static io.hibernateredis.benchmarks.Markdown.number;

import io.hibernateredis.benchmarks.Figures.Measure;
import io.hibernateredis.benchmarks.Goals.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The results as Markdown. */
final class Tables {
    private final Results results;
    private final Figures figures;
    private final List<Contender> contenders;
    private final Markdown text = new Markdown();

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
        environment(results.environment(), text);
        goals();
        ratios();
        table(
                "Time of an operation, one at a time, µs: median, and what one in a hundred"
                        + " exceeds",
                false,
                this::times);
        overheads();
        table(
                "Operations per second, eight at a time",
                false,
                measure -> spread(inThreads(measure), Round::operationsPerSecond));
        table(
                "One at a time, with 1 ms more for each round trip, µs",
                true,
                measure -> spread(measure, Round::micros));
        mix();
        table(
                "Bytes allocated by the JVM, an operation",
                false,
                measure -> spread(measure, Round::allocatedBytes));
        table(
                "Processor time of the JVM, µs, an operation",
                false,
                measure -> spread(measure, Round::cpuMicros));
        new SentTables(results, text).write();
        memory();
        return text.toString();
    }

    static void environment(Environment environment, Markdown text) {
        text.line("# Benchmark results");
        text.line("");
        if (environment.quick()) {
            text.line("**A quick run: too short for the times to mean anything.**");
            text.line("");
        }
        text.row("", "");
        text.row("---", "---");
        text.row("begun", environment.begun().toString());
        text.row("revision", environment.revision());
        text.row("processors", environment.processors() + " × " + environment.processor());
        text.row("Java", environment.java());
        text.row("database", environment.database());
        text.row("Redis", environment.redis());
        text.row("libraries", String.join(", ", environment.libraries()));
        text.row(
                "load of the machine",
                "%.1f before, %.1f at the end"
                        .formatted(environment.loadBefore(), environment.loadDuring()));
        text.line("");
        text.line("One contender works at a time; the database, Redis and it share the machine.");
        text.line("*Entries* is among how many cached entries the operations work.");
    }

    private void goals() {
        for (Contender ours : contenders.stream().filter(Contender::isOurs).toList()) {
            text.table(
                    "Goals: " + ours.title() + ", one at a time",
                    1,
                    List.of("operation", "entries", "compared with", "goal", "measured", "met"),
                    new Goals(results, ours.id()).measured().stream().map(Tables::cells).toList());
        }
    }

    private static List<String> cells(Goal goal) {
        return List.of(
                goal.workload(),
                entries(goal.entries()),
                goal.subject(),
                (goal.atLeast() ? "≥ " : "≤ ") + number(goal.goal()) + goal.unit(),
                number(goal.measured()) + goal.unit(),
                goal.isMet() ? "yes" : "**no**");
    }

    /** How many times as long the others take. */
    private void ratios() {
        var ours = contenders.stream().filter(Contender::isOurs).toList();
        var heads = new ArrayList<>(List.of("operation", "entries"));
        for (Contender own : ours) {
            heads.add("no cache / " + own.title());
            heads.add("Redisson / " + own.title());
            heads.add(own.title() + " / GET");
        }
        var get = figures.micros(nearOne(Contender.JEDIS.id(), "GET", 0));
        var rows = new ArrayList<List<String>>();
        for (Measure any : subjects(false)) {
            var cells = heads(any);
            for (Contender own : ours) {
                var measure = any.of(own.id());
                cells.add(times(figures.ratio(measure, Contender.NONE.id())));
                cells.add(times(figures.ratio(measure, Contender.REDISSON.id())));
                cells.add(
                        figures.micros(measure)
                                .flatMap(m -> get.map(g -> number(m.median() / g.median()) + " ×"))
                                .orElse(""));
            }
            add(cells, 2, rows);
        }
        text.table("How many times as long, one at a time (median of the rounds)", 1, heads, rows);
    }

    private static String times(Optional<Spread> ratio) {
        return ratio.map(spread -> number(spread.median()) + " ×").orElse("");
    }

    private String times(Measure measure) {
        return figures.micros(measure)
                .map(median -> number(median.median()) + ", " + spread(measure, Round::slowMicros))
                .orElse("");
    }

    /** What contenders add to the time that the database takes. */
    private void overheads() {
        var without = Contender.NONE.id();
        tableOf(
                subjects(false).stream()
                        .filter(any -> Names.OVERHEADS.contains(any.workload()))
                        .toList(),
                "Overhead of writes and misses, one at a time, µs: with a cache, minus without",
                measure ->
                        measure.contender().equals(without)
                                ? ""
                                : figures.difference(measure, without)
                                        .map(spread -> number(spread.median()))
                                        .orElse(""));
    }

    private void mix() {
        var rows = new ArrayList<List<String>>();
        results.rounds().stream()
                .filter(round -> round.workload().equals(Names.MIX))
                .map(Tables::measureOf)
                .distinct()
                .forEach(measure -> rows.add(mix(measure)));
        text.table(
                "The mix, over two session factories",
                1,
                List.of(
                        "contender",
                        "entries",
                        "at a time",
                        "1 ms more",
                        "operations/s",
                        "hit ratio",
                        "statements",
                        "stale reads",
                        "conflicts"),
                rows);
    }

    private List<String> mix(Measure measure) {
        return List.of(
                Contender.ofId(measure.contender()).title(),
                entries(measure.entries()),
                Integer.toString(measure.threads()),
                measure.far() ? "yes" : "no",
                spread(measure, Round::operationsPerSecond),
                spread(measure, Round::hitRatio),
                spread(measure, Round::statements),
                "%,d of %,d"
                        .formatted(
                                figures.sum(measure, Outcome::staleReads),
                                figures.sum(measure, Outcome::operations)),
                Long.toString(figures.sum(measure, Outcome::conflicts)));
    }

    private void memory() {
        text.table(
                "Memory of Redis for an entity of eight small columns",
                1,
                List.of("contender", "entries", "bytes an entry"),
                results.memory().stream()
                        .map(
                                memory ->
                                        List.of(
                                                Contender.ofId(memory.contender()).title(),
                                                entries(memory.entries()),
                                                "%,.0f".formatted(memory.bytesPerEntry())))
                        .toList());
    }

    /** A row for each workload, a column for each contender, as far as there is anything. */
    private void table(String title, boolean far, Function<Measure, String> cell) {
        tableOf(subjects(far), title, cell);
    }

    private void tableOf(List<Measure> subjects, String title, Function<Measure, String> cell) {
        var heads = new ArrayList<>(List.of("operation", "entries"));
        contenders.forEach(contender -> heads.add(contender.title()));
        var rows = new ArrayList<List<String>>();
        for (Measure any : subjects) {
            var cells = heads(any);
            contenders.forEach(contender -> cells.add(cell.apply(any.of(contender.id()))));
            add(cells, 2, rows);
        }
        text.table(title, 1, heads, rows);
    }

    private static void add(List<String> cells, int heads, List<List<String>> rows) {
        if (cells.stream().skip(heads).anyMatch(content -> !content.isEmpty())) {
            rows.add(cells);
        }
    }

    private static List<String> heads(Measure measure) {
        return new ArrayList<>(List.of(measure.workload(), entries(measure.entries())));
    }

    /** What was measured one at a time, of any contender. */
    private List<Measure> subjects(boolean far) {
        return results.rounds().stream()
                .filter(round -> round.far() == far)
                .map(round -> new Measure("", round.workload(), round.entries(), far, 1))
                .distinct()
                .toList();
    }

    private static Measure measureOf(Round round) {
        return new Measure(
                round.contender(), round.workload(), round.entries(), round.far(), round.threads());
    }

    private static Measure inThreads(Measure measure) {
        return new Measure(
                measure.contender(),
                measure.workload(),
                measure.entries(),
                measure.far(),
                Application.MAX_THREADS);
    }

    static Measure nearOne(String contender, String workload, int entries) {
        return new Measure(contender, workload, entries, false, 1);
    }

    private String spread(Measure measure, ToDoubleFunction<Round> figure) {
        return figures.spread(measure, figure).map(spread -> number(spread.median())).orElse("");
    }

    static String entries(int entries) {
        return entries == 0 ? "" : "%,d".formatted(entries);
    }
}
