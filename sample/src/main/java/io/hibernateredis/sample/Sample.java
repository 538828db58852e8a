package io.hibernateredis.sample;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hibernate.Cache;

/**
 * The launcher: starts what is missing, seeds the database, runs both phases in two worker JVMs and
 * reports.
 *
 * <p>Its exit code is 0, 1 if a read was stale or something failed, or 2 if the command line is
 * wrong.
 */
public final class Sample {
    private static final int WORKERS = 2;

    private final Options options;
    private final PrintStream out;
    private final String jdbcUrl;
    private final String redisUri;
    private final Path ledger;

    private Sample(Options options, PrintStream out, String jdbcUrl, String redisUri, Path ledger) {
        this.options = options;
        this.out = out;
        this.jdbcUrl = jdbcUrl;
        this.redisUri = redisUri;
        this.ledger = ledger;
    }

    public static void main(String[] args) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(run(args, System.out));
    }

    /** Runs the sample and returns its exit code. */
    static int run(String[] args, PrintStream out) {
        try {
            var options = Options.parse(args);
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            return run(options, out) ? 0 : 1;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static boolean run(Options options, PrintStream out) throws Exception {
        Path ledger = Files.createTempFile("hibernate-redis-sample", ".ledger");
        ledger.toFile().deleteOnExit();
        try (var database = Database.open(options.jdbc());
                var redis = Redis.open(options.redis())) {
            out.println("Database " + database.url() + ", Redis " + redis.uri());
            int rows = Seeder.seed(database.url(), Ledger.open(ledger));
            out.println("Seeded " + rows + " rows");
            var report = new Sample(options, out, database.url(), redis.uri(), ledger).runPhases();
            report.print(out);
            return report.isClean();
        } finally {
            Files.deleteIfExists(ledger);
        }
    }

    private Report runPhases() throws Exception {
        var without = runPhase(Phase.WITHOUT_CACHE);
        evictAll();
        return new Report(without, runPhase(Phase.WITH_CACHE));
    }

    /** Clears the cache: the tables were written without it. */
    private void evictAll() {
        try (var board = Board.open(jdbcUrl, 1, settings(Phase.WITH_CACHE))) {
            board.factory().getCache().unwrap(Cache.class).evictAllRegions();
        }
    }

    private WorkerReport runPhase(Phase phase) throws Exception {
        var workers = new ArrayList<WorkerProcess>();
        try {
            for (int number = 1; number <= WORKERS; number++) {
                workers.add(WorkerProcess.start(worker(number), settings(phase)));
            }
            for (var worker : workers) {
                worker.awaitReady();
            }
            for (var worker : workers) {
                worker.go();
            }
            return follow(workers, new Progress(phase, WORKERS, out));
        } finally {
            for (var worker : workers) {
                worker.close();
            }
        }
    }

    private static WorkerReport follow(List<WorkerProcess> workers, Progress progress) {
        var reports = new ArrayList<CompletableFuture<WorkerReport>>();
        for (var worker : workers) {
            reports.add(
                    CompletableFuture.supplyAsync(
                            () -> worker.follow(progress::tell), Sample::startThread));
        }
        return reports.stream()
                .map(CompletableFuture::join)
                .reduce(WorkerReport::plus)
                .orElseThrow();
    }

    private static void startThread(Runnable task) {
        var thread = new Thread(task, "worker-output");
        thread.setDaemon(true);
        thread.start();
    }

    private WorkerSettings worker(int number) {
        return new WorkerSettings(
                jdbcUrl, ledger, number, options.threads(), options.seconds(), options.queries());
    }

    private Map<String, String> settings(Phase phase) {
        return phase.settings(redisUri, options.queries(), System.getProperties());
    }
}
