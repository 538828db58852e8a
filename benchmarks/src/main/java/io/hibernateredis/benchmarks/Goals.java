package io.hibernateredis.benchmarks;

import io.hibernateredis.benchmarks.Figures.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the cache is meant to reach, beside what it was measured to reach. */
final class Goals {
    private static final int ONE = 1;
    private static final String MIX = "mix, 95 % reads";
    private static final String UPDATE = "update of 100 entities";

    private static final List<Bound> TIMES_AS_FAST_AS_REDISSON =
            List.of(
                    new Bound("empty transaction", 50),
                    new Bound("entity, 4 columns", 7),
                    new Bound("entity, 15 columns and natural id", 9),
                    new Bound("ten entities", 5),
                    new Bound("entity and its collection of 20", 15),
                    new Bound("query, 1 entity", 6),
                    new Bound("query, 100 entities, full layout", 10),
                    new Bound("query, 100 entities, shallow layout", 10),
                    new Bound("query, scalar", 8),
                    new Bound(MIX, 10));

    /** For an empty transaction: at least 1 / 1.5 as fast. */
    private static final List<Bound> TIMES_AS_FAST_AS_NONE =
            List.of(
                    new Bound("empty transaction", 1 / 1.5),
                    new Bound("entity, 4 columns", 2),
                    new Bound("entity, 15 columns and natural id", 4),
                    new Bound("ten entities", 1),
                    new Bound("entity and its collection of 20", 1.3),
                    new Bound("query, 1 entity", 1),
                    new Bound("query, 100 entities, full layout", 1),
                    new Bound("query, 100 entities, shallow layout", 1),
                    new Bound("query, scalar", 1),
                    new Bound(MIX, 1.5));

    private static final double UPDATE_OVERHEAD_OF_REDISSON = 20;
    private static final double TIMES_THE_LIMIT = 1.3;
    private static final double BYTES_OF_REDISSON = 0.5;
    private static final double ALLOCATION_OF_CAFFEINE = 1.3;
    private static final double AMONG_FEW = 1.1;

    /** Times of single events, so that they show little more than the order of magnitude. */
    private static final double CLEAR_OF_FEW = 2;

    private static final List<String> HITS =
            List.of(
                    "entity, 4 columns",
                    "entity, 15 columns and natural id",
                    "ten entities",
                    "entity and its collection of 20",
                    "natural id",
                    "query, 1 entity",
                    "query, 100 entities, full layout",
                    "query, 100 entities, shallow layout",
                    "query, scalar");

    private record Bound(String workload, double least) {}

    /**
     * A goal and what was measured, both as factors.
     *
     * @param atLeast whether the goal is a lower bound; else it is an upper one
     */
    record Goal(String subject, String workload, double goal, boolean atLeast, double measured) {
        boolean isMet() {
            return atLeast ? measured >= goal : measured <= goal;
        }
    }

    private final Figures figures;
    private final List<Messages> messages;
    private final List<Memory> memory;
    private final String ours;

    /**
     * @param ours the contender that is to reach them
     */
    Goals(Results results, String ours) {
        this.figures = new Figures(results.rounds());
        this.messages = results.messages();
        this.memory = results.memory();
        this.ours = ours;
    }

    /** Those of which all that is compared was measured. */
    List<Goal> measured() {
        var goals = new ArrayList<Goal>();
        TIMES_AS_FAST_AS_REDISSON.forEach(bound -> compare(bound, Contender.REDISSON, goals));
        overheadOfUpdates()
                .ifPresent(
                        times ->
                                goals.add(
                                        new Goal(
                                                "overhead of Redisson",
                                                UPDATE,
                                                UPDATE_OVERHEAD_OF_REDISSON,
                                                true,
                                                times)));
        TIMES_AS_FAST_AS_NONE.forEach(bound -> compare(bound, Contender.NONE, goals));
        HITS.forEach(
                workload ->
                        timesTheLimit(workload)
                                .ifPresent(
                                        times ->
                                                goals.add(
                                                        new Goal(
                                                                "the limit",
                                                                workload,
                                                                TIMES_THE_LIMIT,
                                                                false,
                                                                times))));
        String entity = "entity, 4 columns";
        atMost(
                ALLOCATION_OF_CAFFEINE,
                entity,
                "bytes allocated with " + Contender.CAFFEINE.title(),
                figures.ratio(
                                near(Contender.CAFFEINE.id(), entity),
                                near(ours, entity),
                                Round::allocatedBytes)
                        .map(Spread::median),
                goals);
        atMost(
                BYTES_OF_REDISSON,
                "memory of an entry",
                Contender.REDISSON.title(),
                bytesPerEntry(ours)
                        .flatMap(
                                own ->
                                        bytesPerEntry(Contender.REDISSON.id())
                                                .map(others -> own / others)),
                goals);
        againstSmallest(AMONG_FEW, "hit among", goals);
        againstSmallest(CLEAR_OF_FEW, "clear of", goals);
        return goals;
    }

