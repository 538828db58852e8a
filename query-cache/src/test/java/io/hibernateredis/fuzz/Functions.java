package io.hibernateredis.fuzz;

import java.sql.Connection;
import java.sql.SQLException;

/** What H2 calls. */
public final class Functions {

    private Functions() {}

    /** Executes a statement inside of another. */
    public static int write(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
