package io.hibernateredis.codec;

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

/** The closed set of forms, and what they can be combined to. */
public final class Forms {
    /** Their order is their tag: append only, else raise {@link CodecFormat#VERSION}. */
    static final Map<Class<?>, Form<?>> CLOSED = closedSet();

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

    private Forms() {}

    /**
     * The form of the values of a class, or empty if it is outside the closed set; {@link Class}
     * is.
     */
    @SuppressWarnings("unchecked")
    public static Optional<Form<?>> of(Class<?> type) {
        Form<?> form = CLOSED.get(WRAPPERS.getOrDefault(type, type));
        if (form == null && type.isEnum()) {
            form = new EnumForm((Class<? extends Enum<?>>) type);
        } else if (form == null && type.isArray() && !type.getComponentType().isPrimitive()) {
            return of(type.getComponentType())
                    .map(element -> array(type.getComponentType(), element));
        }
        return Optional.ofNullable(form);
    }

    /** Whether a class is in the closed set itself, so that its values tell their own type. */
    public static boolean isClosed(Class<?> type) {
        return CLOSED.containsKey(WRAPPERS.getOrDefault(type, type));
    }

    /**
     * Classes by name, of which a name that is read resolves only to one of the given, or to one
     * that was written by the same form before.
     */
    public static Form<Class<?>> classes(Collection<Class<?>> named) {
        return new ClassForm(named);
    }

    /**
     * A fixed number of named columns, each null, or of its form, or one of the placeholders (by
     * identity).
     */
    public static Form<@Nullable Object[]> row(
            String[] names, Form<?>[] forms, Object... placeholders) {
        return new RowForm(names, forms, placeholders);
    }

    /** An array of objects, possibly null. */
    public static Form<Object[]> array(Class<?> component, Form<?> element) {
        return ArrayForms.objects(component, element);
    }

    /**
     * Any number of values, possibly null, that take the forms in turn and end with a full turn.
     */
    public static Form<@Nullable Object[]> sequence(Form<?>... forms) {
        return ArrayForms.sequence(forms);
    }

    /** Any collection, read back as an {@link java.util.ArrayList}. */
    public static Form<Collection<?>> list(Form<?> element) {
        return ArrayForms.list(element);
    }

    /** Any collection, read back as a {@link java.util.LinkedHashSet}. */
    public static Form<Collection<?>> set(Form<?> element) {
        return ArrayForms.set(element);
    }

    /** Any map, read back as a {@link LinkedHashMap}. */
    public static Form<Map<?, ?>> map(Form<?> key, Form<?> value) {
        return ArrayForms.map(key, value);
    }

    /**
     * Values that tell their own type: of the closed set, of the given enums, and lists, sets and
     * {@code Object[]} of such values.
     *
     * @param enums in an order that is the same on every JVM
     */
    public static Form<Object> tagged(Collection<? extends Class<? extends Enum<?>>> enums) {
        return new TaggedForm(enums);
    }

    /** A property that is always null, whatever its type. */
    public static Form<Object> nothing() {
        return new SimpleForm<>(
                "nothing",
                (out, value) -> {
                    throw new UnsupportedValueException("A value where only null was expected");
                },
                in -> {
                    throw new CorruptEntryException("A value where only null was expected");
                });
    }

    private static Map<Class<?>, Form<?>> closedSet() {
        var forms = new LinkedHashMap<Class<?>, Form<?>>();
        addScalars(forms);
        addTimes(forms);
        addNames(forms);
        addArrays(forms);
        return Collections.unmodifiableMap(forms);
    }

