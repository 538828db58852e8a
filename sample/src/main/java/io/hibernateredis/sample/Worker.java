package io.hibernateredis.sample;

import java.io.IOException;
import java.util.Map;

/**
 * The main class of a worker JVM. It prints {@code ready}, waits for a line on its standard input,
 * sends requests while it prints {@code tick key=value ...} once a second, prints {@code report
 * key=value ...} and ends. If its standard input ends, so has the launcher, and it halts at once.
 */
final class Worker {
    static final String READY = "ready";

    private Worker() {}

    public static void main(String[] args) throws Exception {
        var settings = WorkerSettings.ofArguments(args);
        try (var board = Board.open(settings.jdbcUrl(), settings.threads(), Map.of())) {
            var load = new Load(settings, board, Ledger.open(settings.ledger()));
            System.out.println(READY);
            awaitStart();
            System.out.println(load.run(System.out::println).toLine());
        }
        System.out.flush();
        System.exit(0);
    }

    private static void awaitStart() throws IOException {
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(1);
        }
        var watch = new Thread(Worker::haltWithLauncher, "launcher-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void haltWithLauncher() {
        try {
            while (System.in.read() >= 0) {
                // The launcher says no more; only that it is there matters.
            }
        } catch (IOException e) {
            System.err.println("The launcher is gone: " + e);
        }
        Runtime.getRuntime().halt(1);
    }
}
