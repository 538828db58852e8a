package io.hibernateredis.internal.entry;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URL;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
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
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.annotations.Nationalized;
import org.hibernate.annotations.TimeZoneColumn;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.annotations.Type;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.AbstractClassJavaType;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.usertype.UserType;

/** Every kind of basic attribute. */
@SuppressWarnings({"deprecation", "StringSplitter"}) // what is deprecated may be mapped too
public final class BasicsModel {
    private BasicsModel() {}

    public enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "high";
            }
        }
    }

    @Entity(name = "Scalars")
    static class Scalars {
        @Id Long id;

        @Version int version;

        boolean flag;
        byte tiny;
        short small;
        int number;
        long large;
        float single;
        double precise;
        char letter;
        Boolean flagObject;
        Byte tinyObject;
        Short smallObject;
        Integer numberObject;
        Long largeObject;
        Float singleObject;
        Double preciseObject;
        Character letterObject;
        String text;

        @Nationalized String nationalized;

        @Lob String clobText;

        @Lob byte[] blobBytes;

        BigDecimal decimal;
        BigInteger integer;
        UUID uuid;

        @JdbcTypeCode(SqlTypes.VARCHAR)
        UUID uuidText;

        @JdbcTypeCode(SqlTypes.INTEGER)
        boolean flagAsNumber;

        byte[] bytes;
        char[] chars;

        @JavaType(org.hibernate.type.descriptor.java.ByteArrayJavaType.class)
        Byte[] byteObjects;

        @JavaType(org.hibernate.type.descriptor.java.CharacterArrayJavaType.class)
        Character[] characterObjects;

        @Enumerated(EnumType.ORDINAL)
        Level ordinal;

        @Enumerated(EnumType.STRING)
        Level named;

        @JdbcTypeCode(SqlTypes.ENUM)
        Level asEnum;
    }

    @Entity(name = "Times")
    static class Times {
        @Id Long id;

        @Version Instant version;

        LocalDate localDate;
        LocalTime localTime;
        LocalDateTime localDateTime;
        Instant instant;
        OffsetTime offsetTime;
        OffsetDateTime offsetDateTime;
        ZonedDateTime zonedDateTime;

        @TimeZoneStorage(TimeZoneStorageType.COLUMN)
        @TimeZoneColumn(name = "stored_zone")
        OffsetDateTime withZoneColumn;

        @TimeZoneStorage(TimeZoneStorageType.NORMALIZE_UTC)
        ZonedDateTime normalized;

        Duration duration;
        Year year;
        ZoneId zoneId;
        ZoneOffset zoneOffset;

        @Temporal(TemporalType.TIMESTAMP)
        Date date;

        @Temporal(TemporalType.DATE)
        Date dateOnly;

        @Temporal(TemporalType.TIME)
        Date timeOnly;

        Calendar calendar;

        @Temporal(TemporalType.DATE)
        Calendar calendarDate;

        java.sql.Date sqlDate;
        java.sql.Time sqlTime;
        java.sql.Timestamp sqlTimestamp;
        TimeZone timeZone;
    }

    @Entity(name = "Names")
    static class Names {
        @Id String id;

        Locale locale;
        Currency currency;
        URL url;
        Class<?> type;
        InetAddress address;
    }

    @Entity(name = "Plurals")
    static class Plurals {
        @Id UUID id;

        String[] texts;
        int[] ints;
        Integer[] integers;
        long[] longs;
        double[] doubles;
        boolean[] flags;
        LocalDate[] dates;
        UUID[] uuids;
        Level[] levels;
        List<String> list;
        Set<Long> set;
        List<Level> levelList;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Integer> jsonMap;

        @JdbcTypeCode(SqlTypes.JSON)
        List<String> jsonList;

        @JdbcTypeCode(SqlTypes.JSON)
        Settings jsonObject;
    }

    /** Not an embeddable: Hibernate writes it by a format mapper. */
    public static class Settings {
        String theme;
        int size;

        @Override
        public boolean equals(Object other) {
            return other instanceof Settings that
                    && Objects.equals(theme, that.theme)
                    && size == that.size;
        }

        @Override
        public int hashCode() {
            return Objects.hash(theme, size);
        }
    }

    @Entity(name = "Converted")
    static class Converted {
        @Id Long id;

        @Convert(converter = YesNoConverter.class)
        Boolean yesNo;

        @Convert(converter = NumericBooleanConverter.class)
        Boolean numeric;

        @Convert(converter = LevelConverter.class)
        Level level;

        @Convert(converter = PointConverter.class)
        Point point;

        @Convert(converter = PointConverter.class)
        @Mutability(Immutability.class)
        Point immutablePoint;

        @Type(MoneyType.class)
        Money money;

        @JavaType(ColorJavaType.class)
        @JdbcTypeCode(SqlTypes.VARCHAR)
        Color color;

        @Mutability(Immutability.class)
        Date immutableDate;
    }

    record Point(int x, int y) implements Serializable {}

    record Money(BigDecimal amount) implements Serializable {}

    record Color(String code) implements Serializable {}

    public static class LevelConverter implements AttributeConverter<Level, String> {
        @Override
        public String convertToDatabaseColumn(Level value) {
            return value == null ? null : value == Level.LOW ? "-" : "+";
        }

        @Override
        public Level convertToEntityAttribute(String value) {
            return value == null ? null : value.equals("-") ? Level.LOW : Level.HIGH;
        }
    }

    public static class PointConverter implements AttributeConverter<Point, String> {
        @Override
        public String convertToDatabaseColumn(Point value) {
            return value == null ? null : value.x() + ";" + value.y();
        }

        @Override
        public Point convertToEntityAttribute(String value) {
            if (value == null) {
                return null;
            }
            var parts = value.split(";");
            return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    public static class ColorJavaType extends AbstractClassJavaType<Color> {
        public ColorJavaType() {
            super(Color.class);
        }

        @Override
        public Color fromString(CharSequence string) {
            return new Color(string.toString());
        }

        @Override
        public <X> X unwrap(Color value, Class<X> type, WrapperOptions options) {
            return value == null ? null : type.cast(value.code());
        }

        @Override
        public <X> Color wrap(X value, WrapperOptions options) {
            return value == null ? null : new Color((String) value);
        }
    }

    public static class MoneyType implements UserType<Money> {
        @Override
        public int getSqlType() {
            return Types.NUMERIC;
        }

        @Override
        public Class<Money> returnedClass() {
            return Money.class;
        }

        @Override
        public Money nullSafeGet(ResultSet rs, int position, WrapperOptions options)
                throws SQLException {
            var amount = rs.getBigDecimal(position);
            return amount == null ? null : new Money(amount);
        }

        @Override
        public void nullSafeSet(
                PreparedStatement st, Money value, int position, WrapperOptions options)
                throws SQLException {
            st.setBigDecimal(position, value == null ? null : value.amount());
        }

        @Override
        public Money deepCopy(Money value) {
            return value;
        }

        @Override
        public boolean isMutable() {
            return false;
        }

        @Override
        public Serializable disassemble(Money value) {
            return value == null ? null : value.amount();
        }

        @Override
        public Money assemble(Serializable cached, Object owner) {
            return cached == null ? null : new Money((BigDecimal) cached);
        }
    }
}
