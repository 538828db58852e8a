package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stateless sessions that load what refers to entities, cached or not. */
class StatelessReferencesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Club.class, Member.class, Place.class, Hall.class, Meeting.class);

    SessionFactory factory;

    @Entity(name = "Club")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Club {
        @Id Long id;
        @Version Long version;
        String name;
    }

    @Entity(name = "Member")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Member {
        @Id Long id;
        @Version Long version;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Club club;
    }

    @Entity(name = "Place")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Place {
        @Id Long id;
        String name;
    }

    @Entity(name = "Hall")
    static class Hall extends Place {}

    @Entity(name = "Meeting")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Meeting {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Place place;

        @Any
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "C", entity = Club.class)
        @Column(name = "host_type")
        @JoinColumn(name = "host_id")
        Object host;
    }

    @BeforeEach
    void start() {
        factory = cluster.join();
        inTransaction(
                factory,
                session -> {
                    var club = new Club();
                    club.id = 1L;
                    club.name = "club";
                    session.persist(club);
                    var hall = new Hall();
                    hall.id = 1L;
                    session.persist(hall);
                    var meeting = new Meeting();
                    meeting.id = 1L;
                    meeting.place = hall;
                    meeting.host = club;
                    session.persist(meeting);
                    for (long id = 1; id <= 2; id++) {
                        var member = new Member();
                        member.id = id;
                        member.name = "member";
                        member.club = club;
                        session.persist(member);
                    }
                });
    }

    @Test
    void get_ofWhatRefersToACachedEntity_isAnswered() {
        factory.getCache().evict(Member.class);
        for (int i = 0; i < 3; i++) {
            Cluster.statelessly(
                    factory,
                    session -> {
                        Member member = session.get(Member.class, 2L);
                        assertThat(member.name).isEqualTo("member");
                        assertThat(idOf(member.club)).isEqualTo(1L);
                    });
        }
    }

    @Test
    void get_ofWhatRefersToAnEntityThatIsNotCached_isAnswered() {
        for (int i = 0; i < 3; i++) {
            factory.getCache().evict(Member.class);
            factory.getCache().evict(Club.class);
            Cluster.statelessly(
                    factory,
                    session -> assertThat(session.get(Member.class, 2L).name).isEqualTo("member"));
        }
    }

    @Test
    void query_ofWhatRefersToACachedEntity_isAnswered() {
        factory.getCache().evict(Member.class);
        for (int i = 0; i < 3; i++) {
            List<Member> members =
                    factory.fromStatelessTransaction(
                            session ->
                                    session.createSelectionQuery(
                                                    "from Member order by id", Member.class)
                                            .setCacheable(true)
                                            .list());
            assertThat(members).extracting(member -> member.name).containsOnly("member");
            assertThat(members).noneMatch(each -> Hibernate.isInitialized(each.club));
        }
    }

    @Test
    void get_ofWhatRefersToAHierarchy_orToAnyEntity_isAnswered() {
        assumeTrue(
                !org.hibernate.Version.getVersionString().matches("7[.][123][.].*"),
                "Hibernate before 7.4 fails over the nested load of such a reference");
        for (int i = 0; i < 3; i++) {
            factory.getCache().evict(Meeting.class);
            Cluster.statelessly(
                    factory,
                    session ->
                            assertThat(idOf(session.get(Meeting.class, 1L).place)).isEqualTo(1L));
        }
    }

    @Test
    void scroll_ofWhatRefersToAnEntity_isAnswered() {
        factory.getCache().evict(Member.class);
        factory.inStatelessSession(
                session -> {
                    try (var rows =
                            session.createSelectionQuery("from Member", Member.class).scroll()) {
                        while (rows.next()) {
                            assertThat(rows.get().name).isEqualTo("member");
                        }
                    }
                });
    }

    private Object idOf(Object entity) {
        return factory.getPersistenceUnitUtil().getIdentifier(entity);
    }
}
