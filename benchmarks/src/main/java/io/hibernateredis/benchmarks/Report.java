package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Chart.Bar;
import io.hibernateredis.benchmarks.Chart.Group;
import io.hibernateredis.benchmarks.Figures.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The results as tables and charts. */
record Report(Results results) {
    private static final List<String> READS =
            Stream.concat(Names.HITS.stream(), Stream.of(Names.MIX)).toList();

    private static final List<String> WRITES =
            Stream.concat(Stream.of(Names.EMPTY), Names.OVERHEADS.stream()).toList();

    private static final List<Contender> SHOWN =
            List.of(
                    Contender.NONE,
                    Contender.CAFFEINE,
                    Contender.REDISSON,
                    Contender.OURS,
                    Contender.OURS_QUERIES);

    /** Writes {@code report.md} and the charts. */
    void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("report.md"), new Tables(results).markdown());
        var figures = new Figures(results.rounds());
        chart(directory, "reads", "Reads", READS, time(figures, false));
        chart(directory, "writes", "Writes, misses, and nothing", WRITES, time(figures, false));
        chart(directory, "far", "Reads, 1 ms more for each round trip", READS, time(figures, true));
    }

    private BiFunction<Contender, String, Optional<Double>> time(Figures figures, boolean far) {
        return (contender, workload) ->
                figures.micros(new Measure(contender.id(), workload, entries(workload), far, 1))
                        .map(Spread::median);
    }

    /** The working set that is shown: that of which everything was measured. */
    private int entries(String workload) {
        return results.rounds().stream()
                .filter(round -> round.workload().equals(workload))
                .filter(round -> round.far())
                .mapToInt(Round::entries)
                .findFirst()
                .orElse(0);
    }

    private static void chart(
            Path directory,
            String file,
            String title,
            List<String> workloads,
            BiFunction<Contender, String, Optional<Double>> value)
            throws IOException {
        var groups = new ArrayList<Group>();
        for (String workload : workloads) {
            var bars = new ArrayList<Bar>();
            for (Contender contender : SHOWN) {
                value.apply(contender, workload)
                        .ifPresent(
                                v ->
                                        bars.add(
                                                new Bar(
                                                        SHOWN.indexOf(contender),
                                                        contender.title(),
                                                        v)));
            }
            if (!bars.isEmpty()) {
                groups.add(new Group(workload, bars));
            }
        }
        if (!groups.isEmpty()) {
            var chart = new Chart(title, "µs an operation", groups);
            Files.writeString(directory.resolve(file + ".svg"), chart.svg());
        }
    }
}
