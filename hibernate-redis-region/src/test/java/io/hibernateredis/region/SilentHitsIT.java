package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Fleet.Depot;
import io.hibernateredis.region.Fleet.Driver;
import io.hibernateredis.region.Fleet.Paper;
import io.hibernateredis.region.Fleet.Vehicle;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import java.util.function.BiConsumer;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hits send nothing, and ask once, over working sets of thousands of entries of every kind. */
class SilentHitsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Fleet.ENTITIES);

    private SessionFactory factory;

    @BeforeEach
    void start() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell when an operation begins and ends");
        factory = cluster.join(Map.of("hibernate.jdbc.batch_size", 100));
        Fleet.fill(factory);
    }

    /** Runs an action once to fill the cache, and once more, in a transaction for each id. */
    private void assertHits(int ids, double roundTripsEach, BiConsumer<Session, Long> action) {
        assertHits(factory, ids, roundTripsEach, action);
    }

    private static void assertHits(
            SessionFactory factory,
            int ids,
            double roundTripsEach,
            BiConsumer<Session, Long> action) {
        Runnable all =
                () -> {
                    for (long id = 0; id < ids; id++) {
                        long each = id;
                        inTransaction(factory, s -> action.accept(s, each));
                    }
                };
        all.run();
        var counters = Cluster.counters(factory);
        long puts = counters.count(Event.STORED) + counters.count(Event.REFUSED);
        long[] roundTrips = new long[1];
        long statements = statements(factory, () -> roundTrips[0] = roundTrips(factory, all));

        assertThat(counters.count(Event.STORED) + counters.count(Event.REFUSED) - puts)
                .as("entries sent")
                .isZero();
        assertThat(statements).as("statements").isZero();
        assertThat((double) roundTrips[0] / ids)
                .as("round trips of each")
                .isLessThanOrEqualTo(roundTripsEach);
    }

    @Test
    void entities_areOneRead_andOneForEachEagerAssociation() {
        assertHits(Fleet.DEPOTS, 1, (s, id) -> s.find(Depot.class, id));
        assertHits(2 * Fleet.EACH, 1, (s, id) -> s.find(Vehicle.class, id));
        assertHits(Fleet.EACH, 1, (s, id) -> s.find(Paper.class, id));
        assertHits(Fleet.EACH, 2, (s, id) -> s.find(Driver.class, id));
        assertHits(
                Fleet.EACH, 3, (s, id) -> Hibernate.initialize(s.find(Vehicle.class, id).driver));
    }

    @Test
    void naturalIds_areOneMore() {
        assertHits(
                Fleet.DEPOTS,
                2,
                (s, id) ->
                        assertThat(s.bySimpleNaturalId(Depot.class).load("depot " + id))
                                .isNotNull());
        assertHits(
                Fleet.EACH,
                2,
                (s, id) ->
                        assertThat(
                                        s.byNaturalId(Vehicle.class)
                                                .using(
                                                        "depot",
                                                        s.getReference(Depot.class, id / 10))
                                                .using("place", id.intValue())
                                                .load())
                                .isNotNull());
        assertHits(
                Fleet.EACH,
                2,
                (s, id) ->
                        assertThat(
                                        s.bySimpleNaturalId(Paper.class)
                                                .load(new Fleet.Code("code " + id)))
                                .isNotNull());
    }

    @Test
    void collections_areOneRead_andOneForTheirElements_besideTheirOwner() {
        assertHits(
                Fleet.DEPOTS,
                3,
                (s, id) -> assertThat(s.find(Depot.class, id).vehicles).hasSize(10));
        assertHits(
                Fleet.DEPOTS,
                3 + 5,
                (s, id) -> assertThat(s.find(Depot.class, id).drivers).hasSize(5));
        assertHits(
                Fleet.DEPOTS, 2, (s, id) -> assertThat(s.find(Depot.class, id).labels).hasSize(1));
        assertHits(
                Fleet.EACH, 2, (s, id) -> assertThat(s.find(Paper.class, id).engines).hasSize(1));
    }

    @Test
    void cachedQueries_areOneRead() {
        for (var query :
                Map.of(
                                "from Vehicle v where v.depot.id = :id",
                                10,
                                "from Depot d join fetch d.vehicles where d.id = :id",
                                1,
                                "from Driver d join fetch d.licence where d.id / 5 = :id",
                                5,
                                "select v, d from Vehicle v join v.depot d where d.id = :id",
                                10)
                        .entrySet()) {
            assertHits(Fleet.DEPOTS, 1, (s, id) -> query(s, query.getKey(), id, query.getValue()));
        }
    }

    @Test
    void cachedQueries_inShallowLayout_areTwoReads() {
        var shallow = cluster.join(Map.of("hibernate.cache.query_cache_layout", "SHALLOW"));
        assertHits(
                shallow,
                Fleet.DEPOTS,
                2,
                (s, id) -> query(s, "from Vehicle v where v.depot.id = :id", id, 10));
    }

    private static void query(Session session, String hql, long id, int rows) {
        assertThat(
                        session.createSelectionQuery(hql, Object.class)
                                .setParameter("id", id)
                                .setCacheable(true)
                                .list())
                .hasSize(rows);
    }

    @Test
    void statelessHits_areOneRead() {
        Runnable all =
                () -> {
                    for (long id = 0; id < 1000; id++) {
                        long each = id;
                        Cluster.statelessly(factory, s -> s.get(Vehicle.class, each));
                    }
                };
        all.run();

        assertThat(statements(factory, all)).isZero();
        assertThat(roundTrips(factory, all)).isEqualTo(1000);
    }
}
