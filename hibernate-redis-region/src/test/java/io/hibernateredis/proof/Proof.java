package io.hibernateredis.proof;

import io.hibernateredis.proof.History.Count;
import io.hibernateredis.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;

/**
 * Runs the workload over two JVMs, phase by phase, each with a fault, and tells what was read.
 *
 * <p>System properties: {@code proof.minutes} (of all phases together, default 7), {@code
 * proof.faults} (names, default all), {@code proof.sabotage} (a guard to remove), {@code
 * proof.database} (JDBC URL, default an H2 of its own), {@code proof.near} (the setting), {@code
 * proof.encryption} (whether all is compressed and encrypted).
 */
final class Proof implements AutoCloseable {

    /** What came of a phase. */
    record Outcome(
            String fault,
            long operations,
            long reads,
            long stale,
            long hits,
            long lookups,
            long writes,
            long failed) {

        double hitRatio() {
            return lookups == 0 ? 0 : (double) hits / lookups;
        }

        static final String HEAD =
                String.format(
                        "%-22s %12s %14s %12s %10s %10s %10s",
                        "fault",
                        "operations",
                        "reads checked",
                        "stale reads",
                        "hit ratio",
                        "writes",
                        "failed");

        @Override
        public String toString() {
            return String.format(
                    "%-22s %,12d %,14d %,12d %9.1f%% %,10d %,10d",
                    fault, operations, reads, stale, 100 * hitRatio(), writes, failed);
        }
    }

    private static final int WORKERS = 2;
    private static final int SITES = 2;
    private static final int THREADS = 3;

    private final Sabotage sabotage;
    private final Path sabotaged;
    private final Server h2;
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<WorkerProcess> workers;
    private int phases;

    Proof(Sabotage sabotage) {
        this.sabotage = sabotage;
        this.sabotaged = sabotage == null ? null : sabotage.write();
        try {
            h2 = Server.createTcpServer("-tcpPort", "0").start();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        workers = Stage.workers(WORKERS, sabotaged, this::told);
    }

    private void told(String line) {
        if (violations.size() < 2_000) {
            violations.add(line);
            System.out.println(line);
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** One phase; stops early when something stale was read. */
    Outcome run(Fault fault, long seconds) {
        String name = "proof" + phases++;
        String url = System.getProperty("proof.database");
        Path file = temporary("history");
        Path clock = fault.needsClock() ? temporary("clock") : null;
        try (Connection keeper = url == null ? keep(name) : null;
                RedisServer redis = Stage.server(clock);
                FaultProxy proxy = new FaultProxy(redis.port())) {
            String database = url == null ? remote(name) : url;
            History history = History.open(file);
            Seed.plant(database, history);
            String uri = fault.needsProxy() ? proxy.uri() : redis.uri().toString();
            boolean one = fault.isForOneSite();
            var phase =
                    new Phase(
                            redis.uri().toString(),
                            uri,
                            name,
                            database,
                            file,
                            0,
                            one ? 1 : WORKERS,
                            one ? 1 : SITES,
                            one ? WORKERS * THREADS : THREADS,
                            sabotage,
                            settings(fault));
            var some = workers.subList(0, phase.workers());
            Stage stage = Stage.set(redis, proxy, clock, some, phase, sabotaged, this::told);
            stage = fault.cutsOffSome() ? stage.withProxies() : stage;
            stage.begin();
            fault.prepare(stage);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < until && history.count(Count.STALE) == 0) {
                fault.strike(stage);
            }
            stage.end();
            return outcome(
                    fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), history);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            delete(file);
            delete(clock);
        }
    }

    private static Map<String, String> settings(Fault fault) {
        Map<String, String> settings = new HashMap<>(fault.settings());
        settings.put("near", System.getProperty("proof.near", "off"));
        if (Boolean.getBoolean("proof.encryption")) {
            settings.put("encryption", "on");
            settings.put("encryption.keys", "bmV3IGtleXMgYXJlIDMyIGJ5dGVzIG9mIG5vIHVzZS4=");
            settings.put("encryption.name_key", "YW5kIHNvIGlzIHRoZSBrZXkgb2YgYWxsIHRoZSBuYW0=");
            settings.put("compression", "deflate");
            settings.put("compression.threshold", "64");
        }
        return settings;
    }

    private static Outcome outcome(String fault, History history) {
        return new Outcome(
                fault,
                history.count(Count.OPERATIONS),
                history.count(Count.READS),
                history.count(Count.STALE),
                history.count(Count.HITS),
                history.count(Count.LOOKUPS),
                history.count(Count.WRITES),
                history.count(Count.FAILED));
    }

    private String remote(String name) {
        return "jdbc:h2:tcp://localhost:" + h2.getPort() + "/mem:" + name + ";LOCK_TIMEOUT=2000";
    }

    /** H2 lets nobody create a database by TCP; and one in memory lives as long as a connection. */
    private static Connection keep(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:" + name, "sa", "");
    }

    private static Path temporary(String name) {
        try {
            Path file = Files.createTempFile("hibernate-redis-" + name, ".tmp");
            if (name.equals("clock")) {
                Files.writeString(file, "+0");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        workers.forEach(WorkerProcess::close);
        h2.stop();
    }

    /** All phases; the table on standard output; status 1 if anything stale was read. */
    public static void main(String[] arguments) {
        long seconds =
                Math.round(60 * Double.parseDouble(System.getProperty("proof.minutes", "7")));
        String name = System.getProperty("proof.sabotage", "");
        List<Fault> faults = new ArrayList<>();
        String chosen = System.getProperty("proof.faults", "");
        for (Fault fault : Fault.values()) {
            if (chosen.isEmpty() || List.of(chosen.split(",")).contains(fault.name())) {
                faults.add(fault);
            }
        }
        boolean stale = false;
        try (var proof = new Proof(name.isEmpty() ? null : Sabotage.valueOf(name))) {
            for (Outcome outcome : proof.runAll(faults, seconds)) {
                stale |= outcome.stale() > 0;
            }
        }
        System.exit(stale ? 1 : 0);
    }

    /** Runs phases of equal length and prints their table. */
    List<Outcome> runAll(List<Fault> faults, long seconds) {
        List<Outcome> outcomes = new ArrayList<>();
        System.out.println(Outcome.HEAD);
        for (Fault fault : faults) {
            if (fault == Fault.CLOCK_STEPPED && !Stage.canStepClock()) {
                System.out.println("clock stepped: left out, for libfaketime is not installed");
                continue;
            }
            outcomes.add(run(fault, Math.max(2, seconds / faults.size())));
            System.out.println(outcomes.get(outcomes.size() - 1));
        }
        Outcome all = total(outcomes);
        System.out.println(all);
        return outcomes;
    }

    static Outcome total(List<Outcome> outcomes) {
        return new Outcome(
                "all of them",
                outcomes.stream().mapToLong(Outcome::operations).sum(),
                outcomes.stream().mapToLong(Outcome::reads).sum(),
                outcomes.stream().mapToLong(Outcome::stale).sum(),
                outcomes.stream().mapToLong(Outcome::hits).sum(),
                outcomes.stream().mapToLong(Outcome::lookups).sum(),
                outcomes.stream().mapToLong(Outcome::writes).sum(),
                outcomes.stream().mapToLong(Outcome::failed).sum());
    }
}
