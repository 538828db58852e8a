package io.hibernateredis.sample;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of a worker. How it caches is not here: that is Hibernate's configuration alone.
 *
 * @param jdbcUrl the database
 * @param ledger the file of the ledger
 * @param number which worker this is, from 1
 * @param threads how many threads send requests
 * @param seconds how long to measure
 * @param queries whether cacheable queries are among the requests
 */
record WorkerSettings(
        String jdbcUrl, Path ledger, int number, int threads, int seconds, boolean queries) {
    List<String> toArguments() {
        return List.of(
                jdbcUrl,
                ledger.toString(),
                Integer.toString(number),
                Integer.toString(threads),
                Integer.toString(seconds),
                Boolean.toString(queries));
    }

    static WorkerSettings ofArguments(String... args) {
        return new WorkerSettings(
                args[0],
                Path.of(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Boolean.parseBoolean(args[5]));
    }

    /**
     * How long requests run before they are measured: a quarter of the measured time, 1 s to 5 s.
     */
    int warmUpSeconds() {
        return Math.min(5, Math.max(1, seconds / 4));
    }
}
