package io.hibernateredis.capture.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is at the time of a change. Immutable.
 *
 * @param columns in the order in which rows hold them
 */
record Relation(String schema, String table, List<Column> columns) {

    /** Of a row's value: it lies outside of the row, was not changed and is not told. */
    static final Object UNCHANGED = new Object();

    /**
     * @param isKey whether it is part of the replica identity: of the primary key, or any column
     */
    record Column(String name, boolean isKey) {}

    /** All values of a row that are told. */
    Map<String, @Nullable Object> all(List<@Nullable Object> row) {
        return values(row, false);
    }

    /** Those of the key: for the others, nulls stand in the row of a key. */
    Map<String, @Nullable Object> key(List<@Nullable Object> row) {
        return values(row, true);
    }

    private Map<String, @Nullable Object> values(List<@Nullable Object> row, boolean keyOnly) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
            Column column = columns.get(i);
            if (row.get(i) != UNCHANGED && (column.isKey() || !keyOnly)) {
                values.put("\"" + column.name() + "\"", row.get(i));
            }
        }
        return values;
    }

    /** A row with the values of the one before where it does not tell its own. */
    static List<@Nullable Object> completed(
            List<@Nullable Object> row, List<@Nullable Object> before) {
        List<@Nullable Object> whole = new ArrayList<>(row);
        for (int i = 0; i < Math.min(row.size(), before.size()); i++) {
            if (row.get(i) == UNCHANGED) {
                whole.set(i, before.get(i));
            }
        }
        return whole;
    }
}