    private void atMost(
            double goal,
            String workload,
            String subject,
            Optional<Double> measured,
            List<Goal> goals) {
        measured.ifPresent(times -> goals.add(new Goal(subject, workload, goal, false, times)));
    }

    /** The time with the most entries, as a multiple of that with the fewest. */
    private void againstSmallest(double goal, String start, List<Goal> goals) {
        var sizes =
                figures.rounds().stream()
                        .map(Round::workload)
                        .filter(workload -> workload.startsWith(start))
                        .distinct()
                        .toList();
        if (sizes.size() > 1) {
            String fewest = sizes.get(0);
            String most = sizes.get(sizes.size() - 1);
            atMost(
                    goal,
                    most,
                    fewest,
                    micros(ours, most).flatMap(m -> micros(ours, fewest).map(f -> m / f)),
                    goals);
        }
    }

    private Optional<Double> bytesPerEntry(String contender) {
        return memory.stream()
                .filter(each -> each.contender().equals(contender))
                .map(Memory::bytesPerEntry)
                .findFirst();
    }

    private void compare(Bound bound, Contender other, List<Goal> goals) {
        Measure own = near(ours, bound.workload);
        // Of the mix, what is rare counts as well: the rate tells more than a median.
        var ratio =
                bound.workload.equals(MIX)
                        ? figures.ratio(own.of(other.id()), own, Round::operationsPerSecond)
                        : figures.ratio(own, other.id());
        ratio.ifPresent(
                times ->
                        goals.add(
                                new Goal(
                                        other.title(),
                                        bound.workload,
                                        bound.least,
                                        true,
                                        times.median())));
    }

    /** What Redisson adds to the database's time, as a multiple of what ours adds. */
    private OptionalDouble overheadOfUpdates() {
        var without = micros(Contender.NONE.id(), UPDATE);
        var with = micros(ours, UPDATE);
        var redisson = micros(Contender.REDISSON.id(), UPDATE);
        if (without.isEmpty() || with.isEmpty() || redisson.isEmpty()) {
            return OptionalDouble.empty();
        }
        double own = with.get() - without.get();
        double others = redisson.get() - without.get();
        return OptionalDouble.of(own > 0 ? others / own : Double.POSITIVE_INFINITY);
    }

    /**
     * The time of an operation, as a multiple of what the same takes with a cache in the JVM plus
     * one GET for each of its round trips.
     */
    private OptionalDouble timesTheLimit(String workload) {
        var own = micros(ours, workload);
        var inJvm = micros(Contender.CAFFEINE.id(), workload);
        var get = micros(Contender.JEDIS.id(), "GET");
        var roundTrips =
                messages.stream()
                        .filter(m -> m.contender().equals(ours) && m.workload().equals(workload))
                        .mapToDouble(Messages::redisRoundTrips)
                        .findFirst();
        if (own.isEmpty() || inJvm.isEmpty() || get.isEmpty() || roundTrips.isEmpty()) {
            return OptionalDouble.empty();
        }
        // Heartbeats are among what was counted; an operation takes a whole number of round trips.
        double limit = inJvm.get() + Math.round(roundTrips.getAsDouble()) * get.get();
        return OptionalDouble.of(own.get() / limit);
    }

    private Optional<Double> micros(String contender, String workload) {
        return figures.micros(near(contender, workload)).map(Spread::median);
    }

    private static Measure near(String contender, String workload) {
        return new Measure(contender, workload, false, ONE);
    }
}