    private static void addScalars(Map<Class<?>, Form<?>> forms) {
        forms.put(Long.class, ScalarForms.LONG);
        forms.put(Integer.class, ScalarForms.INTEGER);
        forms.put(String.class, ScalarForms.STRING);
        forms.put(Boolean.class, ScalarForms.BOOLEAN);
        forms.put(UUID.class, ScalarForms.UUID);
        forms.put(BigDecimal.class, ScalarForms.BIG_DECIMAL);
        forms.put(Double.class, ScalarForms.DOUBLE);
        forms.put(Float.class, ScalarForms.FLOAT);
        forms.put(Short.class, ScalarForms.SHORT);
        forms.put(Byte.class, ScalarForms.BYTE);
        forms.put(Character.class, ScalarForms.CHARACTER);
        forms.put(BigInteger.class, ScalarForms.BIG_INTEGER);
        forms.put(byte[].class, ScalarForms.BYTES);
        forms.put(char[].class, ScalarForms.CHARS);
    }

    private static void addTimes(Map<Class<?>, Form<?>> forms) {
        forms.put(LocalDate.class, TimeForms.LOCAL_DATE);
        forms.put(LocalTime.class, TimeForms.LOCAL_TIME);
        forms.put(LocalDateTime.class, TimeForms.LOCAL_DATE_TIME);
        forms.put(Instant.class, TimeForms.INSTANT);
        forms.put(OffsetTime.class, TimeForms.OFFSET_TIME);
        forms.put(OffsetDateTime.class, TimeForms.OFFSET_DATE_TIME);
        forms.put(ZonedDateTime.class, TimeForms.ZONED_DATE_TIME);
        forms.put(ZoneOffset.class, TimeForms.ZONE_OFFSET);
        forms.put(ZoneId.class, TimeForms.ZONE_ID);
        forms.put(Duration.class, TimeForms.DURATION);
        forms.put(Period.class, TimeForms.PERIOD);
        forms.put(Year.class, TimeForms.YEAR);
        forms.put(YearMonth.class, TimeForms.YEAR_MONTH);
        forms.put(MonthDay.class, TimeForms.MONTH_DAY);
        forms.put(Month.class, new EnumForm(Month.class));
        forms.put(DayOfWeek.class, new EnumForm(DayOfWeek.class));
        forms.put(Date.class, DateForms.DATE);
        forms.put(java.sql.Timestamp.class, DateForms.DATE);
        forms.put(java.sql.Date.class, DateForms.DATE);
        forms.put(java.sql.Time.class, DateForms.DATE);
        forms.put(Calendar.class, DateForms.CALENDAR);
    }

    private static void addNames(Map<Class<?>, Form<?>> forms) {
        forms.put(TimeZone.class, DateForms.TIME_ZONE);
        forms.put(Locale.class, NameForms.LOCALE);
        forms.put(Currency.class, NameForms.CURRENCY);
        forms.put(URL.class, NameForms.URL);
        forms.put(URI.class, NameForms.URI);
        forms.put(InetAddress.class, NameForms.INET_ADDRESS);
    }

    private static void addArrays(Map<Class<?>, Form<?>> forms) {
        forms.put(boolean[].class, ArrayForms.BOOLEANS);
        forms.put(short[].class, ArrayForms.SHORTS);
        forms.put(int[].class, ArrayForms.INTS);
        forms.put(long[].class, ArrayForms.LONGS);
        forms.put(float[].class, ArrayForms.FLOATS);
        forms.put(double[].class, ArrayForms.DOUBLES);
        forms.put(Byte[].class, array(Byte.class, ScalarForms.BYTE));
        forms.put(Character[].class, array(Character.class, ScalarForms.CHARACTER));
        forms.put(Boolean[].class, array(Boolean.class, ScalarForms.BOOLEAN));
        forms.put(Short[].class, array(Short.class, ScalarForms.SHORT));
        forms.put(Integer[].class, array(Integer.class, ScalarForms.INTEGER));
        forms.put(Long[].class, array(Long.class, ScalarForms.LONG));
        forms.put(Float[].class, array(Float.class, ScalarForms.FLOAT));
        forms.put(Double[].class, array(Double.class, ScalarForms.DOUBLE));
        forms.put(String[].class, array(String.class, ScalarForms.STRING));
        forms.put(BigDecimal[].class, array(BigDecimal.class, ScalarForms.BIG_DECIMAL));
        forms.put(UUID[].class, array(UUID.class, ScalarForms.UUID));
    }
}
