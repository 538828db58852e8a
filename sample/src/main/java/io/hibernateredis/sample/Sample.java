package io.hibernateredis.sample;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Cache;

/**
 * The launcher: starts what is missing, fills the tables of both phases, starts their worker JVMs,
 * measures and reports.
 *
 * <p>Its exit code is 0, 1 if a read was stale or something failed, or 2 if the command line is
 * wrong.
 */
public final class Sample {
    private static final int WORKERS = 2;

    private final Options options;
    private final PrintStream out;
    private final Database database;
    private final Redis redis;
    private final Network network;
    private final Map<Phase, Path> ledgers = new EnumMap<>(Phase.class);

    private Sample(
            Options options, PrintStream out, Database database, Redis redis, Network network) {
        this.options = options;
        this.out = out;
        this.database = database;
        this.redis = redis;
        this.network = network;
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
        try (var database = Database.open(options.jdbc());
                var redis = Redis.open(options.redis());
                var network = Network.open(options.latency(), database.url(), redis.uri())) {
            out.println("Database " + database.url() + ", Redis " + redis.uri() + latency(options));
            var report = new Sample(options, out, database, redis, network).measure();
            report.print(out);
            return report.isClean();
        }
    }

    private static String latency(Options options) {
        Duration latency = options.latency();
        return latency.isZero()
                ? ""
                : ", each round trip %d us longer".formatted(latency.toNanos() / 1_000);
    }

    private Report measure() throws IOException, SQLException {
        var sides = new EnumMap<Phase, Side>(Phase.class);
        try {
            seed();
            evictAll();
            for (Phase phase : Phase.values()) {
                sides.put(phase, Side.start(workers(phase), settings(phase)));
            }
            for (Side side : sides.values()) {
                side.awaitReady();
            }
            return new Measurement(sides, new Schedule(options.seconds()), redis, database, out)
                    .run();
        } finally {
            for (Side side : sides.values()) {
                side.close();
            }
            for (Path ledger : ledgers.values()) {
                Files.deleteIfExists(ledger);
            }
        }
    }

    private void seed() throws IOException, SQLException {
        for (Phase phase : Phase.values()) {
            Path ledger = Files.createTempFile("hibernate-redis-sample", ".ledger");
            ledger.toFile().deleteOnExit();
            ledgers.put(phase, ledger);
            int rows = Seeder.seed(database.url(), phase, Ledger.open(ledger));
            out.println("Seeded " + rows + " rows for the phase " + phase.title());
        }
    }

    /** Clears the cache: the tables were written without it. */
    private void evictAll() {
        var settings = settings(Phase.WITH_CACHE);
        try (var board = Board.open(network.jdbcUrl(), 1, settings)) {
            board.factory().getCache().unwrap(Cache.class).evictAllRegions();
        }
    }

    private List<WorkerSettings> workers(Phase phase) {
        var workers = new ArrayList<WorkerSettings>();
        for (int number = 1; number <= WORKERS; number++) {
            workers.add(
                    new WorkerSettings(
                            network.jdbcUrl(),
                            requireNonNull(ledgers.get(phase)),
                            number,
                            options.threads(),
                            options.queries()));
        }
        return workers;
    }

    private Map<String, String> settings(Phase phase) {
        return phase.settings(
                network.redisUri(), options.near(), options.queries(), System.getProperties());
    }
}
