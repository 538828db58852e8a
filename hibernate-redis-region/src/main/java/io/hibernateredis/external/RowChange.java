package io.hibernateredis.external;

import io.hibernateredis.internal.rows.ExternalRow;
import io.hibernateredis.internal.rows.ExternalRow.Image;
import io.hibernateredis.internal.rows.ExternalRow.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were written past this cache, and what is known of them. The more is known, the less is
 * evicted; what is not said is taken for changed. Immutable.
 *
 * <p>Tables and columns are named as in the database; case and quotes do not matter. A table may be
 * named without its schema, and then means all mapped tables of that name. Values are Java objects
 * of any type that fits the column, or their text as PostgreSQL writes it, such as {@code "42"}.
 */
public final class RowChange {

    private final ExternalRow row;
    private final @Nullable Map<String, ?> key;

    private RowChange(ExternalRow row, @Nullable Map<String, ?> key) {
        this.row = row;
        this.key = key;
    }

    /** Any rows of a table, in any way: also for {@code TRUNCATE}. */
    public static RowChange anyRows(String table) {
        return new RowChange(ExternalRow.any(table), null);
    }

    /**
     * Rows that were inserted, updated or deleted, and that had, and have if they are still there,
     * these values: the columns of a primary key, or of a foreign key, or any others.
     *
     * @param columns at least one, all of which the mapping names
     */
    public static RowChange rows(String table, Map<String, ?> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns must be at least one, but were none");
        }
        var image = new Image(columns);
        return new RowChange(new ExternalRow(table, Kind.ANY, image, image), columns);
    }

    /**
     * A row that was inserted.
     *
     * @param row columns that are missing are unknown; those that are not mapped do no harm
     */
    public static RowChange inserted(String table, Map<String, ?> row) {
        return new RowChange(new ExternalRow(table, Kind.INSERTED, null, new Image(row)), null);
    }

    /**
     * A row that was updated.
     *
     * @param before what the statement overwrote, as a trigger sees it, not as it was read before;
     *     columns that are missing are unknown
     * @param after what it wrote, with the columns that it left alone
     */
    public static RowChange updated(String table, Map<String, ?> before, Map<String, ?> after) {
        return new RowChange(
                new ExternalRow(table, Kind.UPDATED, new Image(before), new Image(after)), null);
    }

    /**
     * A row that was deleted.
     *
     * @param row as the statement found it; columns that are missing are unknown
     */
    public static RowChange deleted(String table, Map<String, ?> row) {
        return new RowChange(new ExternalRow(table, Kind.DELETED, new Image(row), null), null);
    }

    ExternalRow row() {
        return row;
    }

    /** By which the rows are named; null if they are not. */
    @Nullable Map<String, ?> key() {
        return key;
    }

    @Override
    public String toString() {
        return row.kind() + " in " + row.table();
    }
}
