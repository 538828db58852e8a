package io.hibernateredis.sample;

import io.hibernateredis.sample.WorkerReport.Count;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a run ends with: a table, the hit ratio of each region, and the line {@code RESULT}. */
record Report(WorkerReport without, WorkerReport with) {
    void print(PrintStream out) {
        out.println();
        heads(out);
        row(out, "requests", "%,.0f", report -> report.count(Count.REQUESTS));
        row(out, "requests/s", "%,.0f", WorkerReport::requestsPerSecond);
        row(out, "latency p50, ms", "%.2f", report -> report.millisAt(50));
        row(out, "latency p95, ms", "%.2f", report -> report.millisAt(95));
        row(out, "latency p99, ms", "%.2f", report -> report.millisAt(99));
        perRequest(out, "SQL statements/request", "%.3f", Count.STATEMENTS);
        row(out, "hits without a message, %", "%.1f", report -> 100 * report.nearHitRatio());
        perRequest(out, "JDBC connections/request", "%.3f", Count.CONNECTIONS);
        row(out, "processor time/request, us", "%,.0f", WorkerReport::cpuMicrosPerRequest);
        perRequest(out, "  of the application's JVMs", "%,.0f", Count.CPU_MICROS);
        perRequest(out, "  of Redis", "%,.0f", Count.REDIS_CPU_MICROS);
        perRequest(out, "  of the database", "%,.0f", Count.DATABASE_CPU_MICROS);
        row(out, "conflicts, repeated", "%,.0f", report -> report.count(Count.CONFLICTS));
        row(out, "errors", "%,.0f", report -> report.count(Count.ERRORS));
        row(out, "stale reads", "%,.0f", report -> report.count(Count.STALE_READS));
        out.println();
        out.printf("%-28s %15s %15s %10s%n", "region", "hits", "misses", "hit ratio");
        new TreeMap<>(with.regions()).forEach((name, hits) -> region(out, name, hits));
        out.println();
        out.println(summary());
        out.println(resultLine());
    }

    private static void heads(PrintStream out) {
        cells(out, "", Phase.WITHOUT_CACHE.title(), Phase.WITH_CACHE.title());
    }

    private void row(
            PrintStream out, String name, String format, ToDoubleFunction<WorkerReport> value) {
        row(out, name, report -> String.format(Locale.ROOT, format, value.applyAsDouble(report)));
    }

    private void perRequest(PrintStream out, String name, String format, Count count) {
        row(
                out,
                name,
                report ->
                        report.counts().containsKey(count)
                                ? String.format(Locale.ROOT, format, report.perRequest(count))
                                : "unknown");
    }

    private void row(PrintStream out, String name, Function<WorkerReport, String> value) {
        cells(out, name, value.apply(without), value.apply(with));
    }

    private static void cells(PrintStream out, String name, String without, String with) {
        out.printf("%-28s %15s %15s%n", name, without, with);
    }

    private static void region(PrintStream out, String name, WorkerReport.Hits hits) {
        out.printf(
                Locale.ROOT,
                "%-28s %,15d %,15d %10.3f%n",
                name,
                hits.hits(),
                hits.misses(),
                hits.ratio());
    }

    /** The phase with the cache, in parts and multiples of the one without. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "With the cache: %.2f x the requests/s, %.1f %% fewer SQL statements, %.2f x the"
                        + " processor time a request",
                ratio(WorkerReport::requestsPerSecond),
                100 * (1 - ratio(report -> report.perRequest(Count.STATEMENTS))),
                ratio(WorkerReport::cpuMicrosPerRequest));
    }

    private double ratio(ToDoubleFunction<WorkerReport> value) {
        return value.applyAsDouble(with) / value.applyAsDouble(without);
    }

    String resultLine() {
        return String.format(
                Locale.ROOT,
                "RESULT hit_ratio=%.2f near_hit_ratio=%.2f statements_per_request=%.2f"
                        + " statements_per_request_without_cache=%.2f stale_reads=%d requests=%d"
                        + " requests_per_second=%.0f requests_per_second_without_cache=%.0f"
                        + " p50_ms=%.2f p50_ms_without_cache=%.2f"
                        + " p99_ms=%.2f p99_ms_without_cache=%.2f"
                        + " cpu_us_per_request=%.0f cpu_us_per_request_without_cache=%.0f",
                with.hitRatio(),
                with.nearHitRatio(),
                with.perRequest(Count.STATEMENTS),
                without.perRequest(Count.STATEMENTS),
                both(Count.STALE_READS),
                with.count(Count.REQUESTS),
                with.requestsPerSecond(),
                without.requestsPerSecond(),
                with.millisAt(50),
                without.millisAt(50),
                with.millisAt(99),
                without.millisAt(99),
                with.cpuMicrosPerRequest(),
                without.cpuMicrosPerRequest());
    }

    /** Whether no read was stale and no request failed, in both phases. */
    boolean isClean() {
        return both(Count.STALE_READS) == 0 && both(Count.ERRORS) == 0;
    }

    private long both(Count count) {
        return without.count(count) + with.count(count);
    }
}
