package io.hibernateredis.internal.codec;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
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
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

/** At least one value of each class of the closed set, with the awkward ones. */
@SuppressWarnings("JavaUtilDate") // they are part of the closed set
final class ValueSamples {
    private ValueSamples() {}

    static List<Object> all() {
        var all = new ArrayList<Object>();
        Stream.of(numbers(), texts(), times(), dates(), names(), arrays()).forEach(all::addAll);
        return all;
    }

    private static List<Object> numbers() {
        return List.of(
                0L,
                -1L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                Short.MIN_VALUE,
                Byte.MIN_VALUE,
                true,
                false,
                -0.0d,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                Float.NaN,
                Float.POSITIVE_INFINITY,
                16777218f,
                0.1f,
                BigInteger.TWO.pow(5000).negate(),
                BigInteger.ZERO,
                new BigDecimal("1.10"),
                new BigDecimal("-1E+131072"),
                new BigDecimal("1E-131072"),
                new BigDecimal(BigInteger.TWO.pow(5000), 7),
                new BigDecimal("12345678901234567890.123456789"));
    }

    private static List<Object> texts() {
        return List.of(
                "",
                "a",
                "grüße",
                "日本語 \uD83D\uDE00",
                "lone \uD83D surrogate",
                "\uDE00",
                "\u0000%#\"\\\n",
                "x".repeat(100_000),
                'c',
                '\uD83D',
                '\u0000',
                UUID.fromString("00000000-0000-4000-8000-0123456789ab"),
                new char[] {'a', '\uD83D', 'z'},
                new byte[] {1, -1, 0},
                new byte[0]);
    }

    private static List<Object> times() {
        var dateTime = LocalDateTime.of(2024, 2, 29, 23, 59, 59, 123_456_789);
        return List.of(
                LocalDate.MIN,
                LocalDate.MAX,
                LocalDate.of(2024, 2, 29),
                LocalTime.MIN,
                LocalTime.MAX,
                LocalTime.of(1, 2, 3, 4_000),
                dateTime,
                LocalDateTime.MIN,
                Instant.MIN,
                Instant.MAX,
                Instant.ofEpochSecond(-1, 1),
                dateTime.atOffset(ZoneOffset.ofHoursMinutes(5, 45)),
                OffsetDateTime.MIN,
                OffsetTime.of(LocalTime.NOON, ZoneOffset.ofTotalSeconds(-3723)),
                ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                ZonedDateTime.of(dateTime, ZoneOffset.UTC),
                ZoneOffset.MIN,
                ZoneOffset.ofTotalSeconds(1),
                ZoneId.of("America/New_York"),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(-1, 1),
                Period.of(-1, 2, Integer.MIN_VALUE),
                Year.of(-999_999_999),
                YearMonth.of(-1, 12),
                MonthDay.of(2, 29),
                Month.MAY,
                DayOfWeek.SUNDAY);
    }

    private static List<Object> dates() {
        var timestamp = new java.sql.Timestamp(-1);
        timestamp.setNanos(123_456_789);
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        calendar.setTimeInMillis(1_700_000_000_123L);
        calendar.setFirstDayOfWeek(Calendar.MONDAY);
        return List.of(
                new Date(Long.MIN_VALUE),
                new Date(-1),
                timestamp,
                new java.sql.Date(1_700_000_000_000L),
                new java.sql.Time(86_399_999L),
                calendar);
    }

    private static List<Object> names() {
        try {
            return List.of(
                    TimeZone.getTimeZone("Europe/Berlin"),
                    Locale.ROOT,
                    Locale.forLanguageTag("zh-Hant-TW"),
                    new Locale("no", "NO", "NY"),
                    Currency.getInstance("EUR"),
                    URI.create("https://example.org/a?b=c#d").toURL(),
                    URI.create("urn:x:y"),
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                    InetAddress.getByAddress(new byte[16]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> arrays() {
        return List.of(
                new boolean[] {true, false},
                new short[] {1, -1},
                new int[] {Integer.MIN_VALUE},
                new long[] {Long.MAX_VALUE},
                new float[] {0.1f, Float.NaN},
                new double[] {0.1, Double.NaN},
                new Byte[] {1, null},
                new Character[] {'a', null},
                new Boolean[] {true, null},
                new Short[] {1},
                new Integer[] {null, null, null, null, null, null, null, null, 9},
                new Long[] {},
                new Float[] {1f},
                new Double[] {1d},
                new String[] {"", null},
                new BigDecimal[] {BigDecimal.ONE},
                new UUID[] {new UUID(1, 2)});
    }
}
