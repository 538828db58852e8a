package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.AttributeConverter;
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
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.annotations.SQLRestriction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a transaction wrote is read through the cache as the database holds it. */
class WrittenStateIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                            REDIS,
                            Plain.class,
                            Odd.class,
                            Changed.class,
                            Single.class,
                            Pointer.class,
                            Hidden.class,
                            Defaulted.class,
                            Padded.class,
                            Owner.class,
                            Bulk.class)
                    .with("hibernate.auto_quote_keyword", true);

    private SessionFactory factory;

    /** The same without a cache. */
    private SessionFactory database;

    @BeforeEach
    void start() {
        factory = cluster.join();
        database =
                cluster.join(
                        Map.of(
                                "hibernate.cache.use_second_level_cache",
                                false,
                                "hibernate.cache.use_query_cache",
                                false));
    }

    enum Color {
        RED,
        GREEN
    }

    @Embeddable
    record Size(Integer width, Integer height) {}

    record Tone(String name) implements java.io.Serializable {}

    static class ToneConverter implements AttributeConverter<Tone, String> {
        @Override
        public String convertToDatabaseColumn(Tone tone) {
            return tone == null ? null : tone.name();
        }

        @Override
        public Tone convertToEntityAttribute(String name) {
            return name == null ? null : new Tone(name);
        }
    }

    /** Comes back as the name in lower case. */
    static class LowerConverter implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String name) {
            return name == null ? null : name.toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public String convertToEntityAttribute(String name) {
            return name;
        }
    }

    @Entity(name = "Plain")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Plain {
        @Id Long id;
        @Version int version;
        String text;
        boolean flag;
        short small;
        byte tiny = 7;
        int number;

        @Column(name = "real_number")
        double real;

        @Enumerated(EnumType.STRING)
        Color color;

        Color ordinal;
        UUID uuid;
        byte[] bytes;

        @Column(precision = 12, scale = 2)
        BigDecimal price;

        Instant created;
        LocalDate day;
        LocalTime noon;

        @Column(name = "local_time_of_day")
        LocalDateTime local;

        @Embedded Size size;

        @Convert(converter = ToneConverter.class)
        Tone tone;

        @ManyToOne(fetch = FetchType.LAZY)
        Plain parent;

        @Column(updatable = false)
        String creator;

        Plain() {}

        Plain(long id) {
            this.id = id;
            text = "Grüße \uD83D\uDE00";
            flag = true;
            small = -3;
            number = 42;
            real = 0.1;
            color = Color.GREEN;
            ordinal = Color.RED;
            uuid = new UUID(1, 2);
            bytes = new byte[] {1, 2, 3};
            price = new BigDecimal("1.50");
            created = Instant.parse("2026-03-01T10:15:30.123456Z");
            day = LocalDate.of(2026, 3, 1);
            noon = LocalTime.of(12, 0);
            local = LocalDateTime.of(2026, 3, 1, 12, 0, 0, 123_456_000);
            size = new Size(1, null);
            tone = new Tone("warm");
            creator = "ann";
        }
    }

    @Entity(name = "Odd")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Odd {
        @Id Long id;
        String name;

        @Column(updatable = false)
        String creator;

        @Column(columnDefinition = "char(8)")
        String padded;

        @Column(precision = 10, scale = 2)
        BigDecimal price;

        Instant instant;

        @Column(name = "local_date_time")
        LocalDateTime localDateTime;

        @Column(name = "local_time_of_day")
        LocalTime localTime;

        OffsetDateTime offset;
        ZonedDateTime zoned;
        Calendar calendar;

        @Embedded Size size;

        @Convert(converter = LowerConverter.class)
        String lower;

        @Column(name = "name", insertable = false, updatable = false)
        String sameName;

        Odd() {}

        Odd(long id) {
            this.id = id;
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", name);
            values.put("creator", creator);
            values.put("padded", padded);
            values.put("price", price);
            values.put("instant", instant);
            values.put("localDateTime", localDateTime);
            values.put("localTime", localTime);
            values.put("offset", offset);
            values.put("zoned", zoned);
            values.put("calendar", calendar == null ? null : calendar.getTimeZone());
            values.put("size", size);
            values.put("lower", lower);
            values.put("sameName", sameName);
            return values;
        }
    }

    @Entity(name = "Changed")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Changed {
        @Id Long id;

        @ColumnTransformer(write = "upper(?)")
        String upper;

        Changed() {}

        Changed(long id, String upper) {
            this.id = id;
            this.upper = upper;
        }
    }

    @Entity(name = "Single")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Single {
        @Id Long id;

        @Column(name = "real_number", columnDefinition = "real")
        double real;

        Single() {}

        Single(long id, double real) {
            this.id = id;
            this.real = real;
        }
    }

    @Entity(name = "Pointer")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Pointer {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @NotFound(action = NotFoundAction.IGNORE)
        Plain missing;

        Pointer() {}

        Pointer(long id, Plain missing) {
            this.id = id;
            this.missing = missing;
        }
    }

    @Entity(name = "Hidden")
    @SQLRestriction("hidden = false")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Hidden {
        @Id Long id;

        @NaturalId String code;

        boolean hidden;

        Hidden() {}

        Hidden(long id, boolean hidden) {
            this.id = id;
            this.code = "code " + id;
            this.hidden = hidden;
        }
    }

    @Entity(name = "Defaulted")
    @DynamicInsert
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Defaulted {
        @Id Long id;

        @ColumnDefault("'none'")
        String name;

        String other;

        Defaulted() {}

        Defaulted(long id) {
            this.id = id;
        }
    }

    /** Its natural id is not found as it was sent. */
    @Entity(name = "Padded")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Padded {
        @Id Long id;

        @NaturalId
        @ColumnTransformer(write = "upper(?)")
        String code;

        Padded() {}

        Padded(long id, String code) {
            this.id = id;
            this.code = code;
        }
    }

    /** A column of a reference that the session may hold otherwise. */
    @Entity(name = "Owner")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Owner {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "plain_id")
        Plain plain;

        @Column(name = "plain_id", insertable = false, updatable = false)
        Long plainId;

        String name;

        Owner() {}

        Owner(long id, Plain plain) {
            this.id = id;
            this.plain = plain;
        }
    }

    @Entity(name = "Bulk")
    @DynamicUpdate
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Bulk {
        @Id Long id;
        @Version int version;
        String name;
        String other;

        Bulk() {}

        Bulk(long id) {
            this.id = id;
        }
    }

    @Test
    void ordinaryState_isStoredWithItsInsertAndWithItsUpdate() {
        inTransaction(factory, s -> s.persist(new Plain(1)));
        inTransaction(
                factory,
                s -> {
                    Plain child = new Plain(2);
                    child.parent = s.getReference(Plain.class, 1L);
                    s.persist(child);
                });

        assertThat(readsOf(Plain.class, 1)).as("inserted").isZero();
        assertThat(readsOf(Plain.class, 2)).as("inserted with a reference").isZero();
        inTransaction(factory, s -> s.find(Plain.class, 2L).text = "other");
        assertThat(readsOf(Plain.class, 2)).as("updated").isZero();
        Plain cached = fromTransaction(factory, s -> s.find(Plain.class, 2L));
        assertThat(cached)
                .usingRecursiveComparison()
                .ignoringFields("parent")
                .isEqualTo(fromDatabase(Plain.class, 2));
    }

    private void oddIs(Consumer<Odd> change) {
        inTransaction(factory, s -> s.persist(new Odd(1)));
        inTransaction(
                factory,
                s -> {
                    Odd other = new Odd(2);
                    change.accept(other);
                    s.persist(other);
                });
        assertOddsAreAsInTheDatabase();
        inTransaction(
                factory,
                s -> {
                    Odd one = s.find(Odd.class, 1L);
                    change.accept(one);
                    one.name = "changed";
                });
        assertOddsAreAsInTheDatabase();
    }

    private void assertOddsAreAsInTheDatabase() {
        for (long id = 1; id <= 2; id++) {
            long each = id;
            var cached = fromTransaction(factory, s -> s.find(Odd.class, each).values());
            assertThat(cached).isEqualTo(fromDatabase(Odd.class, id).values());
        }
    }

    @Test
    void attributeThatIsNotUpdated_isReadAsInTheDatabase() {
        oddIs(odd -> odd.creator = "somebody");
    }

    @Test
    void attributeThatIsNotInserted_isReadAsInTheDatabase() {
        oddIs(odd -> odd.sameName = "else");
    }

    @Test
    void transformedValue_isReadAsInTheDatabase() {
        inTransaction(factory, s -> s.persist(new Changed(1, "lower")));
        assertThat((Object) fromTransaction(factory, s -> s.find(Changed.class, 1L).upper))
                .isEqualTo("LOWER");
    }

    @Test
    void decimalOfAnotherScale_isReadAsInTheDatabase() {
        oddIs(odd -> odd.price = new BigDecimal("1.555"));
    }

    @Test
    void decimalOfASmallerScale_isReadAsInTheDatabase() {
        oddIs(odd -> odd.price = new BigDecimal("1.5"));
    }

    @Test
    void nanoseconds_areReadAsInTheDatabase() {
        oddIs(odd -> odd.instant = Instant.parse("2026-03-01T10:15:30.123456789Z"));
    }

    @Test
    void nanosecondsOfALocalTimestamp_areReadAsInTheDatabase() {
        oddIs(odd -> odd.localDateTime = LocalDateTime.of(2026, 3, 1, 1, 1, 1, 123_456_789));
    }

    @Test
    void nanosecondsOfATimeOfDay_areReadAsInTheDatabase() {
        oddIs(odd -> odd.localTime = LocalTime.of(1, 1, 1, 999_999_999));
    }

    @Test
    void localTimestampThatTheZoneSkips_isReadAsInTheDatabase() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            oddIs(odd -> odd.localDateTime = LocalDateTime.of(2026, 3, 29, 2, 30));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void paddedText_isReadAsInTheDatabase() {
        oddIs(odd -> odd.padded = "ab");
    }

    @Test
    void zoneOfATimestamp_isReadAsInTheDatabase() {
        oddIs(odd -> odd.zoned = ZonedDateTime.of(2026, 3, 1, 1, 1, 1, 0, ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void offsetOfATimestamp_isReadAsInTheDatabase() {
        oddIs(odd -> odd.offset = OffsetDateTime.parse("2026-03-01T10:15:30.123456789+09:00"));
    }

    @Test
    void zoneOfACalendar_isReadAsInTheDatabase() {
        oddIs(odd -> odd.calendar = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo")));
    }

    @Test
    void doubleInAColumnOfSinglePrecision_isReadAsInTheDatabase() {
        inTransaction(factory, s -> s.persist(new Single(1, 0.1)));
        assertThat((Object) fromTransaction(factory, s -> s.find(Single.class, 1L).real))
                .isEqualTo(fromDatabase(Single.class, 1).real);
    }

    @Test
    void referenceToNothing_isReadAsInTheDatabase() {
        inTransaction(factory, s -> s.persist(new Pointer(1, s.getReference(Plain.class, 404L))));
        assertThat((Object) fromTransaction(factory, s -> s.find(Pointer.class, 1L).missing))
                .isNull();
    }

    @Test
    void odd_isStored_ifItsValuesAreOrdinary() {
        inTransaction(factory, s -> s.persist(new Odd(1)));
        assertThat(readsOf(Odd.class, 1)).isZero();
    }

    @Test
    void embeddableOfNulls_isReadAsInTheDatabase() {
        oddIs(odd -> odd.size = new Size(null, null));
    }

    @Test
    void valueThatItsConverterChanges_isReadAsInTheDatabase() {
        oddIs(odd -> odd.lower = "MiXed");
    }

    @Test
    void rowThatTheRestrictionHides_isNotRead() {
        inTransaction(factory, s -> s.persist(new Hidden(1, false)));
        inTransaction(factory, s -> s.persist(new Hidden(2, true)));
        inTransaction(factory, s -> s.find(Hidden.class, 1L).hidden = true);

        for (long id = 1; id <= 2; id++) {
            long each = id;
            assertThat((Object) fromTransaction(factory, s -> s.find(Hidden.class, each) == null))
                    .isEqualTo(true);
            assertThat(
                            (Object)
                                    fromTransaction(
                                            factory,
                                            s ->
                                                    s.bySimpleNaturalId(Hidden.class)
                                                                    .load("code " + each)
                                                            == null))
                    .isEqualTo(true);
        }
    }

    @Test
    void defaultOfTheDatabase_isRead() {
        inTransaction(factory, s -> s.persist(new Defaulted(1)));
        assertThat((Object) fromTransaction(factory, s -> s.find(Defaulted.class, 1L).name))
                .isEqualTo("none");

        try (var session = factory.openSession()) {
            Defaulted two = new Defaulted(2);
            session.beginTransaction();
            session.persist(two);
            session.getTransaction().commit();
            session.beginTransaction();
            two.other = "changed";
            session.getTransaction().commit();
        }
        assertThat((Object) fromTransaction(factory, s -> s.find(Defaulted.class, 2L).name))
                .isEqualTo(fromDatabase(Defaulted.class, 2).name);
    }

    @Test
    void attributeThatWasNotUpdated_isReadAsInTheDatabase_afterTheSessionsNextUpdate() {
        inTransaction(factory, s -> s.persist(new Plain(1)));
        try (var session = factory.openSession()) {
            session.beginTransaction();
            Plain plain = session.find(Plain.class, 1L);
            plain.creator = "somebody else";
            plain.text = "once";
            session.getTransaction().commit();
            session.beginTransaction();
            plain.text = "twice";
            session.getTransaction().commit();
        }

        assertThat((Object) fromTransaction(factory, s -> s.find(Plain.class, 1L).creator))
                .isEqualTo("ann");
    }

    @Test
    void naturalIdThatTheDatabaseChanges_isNotFoundAsItWasSent() {
        inTransaction(factory, s -> s.persist(new Padded(1, "abc")));

        assertThat(
                        (Object)
                                fromTransaction(
                                        factory,
                                        s -> s.bySimpleNaturalId(Padded.class).load("abc") == null))
                .isEqualTo(true);
        assertThat(
                        (Object)
                                fromTransaction(
                                        factory,
                                        s -> s.bySimpleNaturalId(Padded.class).load("ABC").id))
                .isEqualTo(1L);
    }

    @Test
    void secondAttributeOfAColumn_isReadAsInTheDatabase() {
        inTransaction(
                factory,
                s -> {
                    s.persist(new Plain(1));
                    s.persist(new Owner(1, s.getReference(Plain.class, 1L)));
                });
        assertThat((Object) fromTransaction(factory, s -> s.find(Owner.class, 1L).plainId))
                .isEqualTo(1L);

        inTransaction(factory, s -> s.find(Owner.class, 1L).plain = null);
        assertThat((Object) fromTransaction(factory, s -> s.find(Owner.class, 1L).plainId))
                .isNull();
    }

    @Test
    void secondAttributeOfAColumn_isStored_ifItHoldsTheSame() {
        inTransaction(
                factory,
                s -> {
                    s.persist(new Plain(1));
                    Owner owner = new Owner(1, s.getReference(Plain.class, 1L));
                    owner.plainId = 1L;
                    s.persist(owner);
                });

        assertThat(readsOf(Owner.class, 1)).isZero();
    }

    @Test
    void rowThatABulkStatementChangedUnderItsSession_isReadAsInTheDatabase() {
        inTransaction(factory, s -> s.persist(new Bulk(1)));
        inTransaction(
                factory,
                s -> {
                    Bulk bulk = s.find(Bulk.class, 1L);
                    s.createMutationQuery("update Bulk set name = 'bulk'").executeUpdate();
                    bulk.other = "changed";
                });

        assertThat((Object) fromTransaction(factory, s -> s.find(Bulk.class, 1L).name))
                .isEqualTo("bulk");
    }

    @Test
    void stateThatWasRolledBackToASavepoint_isNotStored_onceItsSessionLetItGo() {
        inTransaction(factory, s -> s.persist(new Plain(1)));
        for (Consumer<org.hibernate.Session> letGo :
                Arrays.<Consumer<org.hibernate.Session>>asList(
                        org.hibernate.Session::clear,
                        s -> s.evict(s.find(Plain.class, 1L)),
                        s -> s.refresh(s.find(Plain.class, 1L)))) {
            inTransaction(
                    factory,
                    s -> {
                        var savepoint = s.doReturningWork(c -> c.setSavepoint());
                        s.find(Plain.class, 1L).text = "rolled back";
                        s.flush();
                        s.doWork(c -> c.rollback(savepoint));
                        letGo.accept(s);
                    });

            assertThat((Object) fromTransaction(factory, s -> s.find(Plain.class, 1L).text))
                    .isEqualTo("Grüße \uD83D\uDE00");
        }
    }

    @Test
    void puts_areCountedIfTheyAreStored() {
        var statistics = factory.getStatistics();
        long before = statistics.getSecondLevelCachePutCount();
        inTransaction(factory, s -> s.persist(new Plain(1)));
        assertThat(statistics.getSecondLevelCachePutCount() - before).isEqualTo(1);
        inTransaction(factory, s -> s.persist(new Changed(1, "lower")));
        assertThat(statistics.getSecondLevelCachePutCount() - before).isEqualTo(1);
    }

    private long readsOf(Class<?> entity, long id) {
        return statements(factory, () -> inTransaction(factory, s -> s.find(entity, id)));
    }

    private <T> T fromDatabase(Class<T> entity, long id) {
        return fromTransaction(database, s -> s.find(entity, id));
    }
}
