package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is there is not sent again, and not asked for twice, however much is in use. */
class WorkingSetIT {

    private static final int TEAMS = 500;
    private static final int MEMBERS = 20;
    private static final int ENTITIES = TEAMS * MEMBERS;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Team.class, Member.class);

    private SessionFactory factory;

    @Entity(name = "Team")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Team {
        @Id Long id;
        @NaturalId String name;

        @OneToMany(mappedBy = "team")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Member> members = new ArrayList<>();

        Team() {}

        Team(long id) {
            this.id = id;
            this.name = "team " + id;
        }
    }

    @Entity(name = "Member")
    @Cacheable
    @NaturalIdCache
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Member {
        @Id Long id;
        @NaturalId String email;
        String name;
        @Version int version;

        @ManyToOne(fetch = FetchType.LAZY)
        Team team;

        @ManyToOne(fetch = FetchType.EAGER)
        Team other;

        Member() {}

        Member(long id, Team team) {
            this.id = id;
            this.email = id + "@example.org";
            this.name = "member " + id;
            this.team = team;
        }
    }

    @BeforeEach
    void start() {
        factory = cluster.join(Map.of("hibernate.jdbc.batch_size", 100));
    }

    private void fill(int teams) {
        inTransaction(
                factory,
                s -> {
                    for (long t = 0; t < teams; t++) {
                        Team team = new Team(t);
                        s.persist(team);
                        for (int m = 0; m < MEMBERS; m++) {
                            s.persist(new Member(t * MEMBERS + m, team));
                        }
                    }
                });
    }

    @Test
    void hitOfAnEntityWithNaturalIdAndAssociations_isOneRead() {
        fill(2);
        inTransaction(
                factory, s -> s.find(Member.class, 25L).other = s.getReference(Team.class, 0L));
        Runnable find = () -> inTransaction(factory, s -> s.find(Member.class, 5L));
        find.run();

        assertThat(roundTrips(factory, find)).isEqualTo(1);
        assertThat(statements(factory, find)).isZero();
        Runnable findEager = () -> inTransaction(factory, s -> s.find(Member.class, 25L));
        findEager.run();
        assertThat(roundTrips(factory, findEager)).as("and one for its association").isEqualTo(2);
    }

    @Test
    void collectionOfElementsWithNaturalIds_isTwoReads() {
        fill(2);
        Runnable read =
                () ->
                        inTransaction(
                                factory,
                                s -> assertThat(s.find(Team.class, 1L).members).hasSize(MEMBERS));
        read.run();
        read.run();

        assertThat(roundTrips(factory, read)).isEqualTo(2);
        assertThat(statements(factory, read)).isZero();
    }

    @Test
    void hitsOfQueries_sendNothing_howeverManyEntitiesAreInUse() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell when a query begins");
        fill(TEAMS);
        Runnable all =
                () -> {
                    for (int i = 0; i < ENTITIES; i += 100) {
                        int from = i;
                        inTransaction(
                                factory,
                                s ->
                                        s.createSelectionQuery(
                                                        "from Member where id >= :from and id <"
                                                                + " :to",
                                                        Member.class)
                                                .setParameter("from", (long) from)
                                                .setParameter("to", (long) from + 100)
                                                .setCacheable(true)
                                                .list());
                    }
                };
        all.run();

        var counters = Cluster.counters(factory);
        long puts = counters.count(Event.STORED);
        assertThat(roundTrips(factory, all)).isEqualTo(ENTITIES / 100);
        assertThat(counters.count(Event.STORED) - puts).isZero();
        assertThat(statements(factory, all)).isZero();
    }

    @Test
    void firstLoadAfterTheOwnCommit_isNotSent() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell when a query begins");
        fill(1);

        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                s ->
                                                        s.createSelectionQuery(
                                                                        "from Member where id = 3",
                                                                        Member.class)
                                                                .list())))
                .isZero();
    }
}
