package io.hibernateredis.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * The database of a run: the one that was named, or an H2 in memory of this JVM that others reach
 * by TCP.
 */
final class Database implements AutoCloseable {
    private static final String NAME = "mem:sample";

    private final String url;
    private final @Nullable Server server;
    private final @Nullable Connection keeper;

    private Database(String url, @Nullable Server server, @Nullable Connection keeper) {
        this.url = url;
        this.server = server;
        this.keeper = keeper;
    }

    static Database open(Optional<String> url) throws SQLException {
        if (url.isPresent()) {
            return new Database(url.get(), null, null);
        }
        // H2 creates no database by TCP; and this one lives as long as a connection to
        // it.
        var keeper = DriverManager.getConnection("jdbc:h2:" + NAME);
        var server = Server.createTcpServer("-tcpPort", "0").start();
        return new Database(
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + NAME, server, keeper);
    }

    String url() {
        return url;
    }

    @Override
    public void close() throws SQLException {
        if (server != null && keeper != null) {
            server.stop();
            keeper.close();
        }
    }
}
