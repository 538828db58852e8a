package io.hibernateredis.internal.codec;

import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.TimeZone;

/**
 * Codecs of the dates from before {@code java.time}. A property declared as one of them may hold
 * another, so each value says which it is.
 */
@SuppressWarnings({
    "JavaUtilDate",
    "JavaInstantGetSecondsGetNano"
}) // these dates are what is written here
final class DateCodecs {
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final String[] NAMES = {"date", "timestamp", "sql-date", "sql-time"};
    private static final Map<Class<?>, Integer> KINDS =
            Map.of(
                    Date.class,
                    0,
                    java.sql.Timestamp.class,
                    1,
                    java.sql.Date.class,
                    2,
                    java.sql.Time.class,
                    3);

    static final Codec<Date> DATE =
            new ReadableCodec<>(
                    "legacydate",
                    DateCodecs::dateToText,
                    DateCodecs::dateFromText,
                    DateCodecs::writeDate,
                    DateCodecs::readDate);
    static final Codec<Calendar> CALENDAR =
            new SimpleCodec<>("calendar", DateCodecs::writeCalendar, DateCodecs::readCalendar);
    static final Codec<TimeZone> TIME_ZONE =
            new SimpleCodec<>(
                    "timezone",
                    (out, value) -> out.writeText(value.getID()),
                    in -> timeZone(in.readText()));

    private DateCodecs() {}

    private static int kind(Date value) {
        var kind = KINDS.get(value.getClass());
        if (kind == null) {
            throw new UnsupportedValueException(
                    value.getClass().getName() + " is no date of the JDK");
        }
        return kind;
    }

    private static Instant toInstant(Date value) {
        var instant = Instant.ofEpochMilli(value.getTime());
        return value instanceof java.sql.Timestamp timestamp
                ? Instant.ofEpochSecond(instant.getEpochSecond(), timestamp.getNanos())
                : instant;
    }

    private static Date of(int kind, Instant instant) {
        long millis = instant.toEpochMilli();
        if (kind != 1 && instant.getNano() % NANOS_PER_MILLI != 0) {
            throw new CorruptEntryException("A " + NAMES[kind] + " has no nanoseconds");
        }
        return switch (kind) {
            case 0 -> new Date(millis);
            case 1 -> timestamp(millis, instant.getNano());
            case 2 -> new java.sql.Date(millis);
            default -> new java.sql.Time(millis);
        };
    }

    private static Date timestamp(long millis, int nanos) {
        var timestamp = new java.sql.Timestamp(millis);
        timestamp.setNanos(nanos);
        return timestamp;
    }

    private static String dateToText(Date value) {
        return NAMES[kind(value)] + " " + toInstant(value);
    }

    private static Date dateFromText(String text) {
        int space = text.indexOf(' ');
        for (int kind = 0; kind < NAMES.length; kind++) {
            if (NAMES[kind].equals(text.substring(0, Math.max(space, 0)))) {
                return of(kind, Instant.parse(text.substring(space + 1)));
            }
        }
        throw new CorruptEntryException("A date of no known kind");
    }

    private static void writeDate(Output out, Date value) {
        var instant = toInstant(value);
        out.writeByte((byte) kind(value));
        TimeCodecs.writeSeconds(out, instant.getEpochSecond(), instant.getNano());
    }

    private static Date readDate(Input in) {
        byte kind = in.readByte();
        if (kind < 0 || kind >= NAMES.length) {
            throw new CorruptEntryException("A date of no known kind");
        }
        return of(
                kind, Instant.ofEpochSecond(in.readLong(), TimeCodecs.readNanos(in, 999_999_999)));
    }

    private static void writeCalendar(Output out, Calendar value) {
        if (value.getClass() != GregorianCalendar.class) {
            throw new UnsupportedValueException(
                    value.getClass().getName() + " is no Gregorian calendar");
        }
        out.begin();
        out.writeLong(value.getTimeInMillis());
        out.writeText(value.getTimeZone().getID());
        out.writeLong(
                (value.getFirstDayOfWeek() * 8L + value.getMinimalDaysInFirstWeek()) * 2
                        + (value.isLenient() ? 0 : 1));
        out.end();
    }

    private static Calendar readCalendar(Input in) {
        in.begin();
        long millis = in.readLong();
        var calendar = new GregorianCalendar(timeZone(in.readText()));
        int rules = in.readInt(0, 127);
        in.end();
        if (rules >> 4 == 0 || (rules >> 1 & 7) == 0) {
            throw new CorruptEntryException("A week that begins on no day, or has none");
        }
        calendar.setTimeInMillis(millis);
        calendar.setLenient((rules & 1) == 0);
        calendar.setFirstDayOfWeek(rules >> 4);
        calendar.setMinimalDaysInFirstWeek(rules >> 1 & 7);
        return calendar;
    }

    private static TimeZone timeZone(String id) {
        var zone = TimeZone.getTimeZone(id);
        if (!zone.getID().equals(id)) {
            throw new CorruptEntryException("No time zone has this id");
        }
        return zone;
    }
}
