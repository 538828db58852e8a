package io.hibernateredis.capture.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The replication slot, which keeps the position, and lets one process read at a time. */
final class Slot {

    private static final String PLUGIN = "pgoutput";
    private static final int MOST_CHARACTERS = 63;

    private final String name;

    Slot(String name) {
        this.name = name;
    }

    /**
     * Whether it is there, and has kept what it should. One that has lost it is dropped.
     *
     * @throws IllegalStateException if it is a slot of something else
     */
    boolean exists(Connection connection) throws SQLException {
        boolean lost;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select coalesce(plugin, 'none'), coalesce(database, 'none'),"
                                + " current_database(),"
                                + " coalesce(to_jsonb(s)->>'wal_status', '') = 'lost'"
                                + " from pg_replication_slots s where slot_name = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                check(rows.getString(1), rows.getString(2), rows.getString(3));
                lost = rows.getBoolean(4);
            }
        }
        if (lost) {
            call(connection, "select pg_drop_replication_slot(?)", name);
        }
        return !lost;
    }

    private void check(String plugin, String database, String current) {
        if (!plugin.equals(PLUGIN) || !database.equals(current)) {
            throw new IllegalStateException(
                    "slot %s must be one of %s in database %s, but is one of %s in database %s"
                            .formatted(name, PLUGIN, current, plugin, database));
        }
    }

    /**
     * Makes it. It is there for others only when what was written before has been evicted: until
     * then there is a temporary one, which goes with the connection, and whose position it takes.
     *
     * @param evictAll what was written before is unknown
     */
    void make(Connection connection, Runnable evictAll) throws SQLException {
        String suffix = "_" + ProcessHandle.current().pid() + "_new";
        String temporary =
                name.substring(0, Math.min(name.length(), MOST_CHARACTERS - suffix.length()))
                        + suffix;
        call(
                connection,
                "select pg_create_logical_replication_slot(?, '" + PLUGIN + "', true)",
                temporary);
        evictAll.run();
        call(connection, "select pg_copy_logical_replication_slot(?, ?, false)", temporary, name);
        call(connection, "select pg_drop_replication_slot(?)", temporary);
        CaptureLog.made(name);
    }

    private static void call(Connection connection, String sql, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
