package io.hibernateredis.sample.web;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.tools.Server;

/** An H2 in memory, which the instances reach by TCP, with some tasks in it. */
final class LocalDatabase implements AutoCloseable {

    private static final int TASKS = 30;

    private final Connection keeper;
    private final Server server;

    private LocalDatabase(Connection keeper, Server server) {
        this.keeper = keeper;
        this.server = server;
    }

    static LocalDatabase start() throws SQLException {
        // H2 creates no database by TCP; and this one lives as long as a connection to it.
        var keeper = DriverManager.getConnection("jdbc:h2:mem:board");
        fill(keeper);
        return new LocalDatabase(keeper, Server.createTcpServer("-tcpPort", "0").start());
    }

    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create sequence task_ids start with 1000 increment by 50");
            statement.execute(
                    "create table tasks (id bigint primary key, version bigint not null,"
                            + " title varchar(200) not null, status varchar(10) not null)");
        }
        String[] states = {"OPEN", "OPEN", "DOING", "DONE"};
        try (var insert = connection.prepareStatement("insert into tasks values (?, 0, ?, ?)")) {
            for (int id = 1; id <= TASKS; id++) {
                insert.setLong(1, id);
                insert.setString(2, "Task " + id);
                insert.setString(3, states[id % states.length]);
                insert.execute();
            }
        }
    }

    String url() {
        return "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:board";
    }

    @Override
    public void close() throws SQLException {
        server.stop();
        keeper.close();
    }
}
