package io.hibernateredis.internal.rows;

import org.jspecify.annotations.Nullable;

/**
 * Where the value of a column of an entity's row comes from. Immutable.
 *
 * @param attribute position of the attribute in the state, or {@link #IDENTIFIER}
 * @param part position of the column within the attribute
 * @param kind how values are compared, or null if they cannot be
 * @param counted whether the version changes with the value
 */
record RowColumn(int attribute, int part, @Nullable ColumnKind kind, boolean counted) {

    static final int IDENTIFIER = -1;

    boolean isOfIdentifier() {
        return attribute == IDENTIFIER;
    }
}
