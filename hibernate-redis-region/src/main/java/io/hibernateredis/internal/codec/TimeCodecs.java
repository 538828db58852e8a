package io.hibernateredis.internal.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Codecs of {@code java.time}. */
final class TimeCodecs {
    private static final long[] NANOS_PER_UNIT = {1_000_000_000, 1_000_000, 1_000, 1};
    private static final int SECONDS_PER_QUARTER = 900;

    static final Codec<LocalDate> LOCAL_DATE =
            new ReadableCodec<>(
                    "date",
                    LocalDate::toString,
                    LocalDate::parse,
                    (out, value) -> out.writeLong(value.toEpochDay()),
                    in -> LocalDate.ofEpochDay(in.readLong()));
    static final Codec<LocalTime> LOCAL_TIME =
            new ReadableCodec<>(
                    "time",
                    LocalTime::toString,
                    LocalTime::parse,
                    TimeCodecs::writeTime,
                    TimeCodecs::readTime);
    static final Codec<LocalDateTime> LOCAL_DATE_TIME =
            new ReadableCodec<>(
                    "datetime",
                    LocalDateTime::toString,
                    LocalDateTime::parse,
                    TimeCodecs::writeDateTime,
                    TimeCodecs::readDateTime);
    static final Codec<Instant> INSTANT =
            new ReadableCodec<>(
                    "instant",
                    Instant::toString,
                    Instant::parse,
                    (out, value) -> writeSeconds(out, value.getEpochSecond(), value.getNano()),
                    in -> Instant.ofEpochSecond(in.readLong(), readNanos(in, 999_999_999)));
    static final Codec<ZoneOffset> ZONE_OFFSET =
            new ReadableCodec<>(
                    "offset",
                    ZoneOffset::getId,
                    ZoneOffset::of,
                    TimeCodecs::writeOffset,
                    TimeCodecs::readOffset);
    static final Codec<ZoneId> ZONE_ID =
            new SimpleCodec<>(
                    "zone",
                    (out, value) -> out.writeText(value.getId()),
                    in -> ZoneId.of(in.readText()));
    static final Codec<OffsetTime> OFFSET_TIME =
            new ReadableCodec<>(
                    "offsettime",
                    OffsetTime::toString,
                    OffsetTime::parse,
                    (out, value) -> {
                        writeTime(out, value.toLocalTime());
                        writeOffset(out, value.getOffset());
                    },
                    in -> OffsetTime.of(readTime(in), readOffset(in)));
    static final Codec<OffsetDateTime> OFFSET_DATE_TIME =
            new ReadableCodec<>(
                    "offsetdatetime",
                    OffsetDateTime::toString,
                    OffsetDateTime::parse,
                    (out, value) -> {
                        writeDateTime(out, value.toLocalDateTime());
                        writeOffset(out, value.getOffset());
                    },
                    in -> OffsetDateTime.of(readDateTime(in), readOffset(in)));
    static final Codec<ZonedDateTime> ZONED_DATE_TIME =
            new ReadableCodec<>(
                    "zoneddatetime",
                    ZonedDateTime::toString,
                    ZonedDateTime::parse,
                    (out, value) -> {
                        writeDateTime(out, value.toLocalDateTime());
                        writeOffset(out, value.getOffset());
                        out.writeText(value.getZone().getId());
                    },
                    in ->
                            ZonedDateTime.ofInstant(
                                    readDateTime(in), readOffset(in), ZoneId.of(in.readText())));
    static final Codec<Duration> DURATION =
            new ReadableCodec<>(
                    "duration",
                    Duration::toString,
                    Duration::parse,
                    (out, value) -> writeSeconds(out, value.getSeconds(), value.getNano()),
                    in -> Duration.ofSeconds(in.readLong(), readNanos(in, 999_999_999)));
    static final Codec<Period> PERIOD =
            new ReadableCodec<>(
                    "period",
                    Period::toString,
                    Period::parse,
                    (out, value) -> {
                        out.writeLong(value.getYears());
                        out.writeLong(value.getMonths());
                        out.writeLong(value.getDays());
                    },
                    in -> Period.of(readAnyInt(in), readAnyInt(in), readAnyInt(in)));
    static final Codec<Year> YEAR =
            new SimpleCodec<>(
                    "year",
                    (out, value) -> out.writeLong(value.getValue()),
                    in -> Year.of(in.readInt(Year.MIN_VALUE, Year.MAX_VALUE)));
    static final Codec<YearMonth> YEAR_MONTH =
            new ReadableCodec<>(
                    "yearmonth",
                    YearMonth::toString,
                    YearMonth::parse,
                    (out, value) ->
                            out.writeLong(value.getYear() * 12L + value.getMonthValue() - 1),
                    in -> yearMonth(in.readLong()));
    static final Codec<MonthDay> MONTH_DAY =
            new ReadableCodec<>(
                    "monthday",
                    MonthDay::toString,
                    MonthDay::parse,
                    (out, value) ->
                            out.writeLong(value.getMonthValue() * 32 + value.getDayOfMonth()),
                    in -> monthDay(in.readInt(32, 12 * 32 + 31)));

    private TimeCodecs() {}

    private static YearMonth yearMonth(long months) {
        return YearMonth.of(
                Math.toIntExact(Math.floorDiv(months, 12L)), (int) Math.floorMod(months, 12L) + 1);
    }

    private static MonthDay monthDay(int value) {
        return MonthDay.of(value / 32, value % 32);
    }

    private static int readAnyInt(Input in) {
        return in.readInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static void writeSeconds(Output out, long seconds, int nanos) {
        out.writeLong(seconds);
        writeNanos(out, nanos);
    }

    /** Writes nanoseconds in the coarsest unit that is exact, which the two lowest bits say. */
    static void writeNanos(Output out, long nanos) {
        int unit = 0;
        while (nanos % NANOS_PER_UNIT[unit] != 0) {
            unit++;
        }
        out.writeLong((nanos / NANOS_PER_UNIT[unit]) << 2 | unit);
    }

    static long readNanos(Input in, long max) {
        long value = in.readLong();
        long nanos = Math.multiplyExact(value >> 2, NANOS_PER_UNIT[(int) (value & 3)]);
        if (nanos < 0 || nanos > max) {
            throw new CorruptEntryException(nanos + " ns is not between 0 and " + max);
        }
        return nanos;
    }

    private static void writeTime(Output out, LocalTime value) {
        writeNanos(out, value.toNanoOfDay());
    }

    private static LocalTime readTime(Input in) {
        return LocalTime.ofNanoOfDay(readNanos(in, LocalTime.MAX.toNanoOfDay()));
    }

    private static void writeDateTime(Output out, LocalDateTime value) {
        out.writeLong(value.toLocalDate().toEpochDay());
        writeTime(out, value.toLocalTime());
    }

    private static LocalDateTime readDateTime(Input in) {
        return LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), readTime(in));
    }

    // Nearly all offsets are quarters of an hour: the lowest bit says that this one is in seconds.
    private static void writeOffset(Output out, ZoneOffset value) {
        int seconds = value.getTotalSeconds();
        boolean quarters = seconds % SECONDS_PER_QUARTER == 0;
        out.writeLong(quarters ? seconds / SECONDS_PER_QUARTER * 2L : seconds * 2L + 1);
    }

    private static ZoneOffset readOffset(Input in) {
        int value = in.readInt(-1 << 20, 1 << 20);
        return ZoneOffset.ofTotalSeconds(
                (value & 1) == 0 ? (value >> 1) * SECONDS_PER_QUARTER : value >> 1);
    }
}
