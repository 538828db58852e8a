package io.hibernateredis.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * The columns of a row by name, and the values that may stand in any of them, which are recognised
 * by identity. Knows nothing of how values are written. Immutable.
 */
final class RowLayout {

    private final String[] names;
    private final Object[] placeholders;

    RowLayout(String[] names, Object... placeholders) {
        this.names = names.clone();
        this.placeholders = placeholders.clone();
    }

    int size() {
        return names.length;
    }

    /** One bit a column, and one more if there are placeholders. */
    int bitmapBits() {
        return placeholders.length == 0 ? names.length : names.length + 1;
    }

    String name(int column) {
        return names[column];
    }

    Object[] placeholders() {
        return placeholders;
    }

    /** The index of the placeholder that the value is, or -1. */
    int placeholder(@Nullable Object value) {
        for (int i = 0; i < placeholders.length; i++) {
            if (placeholders[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** The values with null in place of each placeholder: the array itself if there is none. */
    @Nullable Object[] withoutPlaceholders(@Nullable Object[] values) {
        @Nullable Object[] plain = values;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null && placeholder(values[i]) >= 0) {
                if (plain == values) {
                    plain = values.clone();
                }
                plain[i] = null;
            }
        }
        return plain;
    }
}
