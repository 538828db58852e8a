package io.hibernateredis.sample;

import io.hibernateredis.sample.WorkerReport.Count;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What a run ends with: a table, the hit ratio of each region, and the line {@code RESULT}. */
record Report(WorkerReport without, WorkerReport with) {
    void print(PrintStream out) {
        out.println();
        out.printf("%-28s %15s %15s%n", "", Phase.WITHOUT_CACHE.title(), Phase.WITH_CACHE.title());
        row(out, "requests", "%,.0f", report -> report.count(Count.REQUESTS));
        row(out, "requests/s", "%,.0f", WorkerReport::requestsPerSecond);
        row(out, "latency p50, ms", "%.2f", report -> report.millisAt(50));
        row(out, "latency p95, ms", "%.2f", report -> report.millisAt(95));
        row(out, "latency p99, ms", "%.2f", report -> report.millisAt(99));
        row(out, "SQL statements/request", "%.3f", report -> report.perRequest(Count.STATEMENTS));
        row(out, "JDBC connections taken", "%,.0f", report -> report.count(Count.CONNECTIONS));
        row(
                out,
                "JDBC connections/request",
                "%.3f",
                report -> report.perRequest(Count.CONNECTIONS));
        row(out, "conflicts, repeated", "%,.0f", report -> report.count(Count.CONFLICTS));
        row(out, "errors", "%,.0f", report -> report.count(Count.ERRORS));
        row(out, "stale reads", "%,.0f", report -> report.count(Count.STALE_READS));
        out.println();
        out.printf("%-28s %15s %15s %10s%n", "region", "hits", "misses", "hit ratio");
        new TreeMap<>(with.regions()).forEach((name, hits) -> region(out, name, hits));
        out.println();
        out.println(resultLine());
    }

    private void row(
            PrintStream out, String name, String format, ToDoubleFunction<WorkerReport> value) {
        out.printf(
                "%-28s %15s %15s%n",
                name,
                String.format(Locale.ROOT, format, value.applyAsDouble(without)),
                String.format(Locale.ROOT, format, value.applyAsDouble(with)));
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

    String resultLine() {
        return String.format(
                Locale.ROOT,
                "RESULT hit_ratio=%.2f statements_per_request=%.2f"
                        + " statements_per_request_without_cache=%.2f stale_reads=%d requests=%d",
                with.hitRatio(),
                with.perRequest(Count.STATEMENTS),
                without.perRequest(Count.STATEMENTS),
                both(Count.STALE_READS),
                with.count(Count.REQUESTS));
    }

    /** Whether no read was stale and no request failed, in both phases. */
    boolean isClean() {
        return both(Count.STALE_READS) == 0 && both(Count.ERRORS) == 0;
    }

    private long both(Count count) {
        return without.count(count) + with.count(count);
    }
}
