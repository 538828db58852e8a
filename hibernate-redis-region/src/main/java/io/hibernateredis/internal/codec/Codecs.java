package io.hibernateredis.internal.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The closed set of codecs, and what they can be combined to. */
public final class Codecs {
    /** Their order is their tag: append only, else raise {@link CodecFormat#VERSION}. */
    static final Map<Class<?>, Codec<?>> CLOSED = closedSet();

    private static final Map<Class<?>, Class<?>> WRAPPERS =
            Map.of(
                    boolean.class, Boolean.class,
                    byte.class, Byte.class,
                    short.class, Short.class,
                    int.class, Integer.class,
                    long.class, Long.class,
                    float.class, Float.class,
                    double.class, Double.class,
                    char.class, Character.class);

    private Codecs() {}

    /**
     * The codec of the values of a class, or empty if it is outside the closed set; {@link Class}
     * is.
     */
    @SuppressWarnings("unchecked")
    public static Optional<Codec<?>> of(Class<?> type) {
        Codec<?> codec = CLOSED.get(WRAPPERS.getOrDefault(type, type));
        if (codec == null && type.isEnum()) {
            codec = new EnumCodec((Class<? extends Enum<?>>) type);
        } else if (codec == null && type.isArray() && !type.getComponentType().isPrimitive()) {
            return of(type.getComponentType())
                    .map(element -> array(type.getComponentType(), element));
        }
        return Optional.ofNullable(codec);
    }

    /** Whether a class is in the closed set itself, so that its values carry their own type. */
    public static boolean isClosed(Class<?> type) {
        return CLOSED.containsKey(WRAPPERS.getOrDefault(type, type));
    }

    /**
     * Classes by name, of which a name that is read resolves only to one of the given, or to one
     * that was written by the same codec before.
     */
    public static Codec<Class<?>> classes(Collection<Class<?>> named) {
        return new ClassCodec(named);
    }

    /**
     * A fixed number of named columns, each null, or of its codec, or one of the placeholders (by
     * identity).
     */
    public static Codec<@Nullable Object[]> row(
            String[] names, Codec<?>[] codecs, Object... placeholders) {
        return new RowCodec(names, codecs, placeholders);
    }

    /** An array of objects, possibly null. */
    public static Codec<Object[]> array(Class<?> component, Codec<?> element) {
        return ArrayCodecs.objects(component, element);
    }

    /**
     * Any number of values, possibly null, that take the codecs in turn and end with a full turn.
     */
    public static Codec<@Nullable Object[]> sequence(Codec<?>... codecs) {
        return ArrayCodecs.sequence(codecs);
    }

    /** Any collection, read back as an {@link java.util.ArrayList}. */
    public static Codec<Collection<?>> list(Codec<?> element) {
        return ArrayCodecs.list(element);
    }

    /** Any collection, read back as a {@link java.util.LinkedHashSet}. */
    public static Codec<Collection<?>> set(Codec<?> element) {
        return ArrayCodecs.set(element);
    }

    /** Any map, read back as a {@link LinkedHashMap}. */
    public static Codec<Map<?, ?>> map(Codec<?> key, Codec<?> value) {
        return ArrayCodecs.map(key, value);
    }

    /**
     * Values that carry their own type: of the closed set, of the given enums, and lists, sets and
     * {@code Object[]} of such values.
     *
     * @param enums in an order that is the same on every JVM
     */
    public static Codec<Object> tagged(Collection<? extends Class<? extends Enum<?>>> enums) {
        return new TaggedCodec(enums);
    }

    /** A property that is always null, whatever its type. */
    public static Codec<Object> nothing() {
        return new SimpleCodec<>(
                "nothing",
                (out, value) -> {
                    throw new UnsupportedValueException("A value where only null was expected");
                },
                in -> {
                    throw new CorruptEntryException("A value where only null was expected");
                });
    }

    private static Map<Class<?>, Codec<?>> closedSet() {
        var codecs = new LinkedHashMap<Class<?>, Codec<?>>();
        addScalars(codecs);
        addTimes(codecs);
        addNames(codecs);
        addArrays(codecs);
        return Collections.unmodifiableMap(codecs);
    }

