package io.hibernateredis.benchmarks;

import static io.hibernateredis.benchmarks.Markdown.number;

import io.hibernateredis.benchmarks.Figures.Measure;
import io.hibernateredis.benchmarks.workload.Workload;
import io.hibernateredis.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The comparison of caches in the JVM as tables. */
final class NearReport {
    private static final String NEAR = Contender.OURS_NEAR.id();

    private final NearResults results;
    private final Figures figures;
    private final List<Contender> contenders;
    private final Markdown text = new Markdown();

    NearReport(NearResults results) {
        this.results = results;
        this.figures = new Figures(results.rounds());
        this.contenders =
                Arrays.stream(Contender.values())
                        .filter(
                                contender ->
                                        results.rounds().stream()
                                                .map(Round::contender)
                                                .anyMatch(contender.id()::equals))
                        .toList();
    }

    void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("near.md"), markdown());
    }

    String markdown() {
        Tables.environment(results.environment(), text);
        table(
                "Time of an operation, one at a time, µs",
                1,
                measure -> spread(measure, Round::micros));
        table(
                "How many times as long as with the near cache, one at a time",
                1,
                measure -> times(figures.ratio(measure.of(NEAR), measure.contender())));
        table(
                "Operations per second, eight at a time",
                Application.MAX_THREADS,
                measure -> spread(measure, Round::operationsPerSecond));
        table(
                "How many times as many operations as the near cache, eight at a time",
                Application.MAX_THREADS,
                measure ->
                        times(
                                figures.ratio(
                                        measure.of(NEAR), measure, Round::operationsPerSecond)));
        table(
                "Bytes allocated, an operation, one at a time",
                1,
                measure -> spread(measure, Round::allocatedBytes));
        mix();
        commits();
        pauses();
        costs();
        return text.toString();
    }

    private void table(String title, int threads, Function<Measure, String> cell) {
        var heads = new ArrayList<>(List.of("operation"));
        contenders.forEach(contender -> heads.add(contender.title()));
        var rows = new ArrayList<List<String>>();
        results.rounds().stream()
                .filter(round -> round.threads() == threads)
                .filter(round -> isCompared(round.workload()))
                .map(round -> new Measure("", round.workload(), round.entries(), false, threads))
                .distinct()
                .forEach(
                        any -> {
                            var cells = new ArrayList<>(List.of(any.workload()));
                            contenders.forEach(each -> cells.add(cell.apply(any.of(each.id()))));
                            rows.add(cells);
                        });
        text.table(title, 1, heads, rows);
    }

    private static boolean isCompared(String workload) {
        return Workloads.near(io.hibernateredis.benchmarks.workload.Scale.NEAR).stream()
                .map(Workload::name)
                .anyMatch(workload::equals);
    }

    private void mix() {
        var rows = new ArrayList<List<String>>();
        results.rounds().stream()
                .filter(round -> round.workload().equals(Names.MIX))
                .map(
                        round ->
                                new Measure(
                                        round.contender(),
                                        round.workload(),
                                        round.entries(),
                                        false,
                                        round.threads()))
                .distinct()
                .forEach(
                        measure ->
                                rows.add(
                                        List.of(
                                                title(measure.contender()),
                                                Integer.toString(measure.threads()),
                                                spread(measure, Round::operationsPerSecond),
                                                times(
                                                        figures.ratio(
                                                                measure,
                                                                measure.of(NEAR),
                                                                Round::operationsPerSecond)),
                                                spread(measure, Round::hitRatio),
                                                "%,d of %,d"
                                                        .formatted(
                                                                figures.sum(
                                                                        measure,
                                                                        Outcome::staleReads),
                                                                figures.sum(
                                                                        measure,
                                                                        Outcome::operations)))));
        text.table(
                "The mix, over two session factories",
                1,
                List.of(
                        "contender",
                        "at a time",
                        "operations/s",
                        "near cache does so many times as many",
                        "hit ratio",
                        "stale reads"),
                rows);
    }

    private void commits() {
        var rows = new ArrayList<List<String>>();
        for (var sent : results.messages()) {
            var measure =
                    results.rounds().stream()
                            .filter(round -> round.contender().equals(sent.contender()))
                            .filter(round -> round.workload().endsWith(": " + sent.others()))
                            .map(
                                    round ->
                                            new Measure(
                                                    round.contender(),
                                                    round.workload(),
                                                    round.entries(),
                                                    false,
                                                    1))
                            .findFirst();
            rows.add(
                    List.of(
                            title(sent.contender()),
                            Integer.toString(sent.others()),
                            measure.map(its -> spread(its, Round::micros)).orElse(""),
                            measure.map(its -> spread(its, Round::slowMicros)).orElse(""),
                            number(sent.scripts()),
                            number(sent.published())));
        }
        text.table(
                "An update of one entity, beside other session factories",
                1,
                List.of("contender", "others", "µs", "99 %", "scripts", "published"),
                rows);
    }

    private void pauses() {
        text.table(
                "An update of one entity, beside another JVM that pauses, µs",
                1,
                List.of("it pauses", "commits", "median", "99 %", "99.9 %"),
                results.pauses().stream()
                        .map(
                                each ->
                                        List.of(
                                                each.everyMillis() == 0
                                                        ? "never"
                                                        : each.millis()
                                                                + " ms every "
                                                                + each.everyMillis()
                                                                + " ms",
                                                "%,d".formatted(each.commits().operations()),
                                                number(each.commits().median() / 1e3),
                                                number(each.commits().percentile99() / 1e3),
                                                number(each.commits().percentile999() / 1e3)))
                        .toList());
    }

    private void costs() {
        text.table(
                "A JVM that does nothing",
                1,
                List.of("contender", "bytes of live objects", "commands of Redis a second"),
                results.rests().stream()
                        .map(
                                each ->
                                        List.of(
                                                title(each.contender()),
                                                "%,.0f".formatted(each.liveBytes()),
                                                number(each.redisCommands())))
                        .toList());
        text.table(
                "Heap for an entity of eight small columns that was read from the cache",
                1,
                List.of("contender", "entries", "bytes an entry"),
                results.heaps().stream()
                        .map(
                                each ->
                                        List.of(
                                                title(each.contender()),
                                                "%,d".formatted(each.entries()),
                                                "%,.0f".formatted(each.bytes() / each.entries())))
                        .toList());
    }

    private static String title(String contender) {
        return Contender.ofId(contender).title();
    }

    private static String times(java.util.Optional<Spread> ratio) {
        return ratio.map(spread -> number(spread.median()) + " ×").orElse("");
    }

    private String spread(Measure measure, ToDoubleFunction<Round> figure) {
        return figures.spread(measure, figure).map(spread -> number(spread.median())).orElse("");
    }
}
