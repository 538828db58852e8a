package io.hibernateredis.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hibernateredis.sample.Ledger.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir Path directory;
    private Ledger ledger;

    @BeforeEach
    void openLedger() throws IOException {
        ledger = Ledger.open(directory.resolve("ledger"));
    }

    @Test
    void record_bySomeoneElse_isSeenInTheSharedFile() throws IOException {
        var other = Ledger.open(directory.resolve("ledger"));

        other.record(Subject.TASK, 7, 3);

        assertThat(ledger.latest(Subject.TASK, 7)).isEqualTo(3);
        assertThat(ledger.recordedBy(ledger.now(), Subject.TASK, 7)).isEqualTo(3);
    }

    @Test
    void record_ofOneSubject_leavesItsNeighboursAlone() {
        ledger.record(Subject.TASK, Dataset.TASKS, 3);

        assertThat(ledger.latest(Subject.TASK, Dataset.TASKS - 1)).isZero();
        assertThat(ledger.latest(Subject.TASK_ATTEMPT, 1)).isZero();
    }

    @Test
    void record_ofALowerRevision_changesNothing() {
        ledger.record(Subject.USER, 1, 5);
        ledger.record(Subject.USER, 1, 4);

        assertThat(ledger.latest(Subject.USER, 1)).isEqualTo(5);
    }

    @Test
    void recordedBy_aTickBeforeTheNewestRecord_isTheOneBefore() {
        ledger.record(Subject.USER, 1, 5);
        long tick = ledger.now();
        ledger.record(Subject.USER, 1, 6);

        assertThat(ledger.recordedBy(tick, Subject.USER, 1)).isEqualTo(5);
    }

    @Test
    void recordedBy_aTickBeforeBothRecords_blamesNobody() {
        long tick = ledger.now();
        ledger.record(Subject.USER, 1, 5);
        ledger.record(Subject.USER, 1, 6);

        assertThat(ledger.recordedBy(tick, Subject.USER, 1)).isZero();
    }

    @Test
    void record_byManyThreads_keepsTheHighest() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        var start = new CountDownLatch(1);
        for (int thread = 0; thread < 4; thread++) {
            int first = thread;
            threads.execute(
                    () -> {
                        awaitUninterrupted(start);
                        for (int revision = first; revision <= 40_000; revision += 4) {
                            ledger.record(Subject.TASK, 1, revision);
                        }
                    });
        }
        start.countDown();
        threads.shutdown();

        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ledger.latest(Subject.TASK, 1)).isEqualTo(40_000);
    }

    @Test
    void record_ofAnIdThatDoesNotExist_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.record(Subject.USER, Dataset.USERS + 1, 1))
                .withMessage("the id of a USER must be from 1 to 1500, but was 1501");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
