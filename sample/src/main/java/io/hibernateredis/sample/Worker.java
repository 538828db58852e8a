package io.hibernateredis.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Map;

/**
 * The main class of a worker JVM. It prints {@code ready}, then answers each {@link Window} on its
 * standard input by sending requests and printing {@code report key=value ...}, and ends with its
 * input.
 */
final class Worker {
    static final String READY = "ready";

    private Worker() {}

    public static void main(String[] args) throws Exception {
        var settings = WorkerSettings.ofArguments(args);
        try (var board = Board.open(settings.jdbcUrl(), settings.threads(), Map.of());
                var load = new Load(settings, board, Ledger.open(settings.ledger()));
                var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            System.out.println(READY);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(load.run(Window.ofLine(line)).toLine());
            }
        }
        System.out.flush();
        System.exit(0);
    }
}
