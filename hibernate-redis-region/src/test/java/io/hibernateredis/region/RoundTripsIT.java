package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cache.spi.RegionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The budgets: how many messages to Redis each operation waits for. */
class RoundTripsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        inTransaction(
                factory,
                session -> {
                    for (long p = 1; p <= 2; p++) {
                        var project = new Project(p, "project " + p);
                        session.persist(project);
                        for (long t = 1; t <= 20; t++) {
                            session.persist(new Task(p * 100 + t, "task " + t, project));
                        }
                    }
                    session.persist(new User(1, "ann@example.org", "Ann"));
                    session.persist(new Note("first"));
                });
        factory.getCache().evictAllRegions();
    }

    @Test
    void emptyTransaction_needsNone() {
        assertThat(roundTrips(factory, () -> inTransaction(factory, session -> {}))).isZero();
    }

    @Test
    void find_missed_orHit_needsOne() {
        Runnable find = () -> inTransaction(factory, session -> session.find(Task.class, 101L));

        assertThat(roundTrips(factory, find)).as("miss").isEqualTo(1);
        assertThat(roundTrips(factory, find)).as("hit").isEqualTo(1);
        assertThat(statements(factory, find)).as("statements of a hit").isZero();
    }

    @Test
    void versionedUpdate_needsOneBesideTheRead() {
        Runnable update =
                () ->
                        inTransaction(
                                factory, session -> session.find(Task.class, 101L).title += "!");
        update.run();

        assertThat(roundTrips(factory, update)).isEqualTo(1 + 1);
        assertThat(
                        statements(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                session -> session.find(Task.class, 101L))))
                .as("the new state was stored with the commit")
                .isZero();
    }

    @Test
    void insert_needsOne() {
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                session -> session.persist(new Note("more")))))
                .as("generated id")
                .isEqualTo(1);
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                session ->
                                                        session.persist(new Task(9, "t", null)))))
                .as("assigned id, versioned")
                .isEqualTo(1);
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                s ->
                                                        s.persist(
                                                                new User(
                                                                        9,
                                                                        "bob@example.org",
                                                                        "Bob")))))
                .as(
                        "with a cached natural id; an unversioned assigned id makes Hibernate look"
                                + " first")
                .isEqualTo(1 + 1);
    }

    @Test
    void delete_needsOneBesideTheRead() {
        inTransaction(factory, session -> session.find(Task.class, 101L));
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory, s -> s.remove(s.find(Task.class, 101L)))))
                .isEqualTo(1 + 1);
    }

    @Test
    void deleteOfAnEntityWithNaturalId_needsOneBesideTheRead() {
        inTransaction(factory, session -> session.find(User.class, 1L));
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory, s -> s.remove(s.find(User.class, 1L)))))
                .isEqualTo(1 + 1);
    }

    @Test
    void transactionThatUpdatesManyEntities_needsOneAndWaitsForNoPut() {
        Runnable update =
                () ->
                        inTransaction(
                                factory,
                                s ->
                                        s.createSelectionQuery("from Task", Task.class)
                                                .list()
                                                .forEach(task -> task.title += "!"));

        assertThat(roundTrips(factory, update)).as("open").isEqualTo(1);
    }

    @Test
    void queryMissThatLoadsCacheableEntities_needsOne() {
        Runnable query =
                () ->
                        inTransaction(
                                factory,
                                session ->
                                        session.createSelectionQuery(
                                                        "from Task where project.id = 1",
                                                        Task.class)
                                                .setCacheable(true)
                                                .list());

        assertThat(roundTrips(factory, query))
                .as("miss; the result and its entities are put in one message")
                .isEqualTo(1);
        assertThat(roundTrips(factory, query)).as("hit, full layout").isEqualTo(1);
        assertThat(statements(factory, query)).isZero();
    }

    @Test
    void queryHit_inShallowLayout_needsTwo_andOneOnceItsEntitiesAreKnown() {
        assumeTrue(
                HibernateVersion.scopesOperations(),
                "Hibernate 7.1 does not tell when a query begins");
        SessionFactory shallow =
                cluster.join(Map.of("hibernate.cache.query_cache_layout", "SHALLOW"));
        Runnable query =
                () ->
                        inTransaction(
                                shallow,
                                session ->
                                        assertThat(
                                                        session.createSelectionQuery(
                                                                        "from Task where project.id"
                                                                                + " = 1",
                                                                        Task.class)
                                                                .setCacheable(true)
                                                                .list())
                                                .hasSize(20)
                                                .allSatisfy(
                                                        task ->
                                                                assertThat(task.title)
                                                                        .isNotNull()));
        query.run();

        assertThat(roundTrips(shallow, query)).isEqualTo(2);
        assertThat(roundTrips(shallow, query)).isEqualTo(1);
        assertThat(statements(shallow, query)).isZero();
    }

    @Test
    void entityAndItsCachedCollection_needThree_andTwoOnceItsElementsAreKnown() {
        Runnable read =
                () ->
                        inTransaction(
                                factory,
                                session ->
                                        assertThat(session.find(Project.class, 1L).tasks)
                                                .hasSize(20));
        read.run();

        assertThat(roundTrips(factory, read)).isEqualTo(3);
        assertThat(roundTrips(factory, read)).isEqualTo(2);
        assertThat(statements(factory, read)).isZero();
    }

    @Test
    void naturalId_hit_needsTwo_andFindOfItsEntity_needsOne() {
        Runnable byNaturalId =
                () ->
                        inTransaction(
                                factory,
                                s ->
                                        assertThat(
                                                        s.bySimpleNaturalId(User.class)
                                                                .load("ann@example.org"))
                                                .isNotNull());
        byNaturalId.run();

        assertThat(roundTrips(factory, byNaturalId)).isEqualTo(2);
        assertThat(statements(factory, byNaturalId)).isZero();
        assertThat(roundTrips(factory, () -> inTransaction(factory, s -> s.find(User.class, 1L))))
                .isEqualTo(1);
    }

    @Test
    void bulkUpdate_needsOne() {
        assertThat(
                        roundTrips(
                                factory,
                                () ->
                                        inTransaction(
                                                factory,
                                                s ->
                                                        s.createMutationQuery(
                                                                        "update Task set title ="
                                                                                + " 'x'")
                                                                .executeUpdate())))
                .isEqualTo(1);
    }

    @Test
    void clearingARegion_needsOne() {
        assertThat(roundTrips(factory, () -> factory.getCache().evict(Task.class))).isEqualTo(1);
    }

    @Test
    void timestamps_neverRepeat() {
        RegionFactory regions = Cluster.regionFactory(factory);
        assertThat(regions.nextTimestamp()).isLessThan(regions.nextTimestamp());
    }
}
