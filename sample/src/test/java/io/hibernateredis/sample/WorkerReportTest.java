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
                        stale),
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
    void reports_together_areTheirSums() {
        var both = report(10, 1, 1_000).plus(report(30, 0, 3_000));

        assertThat(both.count(Count.REQUESTS)).isEqualTo(40);
        assertThat(both.perRequest(Count.STATEMENTS)).isEqualTo(2);
        assertThat(both.regions()).containsEntry("task", new Hits(18, 2));
        assertThat(both.millisAt(99)).isCloseTo(3, within(0.01));
    }

    @Test
    void hitRatio_isOfAllRegionsButQueries() {
        assertThat(report(10, 0, 1).hitRatio()).isEqualTo(0.9);
    }

    @Test
    void resultLine_countsStaleReadsOfBothPhasesAndRequestsWithTheCache() {
        assertThat(new Report(report(10, 1, 1), report(30, 2, 1)).resultLine())
                .isEqualTo(
                        "RESULT hit_ratio=0.90 statements_per_request=2.00"
                                + " statements_per_request_without_cache=2.00 stale_reads=3"
                                + " requests=30");
    }
}
