package io.hibernateredis.region;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OrderColumn;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Type;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.usertype.UserType;

/** Entities with one attribute that a program can change in place, and one with none. */
public final class SharedParts {

    public static final Class<?>[] ENTITIES = {
        Plain.class,
        OfDate.class,
        OfTimestamp.class,
        OfCalendar.class,
        OfBytes.class,
        OfChars.class,
        OfArray.class,
        OfJson.class,
        OfConverted.class,
        OfPair.class,
        OfDateInAnEmbeddable.class,
        OfPairInAnEmbeddable.class,
        OfDates.class,
        OfPairs.class
    };

    private SharedParts() {}

    public static Stream<Class<? extends Holder>> holders() {
        return Stream.<Class<?>>of(ENTITIES)
                .filter(Holder.class::isAssignableFrom)
                .map(type -> type.asSubclass(Holder.class));
    }

    public static List<Plain> plain(int count) {
        return LongStream.rangeClosed(1, count).mapToObj(Plain::new).toList();
    }

    public static Holder create(Class<? extends Holder> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Embeddable
    public static class Place {
        String street;
        Integer number = 1;
    }

    @Entity(name = "Plain")
    @Cacheable
    public static class Plain {
        @Id long id;
        String title;
        Place place = new Place();

        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> notes = new ArrayList<>(List.of("first", "second"));

        Plain() {}

        Plain(long id) {
            this.id = id;
            title = "title " + id;
            place.street = "street " + id;
        }

        public String told() {
            return title + " " + place.street;
        }

        public void spoil() {
            place.street = "spoilt";
        }

        public void rename(String to) {
            title = to;
        }
    }

    /** An entity whose value can be spoilt. */
    @MappedSuperclass
    public abstract static class Holder {
        @Id long id = 1;

        public abstract String told();

        public abstract void spoil();
    }

    @Entity(name = "OfDate")
    @Cacheable
    public static class OfDate extends Holder {
        Date date = new Date(1_000);

        @Override
        public String told() {
            return "" + date.getTime();
        }

        @Override
        public void spoil() {
            date.setTime(0);
        }
    }

    @Entity(name = "OfTimestamp")
    @Cacheable
    public static class OfTimestamp extends Holder {
        Timestamp timestamp = new Timestamp(1_000);

        @Override
        public String told() {
            return "" + timestamp.getTime();
        }

        @Override
        public void spoil() {
            timestamp.setTime(0);
        }
    }

    @Entity(name = "OfCalendar")
    @Cacheable
    public static class OfCalendar extends Holder {
        Calendar calendar = Calendar.getInstance();

        @Override
        public String told() {
            return "" + calendar.get(Calendar.YEAR);
        }

        @Override
        public void spoil() {
            calendar.add(Calendar.YEAR, 1);
        }
    }

    @Entity(name = "OfBytes")
    @Cacheable
    public static class OfBytes extends Holder {
        byte[] bytes = {1, 2};

        @Override
        public String told() {
            return Arrays.toString(bytes);
        }

        @Override
        public void spoil() {
            bytes[0] = 9;
        }
    }

    @Entity(name = "OfChars")
    @Cacheable
    public static class OfChars extends Holder {
        char[] chars = {'a', 'b'};

        @Override
        public String told() {
            return Arrays.toString(chars);
        }

        @Override
        public void spoil() {
            chars[0] = '!';
        }
    }

    @Entity(name = "OfArray")
    @Cacheable
    public static class OfArray extends Holder {
        String[] names = {"a", "b"};

        @Override
        public String told() {
            return Arrays.toString(names);
        }

        @Override
        public void spoil() {
            names[0] = "spoilt";
        }
    }

    @Entity(name = "OfJson")
    @Cacheable
    public static class OfJson extends Holder {
        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Integer> notes = new TreeMap<>(Map.of("a", 1));

        @Override
        public String told() {
            return notes.toString();
        }

        @Override
        public void spoil() {
            notes.put("spoilt", 9);
        }
    }

    /** Made of a text that is shared. */
    public static class Grade implements Serializable {
        int stars = 3;

        @Override
        public boolean equals(Object other) {
            return other instanceof Grade grade && grade.stars == stars;
        }

        @Override
        public int hashCode() {
            return stars;
        }
    }

    public static class GradeConverter implements AttributeConverter<Grade, String> {
        @Override
        public String convertToDatabaseColumn(Grade grade) {
            return grade == null ? null : "" + grade.stars;
        }

        @Override
        public Grade convertToEntityAttribute(String text) {
            Grade grade = new Grade();
            grade.stars = Integer.parseInt(text);
            return grade;
        }
    }

    @Entity(name = "OfConverted")
    @Cacheable
    public static class OfConverted extends Holder {
        @Convert(converter = GradeConverter.class)
        Grade grade = new Grade();

        @Override
        public String told() {
            return "" + grade.stars;
        }

        @Override
        public void spoil() {
            grade.stars = 9;
        }
    }

    /** A type that, against its contract, hands what is cached to the entity. */
    public static class PairType implements UserType<Object[]> {
        @Override
        public int getSqlType() {
            return SqlTypes.VARCHAR;
        }

        @Override
        public Class<Object[]> returnedClass() {
            return Object[].class;
        }

        @Override
        public boolean equals(Object[] x, Object[] y) {
            return Arrays.equals(x, y);
        }

        @Override
        public int hashCode(Object[] x) {
            return Arrays.hashCode(x);
        }

        @Override
        public Object[] nullSafeGet(java.sql.ResultSet rows, int position, WrapperOptions options)
                throws java.sql.SQLException {
            String text = rows.getString(position);
            return text == null ? null : text.split(",", -1);
        }

        @Override
        public void nullSafeSet(
                java.sql.PreparedStatement statement,
                Object[] value,
                int index,
                WrapperOptions options)
                throws java.sql.SQLException {
            statement.setString(index, value[0] + "," + value[1]);
        }

        @Override
        public Object[] deepCopy(Object[] value) {
            return value;
        }

        @Override
        public boolean isMutable() {
            return true;
        }

        @Override
        public Serializable disassemble(Object[] value) {
            return value == null ? null : Arrays.copyOf(value, value.length, Object[].class);
        }

        @Override
        public Object[] assemble(Serializable cached, Object owner) {
            return (Object[]) cached;
        }
    }

    @Entity(name = "OfPair")
    @Cacheable
    public static class OfPair extends Holder {
        @Type(PairType.class)
        Object[] pair = {"a", "b"};

        @Override
        public String told() {
            return Arrays.toString(pair);
        }

        @Override
        public void spoil() {
            pair[0] = "!";
        }
    }

    @Embeddable
    public static class Spot {
        Date seen = new Date(1_000);
        Integer number = 1;
    }

    @Entity(name = "OfDateInAnEmbeddable")
    @Cacheable
    public static class OfDateInAnEmbeddable extends Holder {
        Spot spot = new Spot();

        @Override
        public String told() {
            return "" + spot.seen.getTime();
        }

        @Override
        public void spoil() {
            spot.seen.setTime(0);
        }
    }

    @Embeddable
    public static class Pairing {
        @Type(PairType.class)
        Object[] pair = {"a", "b"};

        Integer number = 1;

        @Override
        public boolean equals(Object other) {
            return other instanceof Pairing pairing && Arrays.equals(pair, pairing.pair);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(number);
        }
    }

    @Entity(name = "OfPairInAnEmbeddable")
    @Cacheable
    public static class OfPairInAnEmbeddable extends Holder {
        Pairing pairing = new Pairing();

        @Override
        public String told() {
            return Arrays.toString(pairing.pair);
        }

        @Override
        public void spoil() {
            pairing.pair[0] = "!";
        }
    }

    @Entity(name = "OfDates")
    @Cacheable
    public static class OfDates extends Holder {
        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Date> dates = new ArrayList<>(List.of(new Date(1_000)));

        @Override
        public String told() {
            return dates.stream().map(Date::getTime).toList().toString();
        }

        @Override
        public void spoil() {
            dates.get(0).setTime(0);
        }
    }

    @Entity(name = "OfPairs")
    @Cacheable
    public static class OfPairs extends Holder {
        @ElementCollection
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Pairing> pairings = new ArrayList<>(List.of(new Pairing()));

        @Override
        public String told() {
            return pairings.stream().map(each -> Arrays.toString(each.pair)).toList().toString();
        }

        @Override
        public void spoil() {
            pairings.get(0).pair[0] = "!";
        }
    }
}
