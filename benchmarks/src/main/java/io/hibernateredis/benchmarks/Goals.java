package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Figures.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the cache is meant to reach, beside what it was measured to reach. */
final class Goals {
    private static final String TIMES = " ×";

    private static final double UPDATES_OVERHEAD_MICROS = 1_500;
    private static final double ALLOCATION_OF_A_HIT = 5_000;
    private static final double ALLOCATION_OF_CAFFEINE = 1.3;
    private static final double BYTES_OF_REDISSON = 0.5;
    private static final double AMONG_FEW = 1.1;

    /** Against no cache, where one round trip costs about as much as one to the database. */
    private static final Map<String, Double> TIMES_AS_FAST_AS_NONE =
            Map.of(Names.EMPTY, 1 / 1.5, Names.MIX, 1.0);

    /**
     * A goal and what was measured.
     *
     * @param atLeast whether the goal is a lower bound; else it is an upper one
     * @param unit of both
     */
    record Goal(
            String subject,
            String workload,
            int entries,
            double goal,
            boolean atLeast,
            double measured,
            String unit) {
        boolean isMet() {
            return atLeast ? measured >= goal : measured <= goal;
        }
    }

    private final Figures figures;
    private final Results results;
    private final String ours;
    private final List<Goal> goals = new ArrayList<>();

    /**
     * @param ours the contender that is to reach them
     */
    Goals(Results results, String ours) {
        this.figures = new Figures(results.rounds());
        this.results = results;
        this.ours = ours;
    }

    /** Those of which all that is compared was measured. */
    List<Goal> measured() {
        goals.clear();
        for (Measure measure : measures()) {
            againstNone(measure);
        }
        for (Measure measure : measures()) {
            overhead(measure);
            allocation(measure);
        }
        amongMany();
        memory();
        results.messages().stream()
                .filter(sent -> sent.contender().equals(ours))
                .forEach(this::budget);
        return List.copyOf(goals);
    }

    private List<Measure> measures() {
        return figures.rounds().stream()
                .map(round -> Tables.nearOne(ours, round.workload(), round.entries()))
                .distinct()
                .toList();
    }

    private void againstNone(Measure own) {
        if (!Names.HITS.contains(own.workload())
                && !TIMES_AS_FAST_AS_NONE.containsKey(own.workload())) {
            return;
        }
        double goal = TIMES_AS_FAST_AS_NONE.getOrDefault(own.workload(), 1.0);
        String none = Contender.NONE.title();
        figures.ratio(own, Contender.NONE.id())
                .ifPresent(times -> atLeast(own, none, goal, times.median()));
        if (own.workload().equals(Names.MIX)) {
            // What is rare counts as well: the rate tells more than a median.
            figures.ratio(own.of(Contender.NONE.id()), own, Round::operationsPerSecond)
                    .ifPresent(times -> atLeast(own, none + ", by rate", goal, times.median()));
        }
    }

    private void overhead(Measure own) {
        if (own.workload().equals(Names.UPDATES)) {
            figures.difference(own, Contender.NONE.id())
                    .ifPresent(
                            micros ->
                                    atMost(
                                            own,
                                            "overhead over no cache",
                                            UPDATES_OVERHEAD_MICROS,
                                            micros.median(),
                                            " µs"));
        }
    }

    private void allocation(Measure own) {
        if (!own.workload().equals(Names.FIND)) {
            return;
        }
        figures.spread(own, Round::allocatedBytes)
                .ifPresent(
                        bytes ->
                                atMost(
                                        own,
                                        "bytes allocated",
                                        ALLOCATION_OF_A_HIT,
                                        bytes.median(),
                                        ""));
        figures.ratio(own.of(Contender.CAFFEINE.id()), own, Round::allocatedBytes)
                .ifPresent(
                        times ->
                                atMost(
                                        own,
                                        "bytes allocated with Caffeine",
                                        ALLOCATION_OF_CAFFEINE,
                                        times.median(),
                                        TIMES));
    }

    /** The time among the most entries, as a multiple of that among the fewest. */
    private void amongMany() {
        for (String workload : Names.HITS) {
            var sizes =
                    measures().stream().filter(each -> each.workload().equals(workload)).toList();
            if (sizes.size() > 1) {
                Measure fewest = sizes.get(0);
                Measure most = sizes.get(sizes.size() - 1);
                micros(most)
                        .flatMap(m -> micros(fewest).map(f -> m / f))
                        .ifPresent(
                                times ->
                                        atMost(
                                                most,
                                                "among " + Tables.entries(fewest.entries()),
                                                AMONG_FEW,
                                                times,
                                                TIMES));
            }
        }
    }

    private void memory() {
        bytesPerEntry(ours)
                .flatMap(own -> bytesPerEntry(Contender.REDISSON.id()).map(other -> own / other))
                .ifPresent(
                        times ->
                                atMost(
                                        Tables.nearOne(ours, "memory of an entry", 0),
                                        Contender.REDISSON.title(),
                                        BYTES_OF_REDISSON,
                                        times,
                                        TIMES));
    }

    private Optional<Double> bytesPerEntry(String contender) {
        return results.memory().stream()
                .filter(each -> each.contender().equals(contender))
                .map(Memory::bytesPerEntry)
                .findFirst();
    }

    /** Heartbeats are among what was counted; an operation sends a whole number. */
    private void budget(Messages sent) {
        var measure = Tables.nearOne(ours, sent.workload(), sent.entries());
        Budgets.of(sent.workload())
                .ifPresent(
                        budget -> {
                            double commands = Math.round(sent.commandsSent());
                            double waits = Math.round(sent.redisWaits());
                            atMost(measure, "commands sent", budget.commands(), commands, "");
                            atMost(measure, "times waited", budget.waits(), waits, "");
                        });
    }

    private Optional<Double> micros(Measure measure) {
        return figures.micros(measure).map(Spread::median);
    }

    private void atLeast(Measure own, String subject, double goal, double measured) {
        goals.add(new Goal(subject, own.workload(), own.entries(), goal, true, measured, TIMES));
    }

    private void atMost(Measure own, String subject, double goal, double measured, String unit) {
        goals.add(new Goal(subject, own.workload(), own.entries(), goal, false, measured, unit));
    }
}
