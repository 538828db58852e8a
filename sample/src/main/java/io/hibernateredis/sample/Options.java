package io.hibernateredis.sample;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;

/**
 * The command line.
 *
 * @param seconds how long each phase is measured, after its warm-up
 * @param threads how many threads each of the two JVMs of a phase has
 * @param latency what a round trip to Redis or to the database takes in addition; zero for none
 * @param redis the Redis to use; if empty one is started
 * @param jdbc the database to use; if empty H2 is started
 * @param near the mode of the near cache, as {@code hibernate.cache.redis.near}
 * @param queries whether cacheable queries are among the requests
 * @param help whether only the usage is wanted
 */
record Options(
        int seconds,
        int threads,
        Duration latency,
        Optional<String> redis,
        Optional<String> jdbc,
        String near,
        boolean queries,
        boolean help) {
    static final String USAGE =
            """
            Usage: sample/run [options]

            Runs a plain JPA application, without and with the cache in turn, each in two JVMs, and prints requests
            per second, latencies, SQL statements, processor time, hit ratios and stale reads.

              --seconds N    measure each phase for N seconds, 1 to 86400, after its warm-up (default 20)
              --threads N    threads in each JVM, 1 to 256 (default 4)
              --latency T    make each round trip to Redis and to the database take T more, 10us to 1s, such as 1ms
                             (default: nothing is added)
              --redis URI    use this Redis, redis:// or rediss:// (default: start one)
              --jdbc URL     use this H2 or PostgreSQL database, whose schemas sample_without_cache and
                             sample_with_cache are dropped and created anew (default: start H2); user and password
                             belong to the URL
              --near MODE    the near cache of each JVM: lease, barrier, or off (default lease)
              --no-queries   leave out the cacheable queries
              --help         print this

            Exit code: 0; 1 if a read was stale or a request failed; 2 if the command line is wrong.
            """;

    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_THREADS = 256;
    private static final Duration MIN_LATENCY = Duration.ofNanos(10_000);
    private static final Duration MAX_LATENCY = Duration.ofSeconds(1);
    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(us|ms|s)");
    private static final Map<String, Duration> UNITS =
            Map.of("us", Duration.ofNanos(1_000), "ms", Duration.ofMillis(1), "s", MAX_LATENCY);

    /**
     * Parses a command line.
     *
     * @throws UsageException if an option is unknown, lacks its value, or has one that breaks its
     *     rule
     */
    static Options parse(String... args) {
        int seconds = 20;
        int threads = 4;
        Duration latency = Duration.ZERO;
        Optional<String> redis = Optional.empty();
        Optional<String> jdbc = Optional.empty();
        String near = "lease";
        boolean queries = true;
        boolean help = false;
        Queue<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--seconds" -> seconds = number(option, rest, MAX_SECONDS);
                case "--threads" -> threads = number(option, rest, MAX_THREADS);
                case "--latency" -> latency = time(option, rest);
                case "--redis" -> redis = Optional.of(url(option, rest, "redis://", "rediss://"));
                case "--jdbc" ->
                        jdbc = Optional.of(url(option, rest, "jdbc:h2:", "jdbc:postgresql:"));
                case "--near" -> near = word(option, rest, "lease", "barrier", "off");
                case "--no-queries" -> queries = false;
                case "--help" -> help = true;
                default -> throw new UsageException("unknown option " + option + " (see --help)");
            }
        }
        if (!latency.isZero()) {
            redis.ifPresent(uri -> Address.ofRedis("--redis", uri));
            jdbc.ifPresent(url -> Address.ofDatabase("--jdbc", url));
        }
        return new Options(seconds, threads, latency, redis, jdbc, near, queries, help);
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

    private static Duration time(String option, Queue<String> rest) {
        String value = value(option, rest);
        var matched = TIME.matcher(value);
        if (matched.matches()) {
            var unit = UNITS.getOrDefault(matched.group(2), Duration.ZERO);
            var time = unit.multipliedBy(Long.parseLong(matched.group(1)));
            if (time.compareTo(MIN_LATENCY) >= 0 && time.compareTo(MAX_LATENCY) <= 0) {
                return time;
            }
        }
        throw new UsageException(
                "%s must be a time from 10us to 1s, such as 500us or 1ms, but was %s"
                        .formatted(option, value));
    }

    private static String word(String option, Queue<String> rest, String... words) {
        String value = value(option, rest);
        if (List.of(words).contains(value)) {
            return value;
        }
        throw new UsageException(
                "%s must be %s, but was %s".formatted(option, String.join(" or ", words), value));
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
