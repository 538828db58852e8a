package io.hibernateredis.region;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URL;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.SortNatural;
import org.hibernate.type.SqlTypes;

/** Things of every kind that can be cached, some of which reject values. */
public final class Hoard {
    private Hoard() {}

    static final Class<?>[] ENTITIES = {Thing.class, Gem.class, Coin.class, Chest.class};

    public enum Kind {
        OLD,
        NEW
    }

    /** Stored as text, of which few make one. */
    record Grade(int stars) implements Serializable {
        static Grade parse(String text) {
            if (!text.startsWith("*")) {
                throw new IllegalArgumentException("no grade: " + text);
            }
            return new Grade(text.length());
        }
    }

    public static class GradeConverter implements AttributeConverter<Grade, String> {
        @Override
        public String convertToDatabaseColumn(Grade grade) {
            return grade == null ? null : "*".repeat(grade.stars());
        }

        @Override
        public Grade convertToEntityAttribute(String text) {
            return text == null ? null : Grade.parse(text);
        }
    }

    @Embeddable
    static class Size implements Serializable, Comparable<Size> {
        int width;
        String unit;

        Size() {}

        Size(int width, String unit) {
            this.width = width;
            this.unit = unit;
        }

        @Override
        public int compareTo(Size other) {
            return unit.compareTo(other.unit);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Size size && size.width == width && size.unit.equals(unit);
        }

        @Override
        public int hashCode() {
            return unit.hashCode() + width;
        }
    }

    @Embeddable
    record Price(long cents, String unitOfPrice) implements Serializable {
        Price {
            if (cents < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    public static class Doc implements Serializable {
        public String title;
        public List<Integer> pages = new ArrayList<>();

        // Without these Hibernate writes the row anew whenever it was read.

        @Override
        public boolean equals(Object other) {
            return other instanceof Doc doc
                    && Objects.equals(doc.title, title)
                    && doc.pages.equals(pages);
        }

        @Override
        public int hashCode() {
            return Objects.hash(title, pages);
        }
    }

    @Entity(name = "Thing")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    abstract static class Thing {
        @Id Long id;
        @Version int version;
        @NaturalId String code;
        long weight;
        Integer maybe;
        boolean shiny;

        @Enumerated(EnumType.STRING)
        Kind kind = Kind.OLD;

        @Convert(converter = GradeConverter.class)
        Grade grade = new Grade(3);

        @Embedded Size size;
        @Embedded Price price;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> notes = new LinkedHashMap<>(Map.of("a", List.of(1, 2)));

        @JdbcTypeCode(SqlTypes.JSON)
        Doc doc = new Doc();

        @ManyToOne(fetch = FetchType.LAZY)
        Chest chest;
    }

    @Entity(name = "Gem")
    static class Gem extends Thing {
        String color = "red";
        double carat = 1.5;
    }

    @Entity(name = "Coin")
    static class Coin extends Thing {
        int minting;
        BigDecimal worth = new BigDecimal("12.50");
        BigInteger amount = BigInteger.TEN;
        UUID serial = new UUID(1, 2);
        Duration age = Duration.ofDays(3);
        ZonedDateTime minted = ZonedDateTime.parse("2020-01-01T10:00:00Z[UTC]");
        ZoneId zone = ZoneId.of("Europe/Berlin");
        TimeZone timeZone = TimeZone.getTimeZone("Europe/Berlin");
        Locale locale = Locale.GERMANY;
        Currency money = Currency.getInstance("EUR");
        Calendar calendar = Calendar.getInstance();
        Date date = new Date(0);
        URL link;
        InetAddress address;
        Class<?> type = String.class;
        byte[] bytes = {1, 2};
        String[] names = {"a", null};
        char[] letters = {'x'};

        @Basic List<Integer> numbers = List.of(1, 2);
    }

    @Entity(name = "Chest")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Chest {
        @Id Long id;
        String name;

        @OneToMany(mappedBy = "chest")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Thing> things = new LinkedHashSet<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Size> sizes = new LinkedHashSet<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> labels = new ArrayList<>();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<Kind, Price> prices = new LinkedHashMap<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedSet<String> sorted = new TreeSet<>();

        @ElementCollection
        @SortNatural
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        SortedMap<String, Integer> entries = new TreeMap<>();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        int[] digits = {};

        @ElementCollection
        @Convert(converter = GradeConverter.class)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Grade> grades = new ArrayList<>();
    }

    public record Rated(String code, long weight) {
        public Rated {
            if (weight < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }
}
