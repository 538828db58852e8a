package io.hibernateredis.sample;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of a worker. How it caches is not here: that is Hibernate's configuration alone.
 *
 * @param jdbcUrl the database
 * @param ledger the file of the ledger
 * @param number which worker of its phase this is, from 1
 * @param threads how many threads send requests
 * @param queries whether cacheable queries are among the requests
 */
record WorkerSettings(String jdbcUrl, Path ledger, int number, int threads, boolean queries) {
    List<String> toArguments() {
        return List.of(
                jdbcUrl,
                ledger.toString(),
                Integer.toString(number),
                Integer.toString(threads),
                Boolean.toString(queries));
    }

    static WorkerSettings ofArguments(String... args) {
        return new WorkerSettings(
                args[0],
                Path.of(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Boolean.parseBoolean(args[4]));
    }
}
