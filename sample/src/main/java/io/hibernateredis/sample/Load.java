package io.hibernateredis.sample;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The load of one worker: its threads send requests for a warm-up and then for the time that is
 * measured.
 */
final class Load {
    private static final long SEED = 42;
    private static final long BULK_UPDATE_EVERY = TimeUnit.SECONDS.toNanos(12);

    private final WorkerSettings settings;
    private final Board board;
    private final Workload workload;
    private final Server server;
    private final StaleReads stale = new StaleReads(System.err);
    private volatile Tally tally = new Tally();
    private volatile boolean over;

    Load(WorkerSettings settings, Board board, Ledger ledger) {
        this.settings = settings;
        this.board = board;
        this.workload = new Workload(ledger, settings.queries());
        this.server = new Server(board.factory(), ledger, stale);
    }

    /** Runs the load to its end, and gives a line of progress each second. */
    WorkerReport run(Consumer<String> progress) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < settings.threads(); number++) {
            var random = new SplittableRandom(SEED + 1_000L * settings.number() + number);
            boolean bulk = number == 0;
            threads.add(new Thread(() -> serve(random, bulk), "requests-" + number));
        }
        threads.forEach(Thread::start);
        tick(settings.warmUpSeconds(), "warm-up", progress);
        var warmUp = tally;
        board.statistics().clear();
        long connectionsBefore = board.connections().taken();
        tally = new Tally();
        long start = System.nanoTime();
        tick(settings.seconds(), "measured", progress);
        over = true;
        for (var thread : threads) {
            thread.join();
        }
        return WorkerReport.of(
                tally,
                warmUp.errors.sum(),
                stale.count(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                board.connections().taken() - connectionsBefore,
                board.statistics());
    }

    private void serve(SplittableRandom random, boolean bulk) {
        // The first falls into the measured time, even if that is a single second.
        long nextBulkUpdate =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(500 + settings.warmUpSeconds() * 1_000L);
        while (!over) {
            if (bulk && System.nanoTime() - nextBulkUpdate >= 0) {
                nextBulkUpdate += BULK_UPDATE_EVERY;
                server.serve(workload.bulkUpdate(random), tally);
            }
            server.serve(workload.next(random), tally);
        }
    }

    private void tick(int seconds, String stage, Consumer<String> progress)
            throws InterruptedException {
        var counted = tally;
        long start = System.nanoTime();
        long before = 0;
        for (int second = 1; second <= seconds; second++) {
            TimeUnit.NANOSECONDS.sleep(
                    start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            long requests = counted.requests.sum();
            progress.accept(
                    new Tick(stage, second, requests - before, counted.errors.sum(), stale.count())
                            .toLine());
            before = requests;
        }
    }
}
