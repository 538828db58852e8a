package io.hibernateredis.fuzz;

import io.hibernateredis.testing.Postgres;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The servers of a run. */
record Rig(URI redis, IntFunction<String> urls) {

    private static final String HOST = "127.0.0.1";
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Apart from those of this class as other class loaders have loaded it. */
    static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    /** On H2, which gives up at once on a row that another session has locked. */
    static Rig h2(URI redis) {
        return new Rig(
                redis,
                number ->
                        "jdbc:h2:mem:fuzz"
                                + RUN
                                + "n"
                                + number
                                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=1");
    }

    /**
     * On PostgreSQL, which does the same. Its driver gives a real as another double once it has
     * executed a statement five times, so it is not to count.
     */
    static Rig postgres(URI redis, Postgres postgres) {
        return new Rig(
                redis,
                number -> {
                    String database = "fuzz" + number;
                    try (var connection =
                                    DriverManager.getConnection(postgres.url(HOST, "postgres"));
                            var statement = connection.createStatement()) {
                        statement.execute("create database " + database);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    return postgres.url(HOST, database) + "&prepareThreshold=0";
                });
    }

    /** A database that is used by nothing else. */
    Database database(Mode mode) {
        String url = urls.apply(COUNT.incrementAndGet());
        boolean h2 = url.startsWith("jdbc:h2:");
        return new Database(url, mode.isolation(h2), mode.tenants());
    }
}
