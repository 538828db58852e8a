package io.hibernateredis.region;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.type.SqlTypes;

/** An entity whose attributes are of every type that a program can change in place. */
public final class Keepsakes {

    public static final Class<?>[] ENTITIES = {Keepsake.class};

    private static final long THEN = 1_700_000_000_000L;

    private Keepsakes() {}

    /** A change in place of what one attribute holds. */
    public enum Spoiling {
        DATE(of -> of.date.setTime(0)),
        CALENDAR(of -> of.calendar.add(Calendar.YEAR, 3)),
        TIMESTAMP(of -> of.timestamp.setNanos(7)),
        BYTES(of -> of.bytes[0] = 9),
        BYTE_OBJECTS(of -> of.byteObjects[0] = 9),
        CHARS(of -> of.chars[0] = '!'),
        CHARACTER_OBJECTS(of -> of.characterObjects[0] = '!'),
        ARRAY(of -> of.names[0] = "spoilt"),
        ARRAY_OF_PRIMITIVES(of -> of.counts[0] = 9),
        LIST_IN_AN_ARRAY(of -> of.words.add("spoilt")),
        JSON_MAP(of -> of.notes.put("spoilt", 9)),
        JSON_LIST(of -> of.pages.set(0, 9)),
        JSON_OBJECT(of -> of.doc.lines.add("spoilt")),
        EMBEDDABLE(of -> of.size.width = 9),
        DATE_IN_AN_EMBEDDABLE(of -> of.size.measured.setTime(0)),
        BYTES_IN_AN_EMBEDDABLE(of -> of.size.digest[0] = 9),
        CONVERTED(of -> of.grade.stars = 9),
        NATURAL_ID(of -> of.made.setTime(0)),
        ELEMENTS(of -> of.parts.get(0).width = 9),
        DATE_IN_AN_ELEMENT(of -> of.parts.get(0).measured.setTime(0)),
        MAP_OF_ELEMENTS(of -> of.sides.get("left").width = 9),
        ELEMENTS_OF_DATES(of -> of.visits.get(0).setTime(0)),
        ELEMENTS_OF_BYTES(of -> of.prints.get(0)[0] = 9),
        COLLECTION(of -> of.parts.clear());

        private final Consumer<Keepsake> change;

        Spoiling(Consumer<Keepsake> change) {
            this.change = change;
        }

        public void apply(Keepsake keepsake) {
            change.accept(keepsake);
        }
    }

    static Date then() {
        return new Date(THEN);
    }

    @Embeddable
    public static class Size implements Serializable {
        int width;

        @Temporal(TemporalType.TIMESTAMP)
        Date measured;

        byte[] digest;

        Size() {}

        Size(int width) {
            this.width = width;
            this.measured = then();
            this.digest = new byte[] {1, 2};
        }

        String told() {
            return width + "/" + measured.getTime() + "/" + Arrays.toString(digest);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Size size && size.told().equals(told());
        }

        @Override
        public int hashCode() {
            return width;
        }
    }

    public static class Doc implements Serializable {
        public List<String> lines = new ArrayList<>(List.of("line"));

        @Override
        public boolean equals(Object other) {
            return other instanceof Doc doc && doc.lines.equals(lines);
        }

        @Override
        public int hashCode() {
            return Objects.hash(lines);
        }
    }

    public static class Grade implements Serializable {
        int stars = 3;

        // Without these Hibernate writes the row anew whenever it was read.

        @Override
        public boolean equals(Object other) {
            return other instanceof Grade grade && grade.stars == stars;
        }

        @Override
        public int hashCode() {
            return stars;
        }
    }

    public static class GradeConverter implements AttributeConverter<Grade, Integer> {
        @Override
        public Integer convertToDatabaseColumn(Grade grade) {
            return grade == null ? null : grade.stars;
        }

        @Override
        public Grade convertToEntityAttribute(Integer stars) {
            if (stars == null) {
                return null;
            }
            var grade = new Grade();
            grade.stars = stars;
            return grade;
        }
    }

    @Entity(name = "Keepsake")
    @Cacheable
    @NaturalIdCache
    public static class Keepsake {
        @Id Long id;

        @NaturalId(mutable = true)
        @Temporal(TemporalType.TIMESTAMP)
        Date made = then();

        @Temporal(TemporalType.TIMESTAMP)
        Date date = then();

        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        Timestamp timestamp = new Timestamp(THEN);
        byte[] bytes = {1, 2};

        @JavaType(org.hibernate.type.descriptor.java.ByteArrayJavaType.class)
        Byte[] byteObjects = {1, 2};

        char[] chars = {'a', 'b'};

        @JavaType(org.hibernate.type.descriptor.java.CharacterArrayJavaType.class)
        Character[] characterObjects = {'a', 'b'};

        String[] names = {"one", "two"};
        int[] counts = {1, 2};

        @JdbcTypeCode(SqlTypes.ARRAY)
        List<String> words = new ArrayList<>(List.of("word"));

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Integer> notes = new LinkedHashMap<>(Map.of("note", 1));

        @JdbcTypeCode(SqlTypes.JSON)
        List<Integer> pages = new ArrayList<>(List.of(1));

        @JdbcTypeCode(SqlTypes.JSON)
        Doc doc = new Doc();

        @Embedded Size size = new Size(1);

        @Convert(converter = GradeConverter.class)
        Grade grade = new Grade();

        @ElementCollection
        @CollectionTable(name = "Keepsake_parts")
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Size> parts = new ArrayList<>(List.of(new Size(2)));

        @ElementCollection
        @CollectionTable(name = "Keepsake_sides")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Map<String, Size> sides = new TreeMap<>(Map.of("left", new Size(3)));

        @ElementCollection
        @CollectionTable(name = "Keepsake_visits")
        @OrderColumn
        @Temporal(TemporalType.TIMESTAMP)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Date> visits = new ArrayList<>(List.of(then()));

        @ElementCollection
        @CollectionTable(name = "Keepsake_prints")
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<byte[]> prints = new ArrayList<>(List.of(new byte[] {1}));

        Keepsake() {}

        public Keepsake(long id) {
            this.id = id;
            calendar.setTimeInMillis(THEN);
        }

        /** All that it holds. */
        public String told() {
            return List.of(
                            made.getTime(),
                            date.getTime(),
                            calendar.getTimeInMillis(),
                            timestamp.getTime(),
                            timestamp.getNanos(),
                            Arrays.toString(bytes),
                            Arrays.toString(byteObjects),
                            Arrays.toString(chars),
                            Arrays.toString(characterObjects),
                            Arrays.toString(names),
                            Arrays.toString(counts),
                            words,
                            notes,
                            pages,
                            doc.lines,
                            size.told(),
                            grade.stars,
                            parts.stream().map(Size::told).toList(),
                            sides.keySet(),
                            sides.values().stream().map(Size::told).toList(),
                            visits.stream().map(Date::getTime).toList(),
                            prints.stream().map(Arrays::toString).toList())
                    .toString();
        }
    }
}
