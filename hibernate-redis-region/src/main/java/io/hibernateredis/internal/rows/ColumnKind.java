package io.hibernateredis.internal.rows;

import java.math.BigInteger;
import java.util.UUID;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of columns for which the database considers two values equal if and only if their texts
 * are equal here. Decimals, floating point numbers and times are of no such kind.
 */
enum ColumnKind {
    INTEGER {
        @Override
        @SuppressWarnings("EnumOrdinal") // The database holds the ordinal.
        @Nullable String text(Object value) {
            if (value instanceof Enum<?> constant) {
                return Integer.toString(constant.ordinal());
            }
            boolean whole =
                    value instanceof Long
                            || value instanceof Integer
                            || value instanceof Short
                            || value instanceof Byte
                            || value instanceof BigInteger;
            return whole ? value.toString() : null;
        }
    },
    BOOLEAN {
        @Override
        @Nullable String text(Object value) {
            return value instanceof Boolean ? value.toString() : null;
        }
    },
    UUID {
        @Override
        @Nullable String text(Object value) {
            return value instanceof UUID ? value.toString() : null;
        }
    },
    ENUM {
        @Override
        @Nullable String text(Object value) {
            if (value instanceof Enum<?> constant) {
                return constant.name();
            }
            return value instanceof String ? value.toString() : null;
        }
    },
    /** Only with a collation that compares texts exactly. */
    TEXT {
        @Override
        @Nullable String text(Object value) {
            if (value instanceof Enum<?> constant) {
                return constant.name();
            }
            return value instanceof String || value instanceof Character ? value.toString() : null;
        }
    };

    /** The text of a value that is sent to the database, or null if it is of another kind. */
    abstract @Nullable String text(Object value);

    /** The kind for an SQL type code, or null. */
    static @Nullable ColumnKind of(int sqlType) {
        return switch (sqlType) {
            case SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER, SqlTypes.BIGINT -> INTEGER;
            case SqlTypes.BOOLEAN, SqlTypes.BIT -> BOOLEAN;
            case SqlTypes.UUID -> UUID;
            case SqlTypes.ENUM, SqlTypes.NAMED_ENUM -> ENUM;
            case SqlTypes.VARCHAR, SqlTypes.NVARCHAR -> TEXT;
            default -> null;
        };
    }
}
