package io.hibernateredis.sample.web;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** The launcher: a Redis, a database, and instances of the application that share both. */
public final class WebSample implements AutoCloseable {

    static final String USAGE =
            """
            Usage: sample/web [--instances N] [--port P]

            Runs the board of tasks in N JVMs (1 to 8, default 1) on the ports P, P + 1, … (default 8080; 0 for free ones),
            with a database and a Redis of their own, until it is interrupted.
            """;

    private static final int MOST_INSTANCES = 8;
    private static final int MOST_PORT = 65_535 - MOST_INSTANCES;

    private final LocalDatabase database;
    private final LocalRedis redis;
    private final List<Instance> instances = new ArrayList<>();

    private WebSample(LocalDatabase database, LocalRedis redis) {
        this.database = database;
        this.redis = redis;
    }

    /** What the command line says. */
    record Options(int instances, int port) {

        /**
         * @throws IllegalArgumentException if it is wrong
         */
        static Options parse(String... args) {
            int instances = 1;
            int port = 8080;
            for (int i = 0; i < args.length; i += 2) {
                String value = i + 1 < args.length ? args[i + 1] : "";
                switch (args[i]) {
                    case "--instances" -> instances = number(args[i], value, 1, MOST_INSTANCES);
                    case "--port" -> port = number(args[i], value, 0, MOST_PORT);
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            return new Options(instances, port);
        }

        private static int number(String option, String value, int least, int most) {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // As if it were out of range.
            }
            throw new IllegalArgumentException(
                    "%s must be %d to %d, but was '%s'".formatted(option, least, most, value));
        }
    }

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--help")) {
            System.out.print(USAGE);
            return;
        }
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try (var sample = start(Options.parse(args))) {
            sample.ports().forEach(WebSample::announce);
            // The instances end when this JVM does, however that is: their input ends with it.
            new CountDownLatch(1).await();
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static void announce(int port) {
        System.out.printf(
                "Board: http://localhost:%d/  cache: http://localhost:%d/hibernate-redis/%n",
                port, port);
    }

    /** Starts all that it takes, and waits until the instances serve. */
    static WebSample start(Options options) throws IOException, SQLException, InterruptedException {
        var sample = new WebSample(LocalDatabase.start(), LocalRedis.start());
        try {
            String all =
                    String.join(
                            ",",
                            IntStream.range(0, options.port() == 0 ? 0 : options.instances())
                                    .mapToObj(i -> "http://localhost:" + (options.port() + i))
                                    .toList());
            for (int i = 0; i < options.instances(); i++) {
                int port = options.port() == 0 ? 0 : options.port() + i;
                sample.instances.add(
                        Instance.start(
                                List.of(
                                        "server.port=" + port,
                                        "board.instances=" + all,
                                        "spring.datasource.url=" + sample.database.url(),
                                        "hibernate-redis.uri=" + sample.redis.uri())));
            }
            for (Instance instance : sample.instances) {
                instance.awaitReady();
            }
            return sample;
        } catch (IOException | RuntimeException e) {
            sample.close();
            throw e;
        }
    }

    List<Integer> ports() {
        return instances.stream().map(Instance::port).toList();
    }

    @Override
    public void close() throws IOException, SQLException {
        for (Instance instance : instances) {
            instance.close();
        }
        redis.close();
        database.close();
    }
}
