package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.criteria.Fetch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.query.SelectionQuery;
import org.hibernate.query.criteria.JpaJoin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of ids whose queries fetch an association, all of it or a part. */
@NeedsModule
class RefetchedPartsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                    REDIS, Team.class, Player.class, Goalkeeper.class, Club.class, Region.class);

    @BeforeEach
    void fill() {
        cluster.join()
                .inTransaction(
                        session -> {
                            var region = new Region();
                            region.id = 1L;
                            session.persist(region);
                            var club = new Club();
                            club.id = 1L;
                            club.region = region;
                            session.persist(club);
                            var team = new Team();
                            team.id = 1L;
                            team.name = "team";
                            team.club = club;
                            team.colours.addAll(Set.of("blue", "red"));
                            team.cheers.addAll(List.of("go", "go"));
                            session.persist(team);
                            for (long i = 1; i <= 3; i++) {
                                var player = i == 3 ? new Goalkeeper() : new Player();
                                player.id = i;
                                player.name = "player " + i;
                                player.team = team;
                                player.club = i == 1 ? club : null;
                                session.persist(player);
                                team.guests.add(player);
                            }
                        });
    }

    private SessionFactory join(boolean module, String layout) {
        return cluster.join(
                Map.of(
                        "hibernate.cache.redis.query.enabled",
                        module,
                        "hibernate.cache.query_cache_layout",
                        layout,
                        "hibernate.generate_statistics",
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from Team t join fetch t.players p where p.name = 'player 1'",
                "from Team t left join fetch t.players p where p.name like '%1' and t.id = 1",
                "from Team t join fetch t.players p where t.id = 1 and p.club.id = 1",
                "from Team t join fetch t.players p join fetch p.club",
                "from Team t join fetch t.players p join p.club c where c.id = 1",
                "from Team t join fetch t.players p join p.club c",
                "from Team t join fetch t.players p where p.club.region.id = 1",
                "from Team t join fetch t.players p left join fetch p.club c where c.id = 1",
                "from Team t join fetch t.players p where exists"
                        + " (from Club c where c.id = p.club.id)",
                "from Team t join fetch t.players p where sql('keeping') is null",
                "from Team t join fetch t.players p where type(p) = Goalkeeper",
                "from Team t join fetch t.guests g where g.id = 1",
                "from Team t join fetch t.guests g where g.name = 'player 2'",
                "from Team t join fetch t.guests g join fetch g.club",
                "from Team t join fetch t.colours c where c = 'red'",
                "from Team t join fetch t.players p join Club x on x.id = p.club.id",
                "distinct from Team t join fetch t.cheers",
            })
    void partOfACollection_isNotTakenForAllOfIt(String hql) {
        for (boolean module : new boolean[] {true, false}) {
            for (String layout : List.of("AUTO", "SHALLOW")) {
                var factory = join(module, layout);
                String expected = teams(factory, hql, false);
                assertThat(teams(factory, hql, true)).isEqualTo(expected);
                assertThat(teams(factory, hql, true)).as(hql).isEqualTo(expected);
                assertThat(factory.getStatistics().getQueryCacheHitCount()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from Team t join fetch t.players",
                "from Team t left join fetch t.players where t.id = 1",
                "from Team t join fetch treat(t.players as Goalkeeper)",
                "from Team t left join fetch t.players p where t.name like 'te%' order by p.name",
                "from Team t join fetch t.players p left join fetch p.club",
                "from Team t join fetch t.players where t.club.id = 1",
                "from Team t join fetch t.players join t.club c where c.id = 1",
                "from Team t join fetch t.club c left join fetch t.players where c.id = 1",
                "from Team t join fetch t.guests where lower(t.name) = 'team'",
                "from Team t left join fetch t.guests g left join fetch g.club where t.id in (1,"
                        + " 2)",
                "from Team t join fetch t.colours where not (t.name is null) or t.id > 0",
                "from Team t left join fetch t.colours left join fetch t.players",
                "from Team t join fetch t.club c join fetch c.region",
                "from Team t join fetch t.cheers",
                "distinct from Team t join fetch t.colours",
                "distinct from Team t join fetch t.players",
            })
    void wholeCollection_isCached(String hql) {
        for (boolean module : new boolean[] {true, false}) {
            var factory = join(module, "AUTO");
            String expected = teams(factory, hql, false);
            assertThat(teams(factory, hql, true)).isEqualTo(expected);
            assertThat(teams(factory, hql, true)).isEqualTo(expected);
            assertThat(factory.getStatistics().getQueryCacheHitCount()).as(hql).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, players", "false, players", "true, guests", "false, guests"})
    void fetchWithACondition_isNotTakenForAllOfIt(boolean module, String collection) {
        var factory = join(module, "AUTO");
        String expected = fetchedWithACondition(factory, collection, false);
        assertThat(fetchedWithACondition(factory, collection, true)).isEqualTo(expected);
        assertThat(fetchedWithACondition(factory, collection, true)).isEqualTo(expected);
        assertThat(factory.getStatistics().getQueryCacheHitCount()).isZero();
    }

    private static String fetchedWithACondition(
            SessionFactory factory, String collection, boolean cached) {
        return Cluster.fromTransaction(
                factory,
                session -> {
                    var builder = session.getCriteriaBuilder();
                    var criteria = builder.createQuery(Team.class);
                    Fetch<?, ?> fetch = criteria.from(Team.class).fetch(collection);
                    var joined = (JpaJoin<?, ?>) fetch;
                    joined.on(builder.equal(joined.get("name"), "player 1"));
                    return text(session.createSelectionQuery(criteria), cached);
                });
    }

    @Test
    void partOfACollection_inFullLayout_isCached() {
        var factory = join(true, "FULL");
        String hql = "from Team t join fetch t.players p where p.name = 'player 1'";
        String expected = teams(factory, hql, false);
        assertThat(teams(factory, hql, true)).isEqualTo(expected);
        assertThat(teams(factory, hql, true)).isEqualTo(expected);
        assertThat(factory.getStatistics().getQueryCacheHitCount()).isOne();
    }

    private static String teams(SessionFactory factory, String hql, boolean cached) {
        return Cluster.fromTransaction(
                factory,
                (Session session) ->
                        text(session.createSelectionQuery(select(hql), Team.class), cached));
    }

    private static String select(String hql) {
        return hql.startsWith("distinct ")
                ? "select distinct t " + hql.substring("distinct ".length())
                : "select t " + hql;
    }

    private static String text(SelectionQuery<Team> query, boolean cached) {
        var teams = new TreeSet<String>();
        for (Team team : query.setCacheable(cached).getResultList()) {
            teams.add(
                    team.name
                            + team.players.stream().map(each -> each.name).sorted().toList()
                            + team.guests.stream().map(each -> each.name).sorted().toList()
                            + team.cheers
                            + team.colours.stream().sorted().toList());
        }
        return teams.toString();
    }

    @Entity(name = "Team")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Team {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Club club;

        @OneToMany(mappedBy = "team")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Player> players = new HashSet<>();

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Player> guests = new HashSet<>();

        @ElementCollection Set<String> colours = new HashSet<>();

        @ElementCollection List<String> cheers = new ArrayList<>();
    }

    @Entity(name = "Player")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Player {
        @Id Long id;
        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Team team;

        @ManyToOne(fetch = FetchType.LAZY)
        Club club;
    }

    @Entity(name = "Goalkeeper")
    static class Goalkeeper extends Player {
        Integer keeping;
    }

    @Entity(name = "Club")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Club {
        @Id Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Region region;
    }

    @Entity(name = "Region")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Region {
        @Id Long id;
    }
}
