package io.hibernateredis.internal.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.time.LocalDate;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/**
 * Values of columns that come from elsewhere, as Java objects of some other type or as text, in the
 * type that the mapping has for the column. Thread-safe.
 */
final class ColumnValues {

    private final WrapperOptions options;

    ColumnValues(SessionFactoryImplementor sessionFactory) {
        this.options = sessionFactory.getWrapperOptions();
    }

    /**
     * The value as Hibernate sends it to the database.
     *
     * @throws IllegalArgumentException if it is none of the column's type
     */
    @Nullable Object of(JdbcMapping column, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        JavaType<?> type = column.getJdbcJavaType();
        Class<?> target = type.getJavaTypeClass();
        if (target.isInstance(value)) {
            return value;
        }
        try {
            if (value instanceof String text) {
                return type.isInstance(text) ? text : fromText(type, target, text.strip());
            }
            if (value instanceof Number number && isWhole(target)) {
                return whole(target, new BigDecimal(number.toString()).toBigIntegerExact());
            }
            if (value instanceof Date date && target == LocalDate.class) {
                return date.toLocalDate();
            }
            return type.wrap(value, options);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "'%s' (%s) is no value of the type %s"
                            .formatted(value, value.getClass().getName(), target.getName()),
                    e);
        }
    }

    private static @Nullable Object fromText(JavaType<?> type, Class<?> target, String text) {
        if (target == Boolean.class) {
            return switch (text) {
                case "t", "true", "TRUE", "1" -> true;
                case "f", "false", "FALSE", "0" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        }
        if (target == Character.class && text.length() == 1) {
            return text.charAt(0);
        }
        return isWhole(target) ? whole(target, new BigInteger(text)) : type.fromString(text);
    }

    private static boolean isWhole(Class<?> target) {
        return target == Long.class
                || target == Integer.class
                || target == Short.class
                || target == Byte.class
                || target == BigInteger.class;
    }

    private static Object whole(Class<?> target, BigInteger value) {
        if (target == Long.class) {
            return value.longValueExact();
        }
        if (target == Integer.class) {
            return value.intValueExact();
        }
        if (target == Short.class) {
            return value.shortValueExact();
        }
        return target == Byte.class ? (Object) value.byteValueExact() : value;
    }
}
