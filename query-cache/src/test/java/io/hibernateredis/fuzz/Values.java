package io.hibernateredis.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;

/**
 * The few values of each type that scripts know, by their numbers: 0 is null. Some do not come back
 * from a database as they went: too many digits, blanks at the end, zones.
 */
final class Values {

    private static final Map<Class<?>, List<?>> SAMPLES =
            Map.ofEntries(
                    Map.entry(String.class, List.of("a", "b", "C")),
                    Map.entry(Integer.class, List.of(1, 2, 3)),
                    Map.entry(Long.class, List.of(1L, 2L, 3L)),
                    Map.entry(Short.class, List.of((short) 1, (short) 2, (short) 3)),
                    Map.entry(Byte.class, List.of((byte) 1, (byte) 2, (byte) 3)),
                    Map.entry(Boolean.class, List.of(true, false, true)),
                    Map.entry(Character.class, List.of('a', 'b', 'c')),
                    Map.entry(Double.class, List.of(0.5, 0.1, 1.0 / 3)),
                    Map.entry(Float.class, List.of(0.5f, 0.1f, 1.0f / 3)),
                    Map.entry(BigDecimal.class, decimals("1.5", "1.555", "2")),
                    Map.entry(BigInteger.class, List.of(BigInteger.ONE, BigInteger.TWO)),
                    Map.entry(UUID.class, List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3))),
                    Map.entry(
                            LocalDate.class,
                            List.of(LocalDate.of(2020, 1, 1), LocalDate.of(2021, 7, 1))),
                    Map.entry(
                            LocalDateTime.class,
                            List.of(
                                    LocalDateTime.of(2020, 1, 1, 1, 0),
                                    LocalDateTime.of(2021, 7, 1, 1, 2, 3, 123456789))),
                    Map.entry(
                            LocalTime.class,
                            List.of(LocalTime.of(1, 2), LocalTime.of(3, 4, 5, 987654321))),
                    Map.entry(
                            Instant.class,
                            List.of(
                                    Instant.ofEpochSecond(1_600_000_000),
                                    Instant.ofEpochSecond(1_600_000_001, 123456789))),
                    Map.entry(
                            OffsetDateTime.class,
                            List.of(
                                    OffsetDateTime.parse("2020-01-01T00:00:00Z"),
                                    OffsetDateTime.parse("2021-07-01T01:02:03.123456789+05:00"))),
                    Map.entry(
                            ZonedDateTime.class,
                            List.of(
                                    ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC")),
                                    ZonedDateTime.of(
                                            2021, 7, 1, 1, 2, 3, 0, ZoneId.of("Asia/Tokyo")))),
                    Map.entry(Calendar.class, List.of(calendar("UTC"), calendar("Asia/Tokyo"))),
                    Map.entry(
                            java.util.Date.class,
                            List.of(new java.util.Date(0), new java.util.Date(1234))),
                    Map.entry(
                            java.sql.Timestamp.class,
                            List.of(
                                    java.sql.Timestamp.valueOf("2020-01-01 00:00:00"),
                                    java.sql.Timestamp.valueOf("2020-01-01 00:00:00.123456789"))),
                    Map.entry(Duration.class, List.of(Duration.ofSeconds(1), Duration.ofNanos(7))),
                    Map.entry(Locale.class, List.of(Locale.ENGLISH, Locale.GERMANY)));

    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(
                    int.class, Integer.class,
                    long.class, Long.class,
                    short.class, Short.class,
                    byte.class, Byte.class,
                    boolean.class, Boolean.class,
                    char.class, Character.class,
                    double.class, Double.class,
                    float.class, Float.class);

    private Values() {}

    private static List<BigDecimal> decimals(String... texts) {
        return Arrays.stream(texts).map(BigDecimal::new).toList();
    }

    private static Calendar calendar(String zone) {
        var calendar = new GregorianCalendar(TimeZone.getTimeZone(zone), Locale.ROOT);
        calendar.setTimeInMillis(1_600_000_000_000L);
        return calendar;
    }

    /** The value of a mapped type; null for references. */
    static Object of(Type type, int number) {
        if (type instanceof EntityType || number == 0) {
            return null;
        }
        if (type instanceof ComponentType component) {
            return component(component, number);
        }
        return of(type.getReturnedClass(), number);
    }

    /** The first has nulls where it may. */
    private static Object component(ComponentType component, int number) {
        Type[] types = component.getSubtypes();
        String[] names = component.getPropertyNames();
        Class<?> type = component.getReturnedClass();
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = number == 1 && !types[i].isComponentType() ? null : of(types[i], number);
        }
        if (type.isRecord()) {
            return record(type, part -> values[Arrays.asList(names).indexOf(part.getName())]);
        }
        Object made = instantiate(type);
        component.setPropertyValues(made, values);
        return made;
    }

    static Object of(Class<?> type, int number) {
        if (number == 0) {
            return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
        }
        List<?> samples = SAMPLES.get(BOXES.getOrDefault(type, type));
        if (samples != null) {
            Object sample = samples.get((number - 1) % samples.size());
            return sample instanceof Calendar calendar ? calendar.clone() : sample;
        }
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[(number - 1) % constants.length];
        }
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), number - 1);
            for (int i = 0; i < number - 1; i++) {
                Array.set(array, i, of(type.getComponentType(), number));
            }
            return array;
        }
        if (type.isRecord()) {
            return record(type, part -> of(part.getType(), number));
        }
        return bean(type, number);
    }

    private static Object record(
            Class<?> type, java.util.function.Function<RecordComponent, Object> valueOf) {
        RecordComponent[] parts = type.getRecordComponents();
        try {
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(parts)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(parts).map(valueOf).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object bean(Class<?> type, int number) {
        Object made = instantiate(type);
        try {
            for (Field field : type.getDeclaredFields()) {
                if (Attributes.isOfApplication(field)) {
                    field.setAccessible(true);
                    field.set(made, of(field.getType(), number));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return made;
    }

    static Object instantiate(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * An id by its word: a number, and {@code ~} after it for another spelling that databases take
     * for the same.
     */
    static Object id(Type type, String word) {
        boolean respelt = word.endsWith("~");
        int number = Integer.parseInt(respelt ? word.substring(0, word.length() - 1) : word);
        return id(type, number, respelt);
    }

    private static Object id(Type type, int number, boolean respelt) {
        if (type instanceof ComponentType component) {
            Type[] types = component.getSubtypes();
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                values[i] = id(types[i], i == 0 ? number : 1 + number % 2, respelt);
            }
            String[] names = component.getPropertyNames();
            if (component.getReturnedClass().isRecord()) {
                return record(
                        component.getReturnedClass(),
                        part -> values[Arrays.asList(names).indexOf(part.getName())]);
            }
            Object made = instantiate(component.getReturnedClass());
            component.setPropertyValues(made, values);
            return made;
        }
        Class<?> java = type.getReturnedClass();
        if (java == String.class) {
            return respelt ? "K" + number : "k" + number;
        }
        if (java == BigDecimal.class) {
            return new BigDecimal(number + (respelt ? ".50" : ".5"));
        }
        if (java == Integer.class || java == int.class) {
            return number;
        }
        if (java == Long.class || java == long.class) {
            return (long) number;
        }
        return of(java, number);
    }
}