    private static void addScalars(Map<Class<?>, Codec<?>> codecs) {
        codecs.put(Long.class, ScalarCodecs.LONG);
        codecs.put(Integer.class, ScalarCodecs.INTEGER);
        codecs.put(String.class, ScalarCodecs.STRING);
        codecs.put(Boolean.class, ScalarCodecs.BOOLEAN);
        codecs.put(UUID.class, ScalarCodecs.UUID);
        codecs.put(BigDecimal.class, ScalarCodecs.BIG_DECIMAL);
        codecs.put(Double.class, ScalarCodecs.DOUBLE);
        codecs.put(Float.class, ScalarCodecs.FLOAT);
        codecs.put(Short.class, ScalarCodecs.SHORT);
        codecs.put(Byte.class, ScalarCodecs.BYTE);
        codecs.put(Character.class, ScalarCodecs.CHARACTER);
        codecs.put(BigInteger.class, ScalarCodecs.BIG_INTEGER);
        codecs.put(byte[].class, ScalarCodecs.BYTES);
        codecs.put(char[].class, ScalarCodecs.CHARS);
    }

    private static void addTimes(Map<Class<?>, Codec<?>> codecs) {
        codecs.put(LocalDate.class, TimeCodecs.LOCAL_DATE);
        codecs.put(LocalTime.class, TimeCodecs.LOCAL_TIME);
        codecs.put(LocalDateTime.class, TimeCodecs.LOCAL_DATE_TIME);
        codecs.put(Instant.class, TimeCodecs.INSTANT);
        codecs.put(OffsetTime.class, TimeCodecs.OFFSET_TIME);
        codecs.put(OffsetDateTime.class, TimeCodecs.OFFSET_DATE_TIME);
        codecs.put(ZonedDateTime.class, TimeCodecs.ZONED_DATE_TIME);
        codecs.put(ZoneOffset.class, TimeCodecs.ZONE_OFFSET);
        codecs.put(ZoneId.class, TimeCodecs.ZONE_ID);
        codecs.put(Duration.class, TimeCodecs.DURATION);
        codecs.put(Period.class, TimeCodecs.PERIOD);
        codecs.put(Year.class, TimeCodecs.YEAR);
        codecs.put(YearMonth.class, TimeCodecs.YEAR_MONTH);
        codecs.put(MonthDay.class, TimeCodecs.MONTH_DAY);
        codecs.put(Month.class, new EnumCodec(Month.class));
        codecs.put(DayOfWeek.class, new EnumCodec(DayOfWeek.class));
        codecs.put(Date.class, DateCodecs.DATE);
        codecs.put(java.sql.Timestamp.class, DateCodecs.DATE);
        codecs.put(java.sql.Date.class, DateCodecs.DATE);
        codecs.put(java.sql.Time.class, DateCodecs.DATE);
        codecs.put(Calendar.class, DateCodecs.CALENDAR);
    }

    private static void addNames(Map<Class<?>, Codec<?>> codecs) {
        codecs.put(TimeZone.class, DateCodecs.TIME_ZONE);
        codecs.put(Locale.class, NameCodecs.LOCALE);
        codecs.put(Currency.class, NameCodecs.CURRENCY);
        codecs.put(URL.class, NameCodecs.URL);
        codecs.put(URI.class, NameCodecs.URI);
        codecs.put(InetAddress.class, NameCodecs.INET_ADDRESS);
    }

    private static void addArrays(Map<Class<?>, Codec<?>> codecs) {
        codecs.put(boolean[].class, ArrayCodecs.BOOLEANS);
        codecs.put(short[].class, ArrayCodecs.SHORTS);
        codecs.put(int[].class, ArrayCodecs.INTS);
        codecs.put(long[].class, ArrayCodecs.LONGS);
        codecs.put(float[].class, ArrayCodecs.FLOATS);
        codecs.put(double[].class, ArrayCodecs.DOUBLES);
        codecs.put(Byte[].class, array(Byte.class, ScalarCodecs.BYTE));
        codecs.put(Character[].class, array(Character.class, ScalarCodecs.CHARACTER));
        codecs.put(Boolean[].class, array(Boolean.class, ScalarCodecs.BOOLEAN));
        codecs.put(Short[].class, array(Short.class, ScalarCodecs.SHORT));
        codecs.put(Integer[].class, array(Integer.class, ScalarCodecs.INTEGER));
        codecs.put(Long[].class, array(Long.class, ScalarCodecs.LONG));
        codecs.put(Float[].class, array(Float.class, ScalarCodecs.FLOAT));
        codecs.put(Double[].class, array(Double.class, ScalarCodecs.DOUBLE));
        codecs.put(String[].class, array(String.class, ScalarCodecs.STRING));
        codecs.put(BigDecimal[].class, array(BigDecimal.class, ScalarCodecs.BIG_DECIMAL));
        codecs.put(UUID[].class, array(UUID.class, ScalarCodecs.UUID));
    }
}
