package io.hibernateredis.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What follows from rounds.
 *
 * @param rounds of all contenders and workloads
 */
record Figures(List<Round> rounds) {

    /** What rounds are of. */
    record Measure(String contender, String workload, int entries, boolean far, int threads) {
        Measure of(String otherContender) {
            return new Measure(otherContender, workload, entries, far, threads);
        }
    }

    Optional<Spread> micros(Measure measure) {
        return spread(measure, Round::micros);
    }

    Optional<Spread> spread(Measure measure, ToDoubleFunction<Round> figure) {
        return Spread.of(of(measure).mapToDouble(figure));
    }

    /**
     * How many times as long another contender takes, within each round: what else the machine did
     * at the time weighs on both.
     */
    Optional<Spread> ratio(Measure measure, String other) {
        return ratio(measure, measure.of(other), Round::micros);
    }

    /** How many times as much of something another measure takes, within each round. */
    Optional<Spread> ratio(Measure measure, Measure other, ToDoubleFunction<Round> figure) {
        return compare(
                measure,
                other,
                (own, others) -> figure.applyAsDouble(others) / figure.applyAsDouble(own));
    }

    /** By how many microseconds more than with another contender it takes, within each round. */
    Optional<Spread> difference(Measure measure, String other) {
        return compare(measure, measure.of(other), (own, others) -> own.micros() - others.micros());
    }

    private Optional<Spread> compare(
            Measure measure, Measure other, ToDoubleBiFunction<Round, Round> figure) {
        return Spread.of(
                of(measure)
                        .flatMap(
                                own ->
                                        of(other)
                                                .filter(o -> o.number() == own.number())
                                                .map(o -> figure.applyAsDouble(own, o)))
                        .mapToDouble(Double::doubleValue));
    }

    long sum(Measure measure, ToLongFunction<Outcome> count) {
        return of(measure).map(Round::outcome).mapToLong(count).sum();
    }

    private Stream<Round> of(Measure measure) {
        return rounds.stream()
                .filter(round -> round.contender().equals(measure.contender()))
                .filter(round -> round.workload().equals(measure.workload()))
                .filter(round -> round.entries() == measure.entries())
                .filter(round -> round.far() == measure.far())
                .filter(round -> round.threads() == measure.threads());
    }
}
