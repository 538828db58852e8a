package io.hibernateredis.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.engine.Constants;
import org.h2.tools.Server;

/** H2 in the memory of this JVM, which others reach by TCP. */
final class H2 implements Database {
    private final Server server;

    /** H2 creates no database by TCP; and one lives as long as a connection to it. */
    private final List<Connection> keepers = new ArrayList<>();

    private H2(Server server) {
        this.server = server;
    }

    static H2 start() throws SQLException {
        return new H2(Server.createTcpServer("-tcpPort", "0").start());
    }

    @Override
    public String product() {
        return "H2 " + Constants.VERSION + ", in memory, in the driver's JVM";
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void create(String database) throws SQLException {
        keepers.add(DriverManager.getConnection("jdbc:h2:mem:" + database));
    }

    @Override
    public String url(String database, int port) {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:" + database;
    }

    @Override
    public void close() throws SQLException {
        server.stop();
        for (Connection keeper : keepers) {
            keeper.close();
        }
    }
}
