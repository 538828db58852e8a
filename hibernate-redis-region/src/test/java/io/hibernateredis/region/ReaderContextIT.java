package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.ParamDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who reads a row otherwise than others, or holds it already, is not given their entries. */
class ReaderContextIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Paper.class, Sheet.class, Meeting.class, Plain.class);

    private SessionFactory factory;

    @FilterDef(
            name = "org",
            applyToLoadByKey = true,
            parameters = @ParamDef(name = "org", type = Long.class))
    @Entity(name = "Paper")
    @Filter(name = "org", condition = "org = :org")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Paper {
        @Id Long id;
        Long org;
        @NaturalId String code;

        Paper() {}

        Paper(long id, long org) {
            this.id = id;
            this.org = org;
            this.code = "code " + id;
        }
    }

    @Entity(name = "Sheet")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Sheet {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Paper paper;

        Sheet() {}

        Sheet(long id, Paper paper) {
            this.id = id;
            this.paper = paper;
        }
    }

    @Entity(name = "Meeting")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Meeting {
        @Id Long id;
        LocalDateTime start;
        Instant created;

        Meeting() {}

        Meeting(long id) {
            this.id = id;
            start = LocalDateTime.of(2026, 3, 1, 12, 0);
            created = Instant.parse("2026-03-01T12:00:00Z");
        }
    }

    @Entity(name = "Plain")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Plain {
        @Id Long id;
        String name;

        Plain() {}

        Plain(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @BeforeEach
    void start() {
        factory = cluster.join();
        inTransaction(
                factory,
                s -> {
                    Paper one = new Paper(1, 1);
                    s.persist(one);
                    s.persist(new Paper(2, 2));
                    s.persist(new Sheet(1, one));
                    s.persist(new Meeting(1));
                    s.persist(new Plain(1, "one"));
                    s.persist(new Plain(2, "two"));
                });
        inTransaction(
                factory,
                s -> {
                    s.findMultiple(Paper.class, List.of(1L, 2L));
                    s.bySimpleNaturalId(Paper.class).load("code 1");
                    s.find(Sheet.class, 1L);
                    s.find(Meeting.class, 1L);
                    s.findMultiple(Plain.class, List.of(1L, 2L));
                });
    }

    private <R> R asOrg2(Function<Session, R> read) {
        return fromTransaction(
                factory,
                s -> {
                    s.enableFilter("org").setParameter("org", 2L);
                    return read.apply(s);
                });
    }

    @Test
    void filterForLoadsByKey_hidesCachedRows() {
        assertThat((Object) asOrg2(s -> s.find(Paper.class, 1L))).isNull();
        assertThat((Object) asOrg2(s -> s.find(Paper.class, 2L).id)).isEqualTo(2L);
        List<?> both = asOrg2(s -> s.findMultiple(Paper.class, List.of(1L, 2L)));
        assertThat(both.get(0)).isNull();
        assertThat(both.get(1)).isNotNull();
        assertThat((Object) asOrg2(s -> s.bySimpleNaturalId(Paper.class).load("code 1"))).isNull();
        assertThat(statements(factory, () -> inTransaction(factory, s -> s.find(Paper.class, 1L))))
                .as("without the filter")
                .isZero();
    }

    @Test
    void filterForLoadsByKey_hidesCachedRowsFromAssociations() {
        Object found =
                asOrg2(
                        s -> {
                            try {
                                return ((Paper) Hibernate.unproxy(s.find(Sheet.class, 1L).paper))
                                        .code;
                            } catch (RuntimeException e) {
                                return "hidden";
                            }
                        });

        assertThat(found).isEqualTo("hidden");
    }

    @Test
    void timeZoneOfTheSession_isNotMixedWithOthers() {
        LocalDateTime cached;
        LocalDateTime queried;
        try (var session = inTokyo(factory)) {
            cached = session.find(Meeting.class, 1L).start;
        }
        inTransaction(
                factory,
                s ->
                        s.createQuery("from Meeting", Meeting.class)
                                .setCacheable(true)
                                .getResultList());
        try (var session = inTokyo(factory)) {
            queried =
                    session.createQuery("select start from Meeting", LocalDateTime.class)
                            .setCacheable(true)
                            .getSingleResult();
        }
        LocalDateTime there;
        try (var plain =
                        cluster.join(
                                java.util.Map.of(
                                        "hibernate.cache.use_second_level_cache", false,
                                        "hibernate.cache.use_query_cache", false));
                var session = inTokyo(plain)) {
            there = session.find(Meeting.class, 1L).start;
        }
        assertThat(cached).isEqualTo(there);
        assertThat(queried).isEqualTo(there);
        assertThat((Object) fromTransaction(factory, s -> s.find(Meeting.class, 1L).start))
                .as("what the session of another zone loaded is not cached")
                .isEqualTo(LocalDateTime.of(2026, 3, 1, 12, 0));
    }

    @Test
    void timeZoneOfTheSession_isNotWrittenToTheCache() {
        factory.getCache().evictAllRegions();
        try (var session = inTokyo(factory)) {
            session.find(Meeting.class, 1L);
            session.beginTransaction();
            session.persist(new Meeting(2));
            session.getTransaction().commit();
        }

        for (long id = 1; id <= 2; id++) {
            long each = id;
            Object through = fromTransaction(factory, s -> s.find(Meeting.class, each).start);
            factory.getCache().evictAllRegions();
            Object direct = fromTransaction(factory, s -> s.find(Meeting.class, each).start);
            assertThat(through).isEqualTo(direct);
        }
    }

    private static Session inTokyo(SessionFactory factory) {
        return factory.withOptions().jdbcTimeZone(TimeZone.getTimeZone("Asia/Tokyo")).openSession();
    }

    @Test
    void timeZoneOfTheSession_doesNotMatterToRowsWithoutTimes() {
        try (var session = inTokyo(factory)) {
            assertThat(statements(factory, () -> session.find(Plain.class, 1L))).isZero();
        }
    }

    @Test
    void entityThatTheSessionChanged_isNotOverwrittenByItsEntry() {
        inTransaction(
                factory,
                s -> {
                    Plain plain = s.find(Plain.class, 1L);
                    plain.name = "changed";
                    s.findMultiple(Plain.class, List.of(1L, 2L));
                    assertThat(plain.name).isEqualTo("changed");
                });

        assertThat((Object) fromTransaction(factory, s -> s.find(Plain.class, 1L).name))
                .isEqualTo("changed");
    }

    @Test
    void entityThatTheSessionRemoved_staysRemoved() {
        inTransaction(
                factory,
                s -> {
                    s.remove(s.find(Plain.class, 1L));
                    s.findMultiple(Plain.class, List.of(1L, 2L));
                });

        assertThat((Object) fromTransaction(factory, s -> s.find(Plain.class, 1L))).isNull();
    }

    @Test
    void sessionThatClosesItselfWithItsTransaction_storesWhatItWrote() {
        SessionFactory closing =
                cluster.join(java.util.Map.of("hibernate.transaction.auto_close_session", true));
        var session = closing.openSession();
        session.beginTransaction();
        session.find(Plain.class, 1L).name = "auto";
        session.getTransaction().commit();

        assertThat(session.isOpen()).isFalse();
        assertThat(statements(factory, () -> assertThat(nameOf(1)).isEqualTo("auto"))).isZero();
        var rolledBack = closing.openSession();
        rolledBack.beginTransaction();
        rolledBack.find(Plain.class, 2L).name = "never";
        rolledBack.flush();
        rolledBack.getTransaction().rollback();
        assertThat(nameOf(2)).isEqualTo("two");
    }

    private String nameOf(long id) {
        return fromTransaction(factory, s -> s.find(Plain.class, id).name);
    }
}
