package io.hibernateredis.sample;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.tools.Server;

/**
 * The main class of the database's JVM: an H2 in memory that others reach by TCP, in a process of
 * its own, so that its processor time can be told from the applications'. It prints {@code port}
 * and the number, and ends with its standard input.
 */
final class DatabaseServer {
    static final String PORT = "port ";
    static final String NAME = "mem:sample";

    private DatabaseServer() {}

    public static void main(String[] args) throws SQLException, IOException {
        // H2 creates no database by TCP; and this one lives as long as a connection to it.
        try (var keeper = DriverManager.getConnection("jdbc:h2:" + NAME)) {
            var server = Server.createTcpServer("-tcpPort", "0").start();
            System.out.println(PORT + server.getPort());
            while (System.in.read() >= 0) {
                // Only its end matters.
            }
            keeper.rollback();
            server.stop();
        }
        System.exit(0);
    }
}
