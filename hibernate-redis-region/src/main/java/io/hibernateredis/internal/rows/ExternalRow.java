package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.sql.SqlTokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that was written past this cache, as far as it is known. Immutable.
 *
 * @param table as spelled in the mapping, or by its last name
 * @param before the overwritten row; null if there was none
 * @param after the new row; null if there is none
 */
public record ExternalRow(String table, Kind kind, @Nullable Image before, @Nullable Image after) {

    /** What was done to it. */
    public enum Kind {
        INSERTED,
        UPDATED,
        DELETED,
        /** Any of these, with one row or several. */
        ANY
    }

    /** The columns that are known of a row at one time, by {@link SqlTokens#plain}. Immutable. */
    public static final class Image {

        private static final Object UNKNOWN = new Object();

        private final Map<String, @Nullable Object> values = new HashMap<>();

        /**
         * @param columns a column that is missing is unknown
         */
        public Image(Map<String, ?> columns) {
            columns.forEach(
                    (name, value) -> {
                        String plain = SqlTokens.plain(name);
                        // Names that differ in case alone cannot be told apart.
                        values.put(plain, values.containsKey(plain) ? UNKNOWN : value);
                    });
        }

        boolean knows(String column) {
            return values.containsKey(column) && values.get(column) != UNKNOWN;
        }

        @Nullable Object value(String column) {
            return values.get(column);
        }

        Set<String> columns() {
            return values.keySet();
        }

        /** Whether a column is known to hold the same in both images. */
        boolean agrees(Image other, String column) {
            return knows(column)
                    && other.knows(column)
                    && (Objects.equals(value(column), other.value(column))
                            || isSameArray(value(column), other.value(column)));
        }

        private static boolean isSameArray(@Nullable Object one, @Nullable Object other) {
            return Arrays.deepEquals(new Object[] {one}, new Object[] {other});
        }
    }

    /** Any rows of a table. */
    public static ExternalRow any(String table) {
        var nothing = new Image(Map.of());
        return new ExternalRow(table, Kind.ANY, nothing, nothing);
    }

    boolean isUpdate() {
        return kind == Kind.UPDATED;
    }

    /** Whether a column may have changed. */
    boolean mayDiffer(String column) {
        return before == null || after == null || !isUpdate() || !before.agrees(after, column);
    }
}
