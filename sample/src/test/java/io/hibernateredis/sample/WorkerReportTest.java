package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hibernateredis.sample.WorkerReport.Count;
import io.hibernateredis.sample.WorkerReport.Hits;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerReportTest {
    private static WorkerReport report(long requests, long stale, int micros) {
        var histogram = Tally.newHistogram();
        histogram.recordValue(micros);
        return new WorkerReport(
                Map.of(
                        Count.REQUESTS,
                        requests,
                        Count.STATEMENTS,
                        2 * requests,
                        Count.STALE_READS,
                        stale,
                        Count.MILLIS,
                        1_000L,
                        Count.CPU_MICROS,
                        100 * requests,
                        Count.REDIS_CPU_MICROS,
                        20 * requests,
                        Count.HITS,
                        8 * requests,
                        Count.NEAR_HITS,
                        6 * requests),
                histogram,
                Map.of("task", new Hits(9, 1), WorkerReport.QUERIES, new Hits(0, 5)));
    }

    @Test
    void report_toItsLineAndBack_isTheSame() {
        var report = report(10, 1, 1_500);
        var read = WorkerReport.ofLine(report.toLine());

        assertThat(read.counts()).isEqualTo(report.counts());
        assertThat(read.regions()).isEqualTo(report.regions());
        assertThat(read.millisAt(50)).isCloseTo(1.5, within(0.01));
    }

    @Test
    void reportsOfTwoWorkers_areTheirSumsInTheSameTime() {
        var both = report(10, 1, 1_000).beside(report(30, 0, 3_000));

        assertThat(both.count(Count.REQUESTS)).isEqualTo(40);
        assertThat(both.requestsPerSecond()).isEqualTo(40);
        assertThat(both.perRequest(Count.STATEMENTS)).isEqualTo(2);
        assertThat(both.regions()).containsEntry("task", new Hits(18, 2));
        assertThat(both.millisAt(99)).isCloseTo(3, within(0.01));
    }

    @Test
    void reportsOfTwoWindows_areTheirSumsInTheSumOfTheirTimes() {
        var both = report(10, 1, 1_000).then(report(30, 0, 3_000));

        assertThat(both.count(Count.REQUESTS)).isEqualTo(40);
        assertThat(both.requestsPerSecond()).isEqualTo(20);
    }

    @Test
    void failures_areNeitherRequestsNorTime() {
        var failures = report(10, 1, 1_000).failures();

        assertThat(failures.count(Count.STALE_READS)).isEqualTo(1);
        assertThat(report(30, 2, 3_000).then(failures).requestsPerSecond()).isEqualTo(30);
    }

    @Test
    void processorTime_isOfAllProcessesOfWhichItIsKnown() {
        assertThat(report(10, 0, 1).cpuMicrosPerRequest()).isEqualTo(120);
        assertThat(report(10, 0, 1).with(Count.DATABASE_CPU_MICROS, 800).cpuMicrosPerRequest())
                .isEqualTo(200);
    }

    @Test
    void hitRatio_isOfAllRegionsButQueries() {
        assertThat(report(10, 0, 1).hitRatio()).isEqualTo(0.9);
    }

    @Test
    void resultLine_countsStaleReadsOfBothPhasesAndRequestsWithTheCache() {
        assertThat(new Report(report(10, 1, 1_000), report(30, 2, 2_000)).resultLine())
                .isEqualTo(
                        "RESULT hit_ratio=0.90 near_hit_ratio=0.75 statements_per_request=2.00"
                                + " statements_per_request_without_cache=2.00 stale_reads=3"
                                + " requests=30 requests_per_second=30"
                                + " requests_per_second_without_cache=10 p50_ms=2.00"
                                + " p50_ms_without_cache=1.00 p99_ms=2.00 p99_ms_without_cache=1.00"
                                + " cpu_us_per_request=120 cpu_us_per_request_without_cache=120");
    }
}
