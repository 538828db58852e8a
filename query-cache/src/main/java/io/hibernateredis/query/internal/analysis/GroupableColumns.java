package io.hibernateredis.query.internal.analysis;

import io.hibernateredis.internal.rows.RowGroups;
import org.jspecify.annotations.Nullable;

/** Which columns may tell groups of rows apart, as the writers of the rows know it. */
public interface GroupableColumns {

    static GroupableColumns of(RowGroups groups) {
        return new GroupableColumns() {
            @Override
            public String nameOf(String table) {
                return groups.nameOf(table);
            }

            @Override
            public boolean isGroupable(String table, String column) {
                return groups.isGroupable(table, column);
            }

            @Override
            public @Nullable String canonical(String table, String column, Object value) {
                return groups.canonical(table, column, value);
            }
        };
    }

    /** The name under which a table, as the mapping spells it, is known to the index. */
    String nameOf(String table);

    /** Whether a condition on a column, as the mapping spells both, may name a group of rows. */
    boolean isGroupable(String table, String column);

    /**
     * A value in the form that a group is named by.
     *
     * @param value as it is sent to the database
     * @return null if it cannot be told
     */
    @Nullable String canonical(String table, String column, Object value);
}
