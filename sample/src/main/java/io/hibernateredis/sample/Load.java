package io.hibernateredis.sample;

import com.sun.management.OperatingSystemMXBean;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.sample.WorkerReport.Count;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The load of one worker: its threads send requests in each window, and go on in the next where
 * they stopped. Used by one thread.
 */
final class Load implements AutoCloseable {
    private static final long SEED = 42;
    private static final long BULK_UPDATE_EVERY = TimeUnit.SECONDS.toNanos(12);

    /** The first falls into the measured time, even if that is a single second. */
    private static final long FIRST_BULK_UPDATE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Board board;
    private final Workload workload;
    private final StaleReads stale = new StaleReads(System.err);
    private final Server server;
    private final List<SplittableRandom> randoms = new ArrayList<>();
    private final ExecutorService threads;

    /** How long was measured in earlier windows. */
    private long measuredNanos;

    /** In measured time, which stands still while the other phase has its turn. */
    private long nextBulkUpdate = FIRST_BULK_UPDATE;

    Load(WorkerSettings settings, Board board, Ledger ledger) {
        this.board = board;
        this.workload = new Workload(ledger, settings.queries());
        this.server = new Server(board.factory(), ledger, stale);
        this.threads = Executors.newFixedThreadPool(settings.threads());
        for (int number = 0; number < settings.threads(); number++) {
            randoms.add(new SplittableRandom(SEED + 1_000L * settings.number() + number));
        }
    }

    WorkerReport run(Window window) throws InterruptedException, ExecutionException {
        board.statistics().clear();
        long connections = board.connections().taken();
        long hits = board.hits(Event.HIT);
        long nearHits = board.hits(Event.NEAR_HIT);
        long staleReads = stale.count();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        var tally = new Tally();
        var ends = new ArrayList<Future<?>>();
        for (int number = 0; number < randoms.size(); number++) {
            int which = number;
            ends.add(threads.submit(() -> serve(which, window, begin, tally)));
        }
        for (var end : ends) {
            end.get();
        }
        long nanos = System.nanoTime() - begin;
        if (window.measured()) {
            measuredNanos += nanos;
        }
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.put(Count.MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos));
        counts.put(Count.CPU_MICROS, (SYSTEM.getProcessCpuTime() - cpu) / 1_000);
        counts.put(Count.STALE_READS, stale.count() - staleReads);
        counts.put(Count.CONNECTIONS, board.connections().taken() - connections);
        counts.put(Count.HITS, board.hits(Event.HIT) - hits);
        counts.put(Count.NEAR_HITS, board.hits(Event.NEAR_HIT) - nearHits);
        return WorkerReport.of(counts, tally, board.statistics());
    }

    private void serve(int number, Window window, long begin, Tally tally) {
        var random = randoms.get(number);
        long length = TimeUnit.SECONDS.toNanos(window.seconds());
        boolean bulk = number == 0 && window.measured();
        for (long nanos = 0; nanos < length; nanos = System.nanoTime() - begin) {
            if (bulk && measuredNanos + nanos >= nextBulkUpdate) {
                nextBulkUpdate += BULK_UPDATE_EVERY;
                server.serve(workload.bulkUpdate(random), tally);
            }
            server.serve(workload.next(random), tally);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
