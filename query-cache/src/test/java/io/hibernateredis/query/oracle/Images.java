package io.hibernateredis.query.oracle;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of all tables at one moment. From those before and after a commit it follows what a
 * writer must invalidate. Names are in lower case.
 */
public final class Images {

    private final Map<String, Map<Object, Map<String, Object>>> tables;

    private Images(Map<String, Map<Object, Map<String, Object>>> tables) {
        this.tables = tables;
    }

    /** The tables of a database, with the columns of their primary keys. */
    public static Map<String, List<String>> keys(Connection connection) throws SQLException {
        Map<String, List<String>> keys = new TreeMap<>();
        var meta = connection.getMetaData();
        try (ResultSet tables = meta.getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
            while (tables.next()) {
                keys.put(tables.getString("TABLE_NAME"), new ArrayList<>());
            }
        }
        for (var each : keys.entrySet()) {
            try (ResultSet columns = meta.getPrimaryKeys(null, "PUBLIC", each.getKey())) {
                while (columns.next()) {
                    each.getValue().add(lower(columns.getString("COLUMN_NAME")));
                }
            }
        }
        return keys;
    }

    public static Images read(Connection connection, Map<String, List<String>> keys)
            throws SQLException {
        Map<String, Map<Object, Map<String, Object>>> tables = new TreeMap<>();
        for (var each : keys.entrySet()) {
            tables.put(lower(each.getKey()), rows(connection, each.getKey(), each.getValue()));
        }
        return new Images(tables);
    }

    private static Map<Object, Map<String, Object>> rows(
            Connection connection, String table, List<String> key) throws SQLException {
        Map<Object, Map<String, Object>> rows = new LinkedHashMap<>();
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select * from \"" + table + "\"")) {
            var columns = result.getMetaData();
            while (result.next()) {
                Map<String, Object> row = new TreeMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(lower(columns.getColumnName(i)), result.getObject(i));
                }
                rows.put(key.isEmpty() ? row : key.stream().map(row::get).toList(), row);
            }
        }
        return rows;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** How many rows there are. */
    public int size() {
        return tables.values().stream().mapToInt(Map::size).sum();
    }

    /** The tables in which a row is different now. */
    public Set<String> changedTables(Images after) {
        Set<String> changed = new HashSet<>();
        tables.forEach(
                (table, rows) -> {
                    if (!rows.equals(after.tables.get(table))) {
                        changed.add(table);
                    }
                });
        return changed;
    }

    /** What a writer that turned these images into others must invalidate. */
    public Set<Tag> invalidated(Images after, Collection<Grouping> inUse) {
        Set<Tag> tags = new HashSet<>();
        Map<String, List<Grouping>> groupings = new TreeMap<>();
        for (Grouping each : inUse) {
            String name = each.toString();
            groupings
                    .computeIfAbsent(name.substring(0, name.indexOf(' ')), t -> new ArrayList<>())
                    .add(each);
        }
        for (String table : changedTables(after)) {
            tags.add(Tag.table(table));
            var before = tables.get(table);
            var now = after.tables.get(table);
            Set<Object> keys = new HashSet<>(before.keySet());
            keys.addAll(now.keySet());
            for (Object key : keys) {
                for (Grouping each : groupings.getOrDefault(table, List.of())) {
                    addGroups(tags, each, before.get(key), now.get(key));
                }
            }
        }
        return tags;
    }

    private static void addGroups(
            Set<Tag> tags,
            Grouping grouping,
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> now) {
        boolean matters =
                before == null
                        || now == null
                        || before.keySet().stream()
                                .anyMatch(
                                        column ->
                                                grouping.looksAt(column)
                                                        && !Objects.equals(
                                                                before.get(column),
                                                                now.get(column)));
        if (matters) {
            addGroup(tags, grouping, before);
            addGroup(tags, grouping, now);
        }
    }

    private static void addGroup(
            Set<Tag> tags, Grouping grouping, @Nullable Map<String, Object> row) {
        if (row == null || grouping.by().stream().anyMatch(column -> row.get(column) == null)) {
            return;
        }
        tags.add(
                grouping.group(
                        grouping.by().stream().map(column -> row.get(column).toString()).toList()));
    }
}
