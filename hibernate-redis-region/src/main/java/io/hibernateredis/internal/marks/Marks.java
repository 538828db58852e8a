package io.hibernateredis.internal.marks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Leaves marks in PostgreSQL's log: logical decoding messages. */
public final class Marks {

    private static final String LEAVE =
            "select pg_logical_emit_message(true, '" + TransactionMark.PREFIX + "', ?)";
    private static final String TRY =
            "select pg_logical_emit_message(false, '" + TransactionMark.PREFIX + "', ?)";

    private Marks() {}

    /** Leaves a mark that is in the log if and only if the connection's transaction commits. */
    public static void leave(Connection connection, TransactionMark mark) throws SQLException {
        execute(connection, LEAVE, mark.toBytes());
    }

    /**
     * Finds out whether marks can be left.
     *
     * @throws SQLException if not
     */
    public static void check(Connection connection) throws SQLException {
        execute(connection, TRY, new byte[0]);
    }

    private static void execute(Connection connection, String sql, byte[] content)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, content);
            statement.execute();
        }
    }
}
