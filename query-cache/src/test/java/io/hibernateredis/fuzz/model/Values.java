package io.hibernateredis.fuzz.model;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.LazyGroup;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.type.SqlTypes;

/** Attributes whose values come back from the database in another form, or are made by it. */
public final class Values {

    /** All entities. */
    public static final List<Class<?>> ENTITIES =
            List.of(
                    Moment.class,
                    Stamp.class,
                    Amount.class,
                    Text.class,
                    Shout.class,
                    Origin.class,
                    Sequel.class,
                    Cell.class,
                    Secret.class,
                    Made.class,
                    House.class,
                    Paper.class,
                    Ring.class);

    private Values() {}

    /** Times. */
    @Entity(name = "Moment")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Moment {
        @Id Long id;
        Instant point;
        LocalDateTime localPoint;
        LocalTime clock;
        LocalDate localDay;
        OffsetDateTime withOffset;
        ZonedDateTime withZone;
        Calendar almanac;
        Duration span;
    }

    /** Times of java.sql and java.util, versioned. */
    @Entity(name = "Stamp")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SuppressWarnings("deprecation")
    public static class Stamp {
        @Id Long id;
        @Version Long version;
        java.sql.Timestamp stamp;

        @Temporal(TemporalType.DATE)
        java.util.Date wholeDay;

        @Temporal(TemporalType.TIMESTAMP)
        java.util.Date milli;
    }

    /** Numbers. */
    @Entity(name = "Amount")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Amount {
        @Id Long id;
        String name;

        @Column(precision = 10, scale = 2)
        BigDecimal amount;

        @Column(columnDefinition = "real")
        Double ratio;

        int pieces;
        float share;
    }

    /** Texts, and columns that are written in their own way. */
    @Entity(name = "Text")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Text {
        @Id Long id;

        @Column(columnDefinition = "char(5)")
        String padded;

        @ColumnTransformer(write = "upper(?)")
        String upper;

        @Column(updatable = false)
        String atFirst;

        @Column(insertable = false)
        String later;

        @ColumnDefault("7")
        @Column(insertable = false, updatable = false)
        Integer given;

        String other;
    }

    /** Nothing but what is written by an expression. */
    @Entity(name = "Shout")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Shout {
        @Id Long id;

        @ColumnTransformer(write = "upper(?)")
        String name;
    }

    /** Nothing but what is not updated. */
    @Entity(name = "Origin")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Origin {
        @Id Long id;
        String name;

        @Column(updatable = false)
        String atFirst;
    }

    /** Nothing but what is not inserted. */
    @Entity(name = "Sequel")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Sequel {
        @Id Long id;
        String name;

        @Column(insertable = false)
        String later;
    }

    /** Nothing but what is padded. */
    @Entity(name = "Cell")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Cell {
        @Id Long id;

        @Column(columnDefinition = "char(5)")
        String name;
    }

    /** Nothing but a restriction. */
    @Entity(name = "Secret")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @SQLRestriction("hidden = false")
    public static class Secret {
        @Id Long id;
        String name;
        boolean hidden;
    }

    /** What the database makes of other columns. */
    @Entity(name = "Made")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Made {
        @Id Long id;
        @Version Long version;
        Integer base;

        @GeneratedColumn("base * 2")
        Integer twice;

        @Formula("base + 1")
        Integer oneMore;
    }

    /** Parts of parts, which may all be null. */
    @Entity(name = "House")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class House {
        @Id Long id;
        String name;
        @Embedded Street street;
        @Embedded Roof roof;
    }

    /** Structures in one column. */
    @Entity(name = "Paper")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Paper {
        @Id Long id;
        String name;

        @JdbcTypeCode(SqlTypes.JSON)
        Body body;

        @Basic(fetch = FetchType.LAZY)
        @LazyGroup("words")
        String[] words;

        int[] numbers;

        @Basic(fetch = FetchType.LAZY)
        byte[] bytes;
    }

    /** What is converted, from and to what cannot be serialized. */
    @Entity(name = "Ring")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Ring {
        @Id Long id;
        String name;

        @Convert(converter = StoneConverter.class)
        Stone stone;

        @Convert(converter = FlagConverter.class)
        Boolean flag;

        @Enumerated(EnumType.STRING)
        Level level;

        Character letter;
        UUID uuid;
    }

    /** A part that is changed as a whole. */
    @Embeddable
    public record Street(String town, Integer zip) {}

    /** A part with a part. */
    @Embeddable
    public static class Roof {
        String tiles;
        @Embedded Chimney chimney;
    }

    /** A part of a part. */
    @Embeddable
    public record Chimney(Integer height, String brick) {}

    /** A document. */
    public record Body(String title, Integer size) {}

    /** Is converted. */
    public record Stone(String cut, Integer carat) {}

    /** One of a few. */
    public enum Level {
        LOW,
        HIGH
    }

    /** To a text. */
    public static class StoneConverter implements AttributeConverter<Stone, String> {
        @Override
        public String convertToDatabaseColumn(Stone stone) {
            return stone == null ? null : stone.cut() + "/" + stone.carat();
        }

        @Override
        public Stone convertToEntityAttribute(String column) {
            if (column == null) {
                return null;
            }
            String[] parts = column.split("/");
            return new Stone(parts[0], parts[1].equals("null") ? null : Integer.valueOf(parts[1]));
        }
    }

    /** To a text that is not null for null. */
    public static class FlagConverter implements AttributeConverter<Boolean, String> {
        @Override
        public String convertToDatabaseColumn(Boolean flag) {
            return flag == null ? "?" : flag ? "Y" : "N";
        }

        @Override
        public Boolean convertToEntityAttribute(String column) {
            return column == null || column.equals("?") ? null : column.equals("Y");
        }
    }
}
