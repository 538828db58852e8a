package io.hibernateredis.fuzz;

import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;

/**
 * An application without this cache over the database of others that have one. What it has written
 * is found by a comparison of all tables, and told as triggers of the database would tell it.
 */
final class Outsider implements AutoCloseable {

    /** In how many ways it is told: see {@link #change}. */
    static final int WAYS = 5;

    private final SessionFactory sessionFactory;
    private final Domain domain;
    private final Database database;
    private final Map<String, List<String>> keys = new HashMap<>();

    Outsider(SessionFactory sessionFactory, Database database, List<String> tables) {
        this.sessionFactory = sessionFactory;
        this.domain = new Domain(sessionFactory);
        this.database = database;
        try {
            Connection connection = database.getConnection();
            for (String table : tables) {
                keys.put(table, key(connection, table));
            }
            database.closeConnection(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> key(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getPrimaryKeys(null, null, table)) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME"));
            }
        }
        return columns;
    }

    Actor begin(Map<String, Object> detached, Step step) {
        return Actor.begin(sessionFactory, domain, detached, step);
    }

    /** Has something written, and tells a cache of it. */
    String tell(int way, SessionFactory cached, Supplier<String> write) {
        var before = rows(way);
        String answer = write.get();
        var after = rows(way);
        List<RowChange> changes = new ArrayList<>();
        keys.keySet()
                .forEach(
                        table -> compare(changes, way, table, before.get(table), after.get(table)));
        ExternalWrites.of(cached).evict(changes);
        return answer;
    }

    private void compare(
            List<RowChange> changes,
            int way,
            String table,
            List<Map<String, Object>> before,
            List<Map<String, Object>> after) {
        List<Map<String, Object>> gone = without(before, after);
        List<Map<String, Object>> added = without(after, before);
        List<String> key = keys.get(table);
        for (Map<String, Object> row : gone) {
            Map<String, Object> successor =
                    key.isEmpty()
                            ? null
                            : added.stream()
                                    .filter(each -> part(each, key).equals(part(row, key)))
                                    .findFirst()
                                    .orElse(null);
            added.remove(successor);
            changes.add(change(way, table, row, successor));
        }
        added.forEach(row -> changes.add(change(way, table, null, row)));
    }

    private static List<Map<String, Object>> without(
            List<Map<String, Object>> some, List<Map<String, Object>> others) {
        List<Map<String, Object>> left = new ArrayList<>(some);
        others.forEach(left::remove);
        return left;
    }

    private static Map<String, Object> part(Map<String, Object> row, List<String> columns) {
        Map<String, Object> part = new LinkedHashMap<>();
        columns.forEach(column -> part.put(column, row.get(column)));
        return part;
    }

    /**
     * 0: all that there is to know; 1: the same, as texts; 2: of what was there before, the key
     * alone; 3: the key alone; 4: the table.
     */
    private RowChange change(
            int way, String table, Map<String, Object> before, Map<String, Object> after) {
        List<String> key = keys.get(table);
        if (way == 4) {
            return RowChange.anyRows(table);
        }
        if (way == 3 && !key.isEmpty()) {
            return RowChange.rows(table, part(before == null ? after : before, key));
        }
        Map<String, Object> known =
                before != null && way == 2 && !key.isEmpty() ? part(before, key) : before;
        if (known == null) {
            return RowChange.inserted(table, after);
        }
        return after == null
                ? RowChange.deleted(table, known)
                : RowChange.updated(table, known, after);
    }

    private Map<String, List<Map<String, Object>>> rows(int way) {
        Map<String, List<Map<String, Object>>> all = new HashMap<>();
        try {
            Connection connection = database.getConnection();
            try (Statement statement = connection.createStatement()) {
                for (String table : keys.keySet()) {
                    try (ResultSet rows =
                            statement.executeQuery("select * from \"" + table + "\"")) {
                        all.put(table, rows(rows, way == 1));
                    }
                }
            } finally {
                database.closeConnection(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private static List<Map<String, Object>> rows(ResultSet rows, boolean asTexts)
            throws SQLException {
        List<Map<String, Object>> all = new ArrayList<>();
        var columns = rows.getMetaData();
        while (rows.next()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                Object value = rows.getObject(i);
                boolean isPlain =
                        value == null
                                || value instanceof Number
                                || value instanceof Boolean
                                || value instanceof java.util.UUID
                                || value instanceof java.util.Date;
                row.put(columns.getColumnName(i), asTexts || !isPlain ? rows.getString(i) : value);
            }
            all.add(row);
        }
        return all;
    }

    @Override
    public void close() {
        sessionFactory.close();
    }
}
