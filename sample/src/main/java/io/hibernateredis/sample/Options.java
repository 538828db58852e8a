package io.hibernateredis.sample;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The command line.
 *
 * @param seconds how long each phase is measured, after its warm-up
 * @param threads how many threads each of the two JVMs has
 * @param redis the Redis to use; if empty one is started
 * @param jdbc the database to use; if empty H2 is started
 * @param queries whether cacheable queries are among the requests
 * @param help whether only the usage is wanted
 */
record Options(
        int seconds,
        int threads,
        Optional<String> redis,
        Optional<String> jdbc,
        boolean queries,
        boolean help) {
    static final String USAGE =
            """
            Usage: sample/run [options]

            Runs a plain JPA application in two JVMs, first without and then with the cache, and prints requests
            per second, latencies, SQL statements, hit ratios and stale reads.

              --seconds N    measure each phase for N seconds, 1 to 86400, after a warm-up (default 20)
              --threads N    threads in each of the two JVMs, 1 to 256 (default 4)
              --redis URI    use this Redis, redis:// or rediss:// (default: start one)
              --jdbc URL     use this H2 or PostgreSQL database, whose tables sample_* are dropped and created anew
                             (default: start H2); user and password belong to the URL
              --no-queries   leave out the cacheable queries
              --help         print this

            Exit code: 0; 1 if a read was stale or a request failed; 2 if the command line is wrong.
            """;

    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_THREADS = 256;

    /**
     * Parses a command line.
     *
     * @throws UsageException if an option is unknown, lacks its value, or has one that breaks its
     *     rule
     */
    static Options parse(String... args) {
        int seconds = 20;
        int threads = 4;
        Optional<String> redis = Optional.empty();
        Optional<String> jdbc = Optional.empty();
        boolean queries = true;
        boolean help = false;
        Queue<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--seconds" -> seconds = number(option, rest, MAX_SECONDS);
                case "--threads" -> threads = number(option, rest, MAX_THREADS);
                case "--redis" -> redis = Optional.of(url(option, rest, "redis://", "rediss://"));
                case "--jdbc" ->
                        jdbc = Optional.of(url(option, rest, "jdbc:h2:", "jdbc:postgresql:"));
                case "--no-queries" -> queries = false;
                case "--help" -> help = true;
                default -> throw new UsageException("unknown option " + option + " (see --help)");
            }
        }
        return new Options(seconds, threads, redis, jdbc, queries, help);
    }

    private static int number(String option, Queue<String> rest, int most) {
        String value = value(option, rest);
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new UsageException(
                "%s must be a whole number from 1 to %d, but was %s"
                        .formatted(option, most, value));
    }

    private static String url(String option, Queue<String> rest, String... prefixes) {
        String value = value(option, rest);
        for (String prefix : prefixes) {
            if (value.startsWith(prefix) && value.length() > prefix.length()) {
                return value;
            }
        }
        throw new UsageException(
                "%s must begin with %s, but was %s"
                        .formatted(option, String.join(" or ", prefixes), value));
    }

    private static String value(String option, Queue<String> rest) {
        String value = rest.poll();
        if (value == null) {
            throw new UsageException(
                    option + " must be followed by a value, but was the last argument");
        }
        return value;
    }
}
