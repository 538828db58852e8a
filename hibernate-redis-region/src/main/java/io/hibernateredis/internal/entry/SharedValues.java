package io.hibernateredis.internal.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.hibernate.type.UserComponentType;
import org.jspecify.annotations.Nullable;

/**
 * Which decoded values sessions may share, and what they take. Only values of classes that are
 * known to be immutable are: the types of an application, its converters and its user types may
 * hand the cached value itself to the entity, which may change it in place.
 */
public final class SharedValues {

    private static final int HEADER = 16;
    private static final int REFERENCE = 8;

    /** Bytes of an instance, about, by exact class. */
    private static final Map<Class<?>, Integer> IMMUTABLE =
            Map.ofEntries(
                    Map.entry(Boolean.class, 0),
                    Map.entry(Byte.class, 0),
                    Map.entry(Short.class, HEADER),
                    Map.entry(Character.class, HEADER),
                    Map.entry(Integer.class, HEADER),
                    Map.entry(Long.class, 24),
                    Map.entry(Float.class, HEADER),
                    Map.entry(Double.class, 24),
                    Map.entry(UUID.class, 32),
                    Map.entry(LocalDate.class, 24),
                    Map.entry(LocalTime.class, 24),
                    Map.entry(LocalDateTime.class, 72),
                    Map.entry(Instant.class, 24),
                    Map.entry(OffsetDateTime.class, 96),
                    Map.entry(OffsetTime.class, 48),
                    Map.entry(ZonedDateTime.class, 104),
                    Map.entry(Duration.class, 24),
                    Map.entry(Year.class, HEADER));

    private SharedValues() {}

    /**
     * Bytes that disassembled values take, about; -1 if a session might change one.
     *
     * @param typeAt the type whose disassembled value is at a position
     */
    static int bytesOf(IntFunction<Type> typeAt, @Nullable Object[] values) {
        int all = HEADER + REFERENCE * values.length;
        for (int i = 0; i < values.length; i++) {
            int bytes = bytesOf(typeAt.apply(i), values[i]);
            if (bytes < 0) {
                return -1;
            }
            all += bytes;
        }
        return all;
    }

    private static int bytesOf(Type type, @Nullable Object value) {
        if (value instanceof Object[] parts
                && type instanceof ComponentType component
                && !(component instanceof UserComponentType<?>)) {
            Type[] types = component.getSubtypes();
            return parts.length == types.length ? bytesOf(i -> types[i], parts) : -1;
        }
        return bytesOf(value);
    }

    /** Bytes that the rows of a result take, about; -1 if a session might change a value. */
    public static int bytesOfRows(List<?> rows) {
        int all = HEADER + REFERENCE * rows.size();
        for (Object row : rows) {
            Object[] values = row instanceof Object[] several ? several : new Object[] {row};
            all += HEADER + REFERENCE * values.length;
            for (Object value : values) {
                int bytes = bytesOf(value);
                if (bytes < 0) {
                    return -1;
                }
                all += bytes;
            }
        }
        return all;
    }

    /** Bytes that a value takes, about; -1 if a session might change it. */
    public static int bytesOf(@Nullable Object value) {
        if (value == null
                || value instanceof Enum<?>
                || value == LazyPropertyInitializer.UNFETCHED_PROPERTY
                || value == PropertyAccessStrategyBackRefImpl.UNKNOWN) {
            return 0;
        }
        if (value instanceof String text) {
            return HEADER + 24 + 2 * text.length();
        }
        Class<?> type = value.getClass();
        if (type == BigDecimal.class || type == BigInteger.class) {
            return 96;
        }
        return IMMUTABLE.getOrDefault(type, -1);
    }
}
