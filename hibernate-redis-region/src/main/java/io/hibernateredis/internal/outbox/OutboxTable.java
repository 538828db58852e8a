package io.hibernateredis.internal.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The statements on the table, in SQL that all databases understand. Immutable. */
public final class OutboxTable {

    /** Its columns, in their order. */
    public static final String ID = "id";

    public static final String NAMESPACE = "namespace";
    public static final String WRITER = "writer";
    public static final String WRITTEN = "written";
    public static final String TAGS = "tags";

    private final OutboxAccess access;
    private final String namespace;

    OutboxTable(OutboxAccess access, String namespace) {
        this.access = access;
        this.namespace = namespace;
    }

    void insert(Connection connection, OutboxRow row) throws SQLException {
        String sql =
                "insert into "
                        + access.table()
                        + " (id, namespace, writer, written, tags) values (?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, row.id());
            insert.setString(2, namespace);
            insert.setString(3, row.writer());
            insert.setLong(4, row.written());
            insert.setBytes(5, row.tags());
            insert.executeUpdate();
        }
    }

    /**
     * Some rows of this namespace that have been committed; all if they are fewer than asked for.
     */
    List<OutboxRow> read(Connection connection, int most) throws SQLException {
        String sql =
                "select id, writer, written, tags from " + access.table() + " where namespace = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setMaxRows(most);
            select.setString(1, namespace);
            try (ResultSet found = select.executeQuery()) {
                List<OutboxRow> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(
                            new OutboxRow(
                                    found.getString(1),
                                    found.getString(2),
                                    found.getLong(3),
                                    found.getBytes(4)));
                }
                return rows;
            }
        }
    }

    void delete(Connection connection, Collection<String> ids) throws SQLException {
        String sql = "delete from " + access.table() + " where id = ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            // In one order, in which those who relay the same rows wait for each other.
            for (String id : ids.stream().sorted().toList()) {
                delete.setString(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Deletes a row unless it has changed. */
    void delete(Connection connection, OutboxRow row) throws SQLException {
        String sql = "delete from " + access.table() + " where id = ? and written = ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, row.id());
            delete.setLong(2, row.written());
            delete.executeUpdate();
        }
    }

    /** Changes a row; false if it is gone. */
    boolean touch(Connection connection, String id, long written) throws SQLException {
        String sql = "update " + access.table() + " set written = ? where id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, written);
            update.setString(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** Whether rows can be written, read and deleted shows in a transaction that is rolled back. */
    public static void check(OutboxAccess access, String namespace) throws SQLException {
        var table = new OutboxTable(access, namespace);
        var row = new OutboxRow(UUID.randomUUID().toString(), "check", 0, new byte[] {0});
        Connection connection = access.obtain();
        try {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                table.insert(connection, row);
                table.touch(connection, row.id(), 1);
                table.read(connection, 1);
                table.delete(connection, List.of(row.id()));
            } finally {
                connection.rollback();
                connection.setAutoCommit(automatic);
            }
        } finally {
            access.release(connection);
        }
    }
}
