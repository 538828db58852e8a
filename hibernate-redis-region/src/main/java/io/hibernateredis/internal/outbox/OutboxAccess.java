package io.hibernateredis.internal.outbox;

import java.sql.Connection;
import java.sql.SQLException;

/** The way to the table, for what is no part of a transaction. Thread-safe. */
public interface OutboxAccess {

    /**
     * A connection that no transaction uses.
     *
     * @throws SQLException if there is none at present
     */
    Connection obtain() throws SQLException;

    void release(Connection connection) throws SQLException;

    /** Whether the table can be there: not before the session factory is built. */
    default boolean isKnown() {
        return true;
    }

    /**
     * The name of the table in SQL.
     *
     * @throws SQLException if it is not known yet
     */
    String table() throws SQLException;
}
