package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.DatabaseColumns.DatabaseColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.UUID;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.dialect.SQLServerDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Decides which values a column is certain to return as they were sent. A closed set: any other
 * value counts as inexact. Immutable.
 *
 * <p>Databases pad, round, truncate, re-encode and shift values, each in its own way. Rules that
 * were verified only for H2 and PostgreSQL do not apply to other databases.
 */
final class ExactValues {

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 9999;

    private final boolean postgres;
    private final boolean wellKnown;
    private final boolean keepsScale;
    private final boolean zoneOfJvm;

    ExactValues(SessionFactoryImplementor sessionFactory) {
        Dialect dialect = sessionFactory.getJdbcServices().getDialect();
        this.postgres = dialect instanceof PostgreSQLDialect;
        this.wellKnown = postgres || dialect instanceof H2Dialect;
        this.keepsScale =
                wellKnown || dialect instanceof MySQLDialect || dialect instanceof SQLServerDialect;
        this.zoneOfJvm = sessionFactory.getSessionFactoryOptions().getJdbcTimeZone() == null;
    }

    boolean isExact(Object value, DatabaseColumn column) {
        if (value instanceof String text) {
            return isVarying(column) && isExactText(text, column.size());
        }
        if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return isExactInteger(((Number) value).longValue(), column);
        }
        if (value instanceof Boolean) {
            return column.type() == Types.BOOLEAN
                    || column.type() == Types.BIT
                    || isExactInteger(1, column);
        }
        if (value instanceof Enum<?> constant) {
            return isExactEnum(constant, column);
        }
        if (value instanceof Character letter) {
            return letter > ' '
                    && letter < 0x7f
                    && (isVarying(column) || (column.type() == Types.CHAR && column.size() == 1));
        }
        if (value instanceof UUID) {
            return isOfUuid(column);
        }
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return isExactDecimal(value, column);
        }
        if (value instanceof byte[] bytes) {
            return wellKnown
                    && (column.type() == Types.VARBINARY || column.typeName().equals("BYTEA"))
                    && bytes.length <= column.size();
        }
        return wellKnown && (isExactFloat(value, column) || isExactTime(value, column));
    }

    private static boolean isVarying(DatabaseColumn column) {
        boolean varying =
                switch (column.type()) {
                    case Types.VARCHAR, Types.NVARCHAR, Types.LONGVARCHAR, Types.LONGNVARCHAR ->
                            true;
                    default -> false;
                };
        // Types such as CITEXT also report a text type code.
        return varying
                && (column.typeName().contains("VARCHAR")
                        || column.typeName().contains("CHARACTER VARYING")
                        || column.typeName().equals("TEXT"));
    }

    /** Too long a text may be truncated, if only by blanks; an empty text may be read as null. */
    private boolean isExactText(String text, int size) {
        if (text.length() > size || (text.isEmpty() && !postgres)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e || c < ' ') {
                // Other databases' columns may have an encoding without this character.
                if (!wellKnown || c == 0) {
                    return false;
                }
                if (Character.isSurrogate(c)) {
                    if (i + 1 == text.length()
                            || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                        return false;
                    }
                    i++;
                }
            }
        }
        return true;
    }

    private static boolean isExactInteger(long value, DatabaseColumn column) {
        boolean signed = !column.typeName().contains("UNSIGNED");
        return (signed || value >= 0)
                && switch (column.type()) {
                    // Unsigned in some databases, which do not say so in the type name.
                    case Types.TINYINT -> value >= 0 && value <= Byte.MAX_VALUE;
                    case Types.SMALLINT -> value == (short) value;
                    case Types.INTEGER -> value == (int) value;
                    case Types.BIGINT -> true;
                    case Types.NUMERIC, Types.DECIMAL ->
                            isDecimal(column)
                                    && column.digits() == 0
                                    && BigDecimal.valueOf(value).precision() <= column.size();
                    default -> false;
                };
    }

    private static boolean isDecimal(DatabaseColumn column) {
        return (column.type() == Types.NUMERIC || column.type() == Types.DECIMAL)
                && !column.typeName().contains("FLOAT");
    }

    /** Only in the scale of the column, and only where the database keeps trailing zeros. */
    private boolean isExactDecimal(Object value, DatabaseColumn column) {
        BigDecimal decimal =
                value instanceof BigInteger whole ? new BigDecimal(whole) : (BigDecimal) value;
        return keepsScale
                && isDecimal(column)
                && decimal.scale() == column.digits()
                && decimal.precision() <= column.size();
    }

    @SuppressWarnings("EnumOrdinal") // The database may hold the ordinal.
    private static boolean isExactEnum(Enum<?> value, DatabaseColumn column) {
        return isExactInteger(value.ordinal(), column)
                || (isVarying(column) && value.name().length() <= column.size())
                || column.typeName().startsWith("ENUM")
                // PostgreSQL reports named enums as VARCHAR, with a type name chosen by the
                // application.
                || column.type() == Types.VARCHAR;
    }

    private static boolean isOfUuid(DatabaseColumn column) {
        return switch (column.type()) {
            case Types.BINARY, Types.VARBINARY -> column.size() == 16;
            case Types.CHAR, Types.VARCHAR -> column.size() == 36;
            default -> column.typeName().equals("UUID");
        };
    }

    /** Some databases lose the sign of zero. */
    private static boolean isExactFloat(Object value, DatabaseColumn column) {
        boolean isDouble =
                switch (column.type()) {
                    case Types.DOUBLE -> true;
                    case Types.FLOAT -> column.size() == 53;
                    default -> false;
                };
        if (value instanceof Double number) {
            return isDouble && Double.isFinite(number) && !number.equals(-0.0d);
        }
        return value instanceof Float number
                && Float.isFinite(number)
                && !number.equals(-0.0f)
                && (column.type() == Types.REAL || isDouble);
    }

    private boolean isExactTime(Object value, DatabaseColumn column) {
        if (value instanceof Instant instant) {
            boolean zoned =
                    column.type() == Types.TIMESTAMP_WITH_TIMEZONE
                            || column.typeName().equals("TIMESTAMPTZ");
            return zoned
                    && isWithinPrecision(instant.get(ChronoField.NANO_OF_SECOND), column)
                    && isSafeYear(Year.from(instant.atZone(ZoneOffset.UTC)).getValue());
        }
        if (value instanceof LocalDate date) {
            return zoneOfJvm && column.type() == Types.DATE && isSafeYear(date.getYear());
        }
        if (value instanceof LocalTime time) {
            return zoneOfJvm
                    && column.type() == Types.TIME
                    && !column.typeName().contains("TZ")
                    && time.get(ChronoField.NANO_OF_SECOND) == 0;
        }
        // It is sent as a time in the zone of the JVM, where it may not exist or exist twice.
        return value instanceof LocalDateTime time
                && zoneOfJvm
                && column.type() == Types.TIMESTAMP
                && !column.typeName().contains("TZ")
                && isWithinPrecision(time.get(ChronoField.NANO_OF_SECOND), column)
                && isSafeYear(time.getYear())
                && ZoneId.systemDefault().getRules().getValidOffsets(time).size() == 1;
    }

    private static boolean isSafeYear(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    private static boolean isWithinPrecision(int nanos, DatabaseColumn column) {
        int resolution = 1;
        for (int digits = Math.max(0, column.digits()); digits < 9; digits++) {
            resolution *= 10;
        }
        return nanos % resolution == 0;
    }
}
