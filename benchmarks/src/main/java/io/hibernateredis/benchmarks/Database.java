package io.hibernateredis.benchmarks;

import java.io.IOException;
import java.sql.SQLException;

/** The database server of a run, with a database for each contender. Not thread-safe. */
interface Database extends AutoCloseable {

    /** PostgreSQL if it is installed, else H2. */
    static Database open() throws IOException, InterruptedException, SQLException {
        var programs = Postgres.find();
        return programs.isPresent() ? Postgres.start(programs.get()) : H2.start();
    }

    /** What it is, with its version. */
    String product();

    int port();

    void create(String database) throws SQLException;

    /** The address of a database by way of a port, its own or a proxy's. */
    String url(String database, int port);

    @Override
    void close() throws SQLException;
}
