package io.hibernateredis.sample;

import static java.util.Objects.requireNonNull;

import io.hibernateredis.sample.WorkerReport.Count;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Warms both phases up, then measures them in turn. Not thread-safe. */
final class Measurement {
    private final Map<Phase, Side> sides;
    private final Schedule schedule;
    private final Redis redis;
    private final Database database;
    private final PrintStream out;
    private final Map<Phase, WorkerReport> measured = new EnumMap<>(Phase.class);

    Measurement(
            Map<Phase, Side> sides,
            Schedule schedule,
            Redis redis,
            Database database,
            PrintStream out) {
        this.sides = sides;
        this.schedule = schedule;
        this.redis = redis;
        this.database = database;
        this.out = out;
    }

    Report run() throws IOException {
        var failures = new EnumMap<Phase, WorkerReport>(Phase.class);
        for (Phase phase : Phase.values()) {
            failures.put(phase, warmUp(phase).failures());
        }
        var rounds = schedule.rounds();
        for (int round = 0; round < rounds.size(); round++) {
            for (Phase phase : schedule.order(round)) {
                var report = run(phase, new Window(rounds.get(round), true));
                print(phase, "round", round + 1, report);
                measured.merge(phase, report, WorkerReport::then);
            }
        }
        failures.forEach((phase, report) -> measured.merge(phase, report, WorkerReport::then));
        return new Report(
                requireNonNull(measured.get(Phase.WITHOUT_CACHE)),
                requireNonNull(measured.get(Phase.WITH_CACHE)));
    }

    private WorkerReport warmUp(Phase phase) throws IOException {
        var steadiness = new Steadiness();
        var sum = WorkerReport.empty();
        for (int second = 1; !isWarm(second - 1, steadiness); second++) {
            var report = run(phase, new Window(1, false));
            print(phase, "warm-up", second, report);
            steadiness.add(report.requestsPerSecond());
            sum = sum.then(report);
        }
        return sum;
    }

    private boolean isWarm(int seconds, Steadiness steadiness) {
        return seconds >= schedule.longestWarmUp()
                || (seconds >= schedule.shortestWarmUp() && steadiness.isReached());
    }

    private WorkerReport run(Phase phase, Window window) throws IOException {
        Duration redisBefore = redis.cpu();
        Optional<Duration> databaseBefore = database.cpu();
        var report = requireNonNull(sides.get(phase)).run(window);
        report = report.with(Count.REDIS_CPU_MICROS, micros(redis.cpu().minus(redisBefore)));
        Optional<Duration> databaseAfter = database.cpu();
        return databaseBefore.isPresent() && databaseAfter.isPresent()
                ? report.with(
                        Count.DATABASE_CPU_MICROS,
                        micros(databaseAfter.get().minus(databaseBefore.get())))
                : report;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private void print(Phase phase, String stage, int number, WorkerReport report) {
        out.printf(
                "%-14s %-8s %4d %7.0f requests/s, %d errors, %d stale reads%n",
                phase.title(),
                stage,
                number,
                report.requestsPerSecond(),
                report.count(Count.ERRORS),
                report.count(Count.STALE_READS));
    }
}
