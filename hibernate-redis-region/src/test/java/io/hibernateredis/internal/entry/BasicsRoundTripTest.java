package io.hibernateredis.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.entry.BasicsModel.Color;
import io.hibernateredis.internal.entry.BasicsModel.Converted;
import io.hibernateredis.internal.entry.BasicsModel.Level;
import io.hibernateredis.internal.entry.BasicsModel.Money;
import io.hibernateredis.internal.entry.BasicsModel.Names;
import io.hibernateredis.internal.entry.BasicsModel.Plurals;
import io.hibernateredis.internal.entry.BasicsModel.Point;
import io.hibernateredis.internal.entry.BasicsModel.Scalars;
import io.hibernateredis.internal.entry.BasicsModel.Settings;
import io.hibernateredis.internal.entry.BasicsModel.Times;
import io.hibernateredis.region.TestFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes out of the cache is what comes out of the database. */
@SuppressWarnings("JavaUtilDate") // they may be mapped
class BasicsRoundTripTest {
    static final UUID ID = new UUID(1, 2);

    static Stream<Arguments> layouts() {
        return Stream.of(CodecFormat.values())
                .flatMap(f -> Stream.of(Arguments.of(f, false), Arguments.of(f, true)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyBasicAttribute_fromTheCache_isAsInTheDatabase(
            CodecFormat format, boolean structured) {
        try (var test =
                new TestFactory(
                        format,
                        structured,
                        Scalars.class,
                        Times.class,
                        Names.class,
                        Plurals.class)) {
            assertThat(test.codecs().problems()).isEmpty();
            test.inTransaction(
                    session ->
                            Stream.of(
                                            scalars(),
                                            times(),
                                            names(),
                                            plurals(),
                                            withId(new Scalars(), 2L),
                                            withId(new Times(), 2L))
                                    .forEach(session::persist));
            Stream.of(1L, 2L)
                    .forEach(
                            id -> {
                                assertSameThroughCache(test, Scalars.class, id);
                                assertSameThroughCache(test, Times.class, id);
                            });
            assertSameThroughCache(test, Names.class, "1");
            assertSameThroughCache(test, Plurals.class, ID);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void convertedAttribute_fromTheCache_isAsInTheDatabase(CodecFormat format, boolean structured) {
        try (var test = new TestFactory(format, structured, Converted.class)) {
            assertThat(test.codecs().problems()).isEmpty();
            test.inTransaction(
                    session ->
                            Stream.of(converted(), withId(new Converted(), 2L))
                                    .forEach(session::persist));
            assertSameThroughCache(test, Converted.class, 1L);
            assertSameThroughCache(test, Converted.class, 2L);
        }
    }

    static <E> void assertSameThroughCache(TestFactory test, Class<E> type, Object id) {
        E expected = test.fromDatabase(session -> session.find(type, id));
        test.throughCache(session -> session.find(type, id));
        long misses = test.statistics().getSecondLevelCacheMissCount();
        E cached = test.throughCache(session -> session.find(type, id));
        assertThat(test.statistics().getSecondLevelCacheMissCount()).isEqualTo(misses);
        assertThat(cached).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(expected);
    }

    private static Object withId(Object entity, Long id) {
        if (entity instanceof Scalars scalars) {
            scalars.id = id;
        } else if (entity instanceof Times times) {
            times.id = id;
        } else {
            ((Converted) entity).id = id;
        }
        return entity;
    }

    private static Scalars scalars() {
        var it = new Scalars();
        it.id = 1L;
        it.flag = true;
        it.tiny = -1;
        it.small = 2;
        it.number = -3;
        it.large = Long.MIN_VALUE;
        it.single = 0.1f;
        it.precise = 0.1;
        it.letter = 'ß';
        it.flagObject = false;
        it.tinyObject = 1;
        it.smallObject = 2;
        it.numberObject = 3;
        it.largeObject = 4L;
        it.singleObject = 5f;
        it.preciseObject = 6d;
        it.letterObject = 'c';
        it.text = "grüße";
        it.nationalized = "日本語";
        it.clobText = "c".repeat(10_000);
        it.blobBytes = new byte[10_000];
        it.decimal = new BigDecimal("1.10");
        it.integer = BigInteger.TEN;
        it.uuid = ID;
        it.uuidText = ID;
        it.flagAsNumber = true;
        it.bytes = new byte[] {1, 2};
        it.chars = new char[] {'a', 'b'};
        it.byteObjects = new Byte[] {1, 2};
        it.characterObjects = new Character[] {'a', 'b'};
        it.ordinal = Level.HIGH;
        it.named = Level.HIGH;
        it.asEnum = Level.LOW;
        return it;
    }

    private static Times times() {
        var it = new Times();
        var dateTime = LocalDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000);
        it.id = 1L;
        it.localDate = dateTime.toLocalDate();
        it.localTime = LocalTime.of(1, 2, 3);
        it.localDateTime = dateTime;
        it.instant = Instant.parse("2024-02-29T01:02:03.456789Z");
        it.offsetTime = OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHours(2));
        it.offsetDateTime = OffsetDateTime.of(dateTime, ZoneOffset.ofHours(-3));
        it.zonedDateTime = ZonedDateTime.of(dateTime, ZoneId.of("Europe/Berlin"));
        it.withZoneColumn = it.offsetDateTime;
        it.normalized = it.zonedDateTime;
        it.duration = Duration.ofSeconds(1, 2);
        it.year = Year.of(2024);
        it.zoneId = ZoneId.of("Asia/Tokyo");
        it.zoneOffset = ZoneOffset.ofHoursMinutes(5, 30);
        it.date = new Date(1_700_000_000_123L);
        it.dateOnly = new Date(1_700_000_000_123L);
        it.timeOnly = new Date(1_700_000_000_123L);
        it.calendar = Calendar.getInstance();
        it.calendarDate = Calendar.getInstance();
        it.sqlDate = java.sql.Date.valueOf("2024-02-29");
        it.sqlTime = java.sql.Time.valueOf("01:02:03");
        it.sqlTimestamp = java.sql.Timestamp.valueOf("2024-02-29 01:02:03.456789");
        it.timeZone = TimeZone.getTimeZone("Europe/Berlin");
        return it;
    }

    private static Names names() {
        try {
            var it = new Names();
            it.id = "1";
            it.locale = Locale.GERMANY;
            it.currency = Currency.getInstance("EUR");
            it.url = URI.create("https://example.org/a").toURL();
            it.type = StringBuilder.class;
            it.address = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
            return it;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Plurals plurals() {
        var it = new Plurals();
        it.id = ID;
        it.texts = new String[] {"a", null};
        it.ints = new int[] {1, 2};
        it.integers = new Integer[] {1, null};
        it.longs = new long[] {Long.MIN_VALUE};
        it.doubles = new double[] {0.5};
        it.flags = new boolean[] {true};
        it.dates = new LocalDate[] {LocalDate.of(2024, 1, 1)};
        it.uuids = new UUID[] {ID};
        it.levels = new Level[] {Level.LOW, null};
        it.list = List.of("a", "b");
        it.set = Set.of(1L, 2L);
        it.levelList = List.of(Level.HIGH);
        it.jsonMap = Map.of("one", 1);
        it.jsonList = List.of("x");
        it.jsonObject = new Settings();
        it.jsonObject.theme = "dark";
        return it;
    }

    private static Converted converted() {
        var it = new Converted();
        it.id = 1L;
        it.yesNo = true;
        it.numeric = false;
        it.level = Level.HIGH;
        it.point = new Point(1, 2);
        it.immutablePoint = new Point(3, 4);
        it.money = new Money(new BigDecimal("9.99"));
        it.color = new Color("#fff");
        it.immutableDate = new Date(1_700_000_000_000L);
        return it;
    }
}
