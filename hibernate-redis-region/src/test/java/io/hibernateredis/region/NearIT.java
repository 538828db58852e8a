package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What two JVMs read from their own memory, and one that keeps nothing near writes as well. */
class NearIT {

    private static final Map<String, Object> LEASE = Map.of("hibernate.cache.redis.near", "lease");

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private SessionFactory one;
    private SessionFactory other;
    private SessionFactory plain;

    @BeforeEach
    void start() {
        one = cluster.join(LEASE);
        other = cluster.join(LEASE);
        plain = cluster.join();
        inTransaction(
                one,
                session -> {
                    var project = new Project(1L, "project");
                    session.persist(project);
                    for (long t = 1; t <= 20; t++) {
                        session.persist(new Task(100 + t, "task " + t, project));
                    }
                    session.persist(new User(1, "ann@example.org", "Ann"));
                });
        one.getCache().evictAllRegions();
    }

    private static void readAll(SessionFactory factory) {
        inTransaction(
                factory,
                session -> {
                    assertThat(session.find(Project.class, 1L).tasks).hasSize(20);
                    assertThat(session.find(Task.class, 101L).title).isNotNull();
                    assertThat(session.bySimpleNaturalId(User.class).load("ann@example.org").name)
                            .isNotNull();
                    assertThat(
                                    session.createSelectionQuery("from Task", Task.class)
                                            .setCacheable(true)
                                            .list())
                            .hasSize(20);
                });
    }

    private static void awaitNear(SessionFactory factory) {
        // Hibernate 7.1 looks up results in another way.
        assumeTrue(HibernateVersion.scopesOperations());
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> roundTrips(factory, () -> readAll(factory)) == 0);
    }

    @Test
    void whatWasReadBefore_takesNoMessageAndNoStatement() {
        awaitNear(one);
        awaitNear(other);

        for (SessionFactory factory : new SessionFactory[] {one, other}) {
            long before = counters(factory).count(Event.NEAR_HIT);
            assertThat(statements(factory, () -> readAll(factory))).isZero();
            assertThat(counters(factory).count(Event.NEAR_HIT)).isGreaterThan(before + 20);
        }
        assertThat(counters(plain).count(Event.NEAR_HIT)).isZero();
    }

    @Test
    void write_ofAnyJvm_isSeenByAllOnceItsCommitReturned() {
        SessionFactory[] all = {one, other, plain};
        for (int i = 0; i < 60; i++) {
            String title = "title " + i;
            inTransaction(
                    all[i % 3],
                    session -> {
                        session.find(Task.class, 101L).title = title;
                        session.find(User.class, 1L).name = title;
                    });
            for (SessionFactory reader : all) {
                assertThat(titleOf(reader)).isEqualTo(title);
                assertThat(titleInTheProject(reader)).isEqualTo(title);
                assertThat(titleInTheResult(reader)).isEqualTo(title);
                assertThat(nameOf(reader)).isEqualTo(title);
            }
        }
    }

    @Test
    void bulkWrite_andEviction_reachWhatIsNear() {
        awaitNear(one);
        awaitNear(other);

        inTransaction(
                plain,
                session ->
                        session.createMutationQuery("update Task set title = 'all'")
                                .executeUpdate());
        assertThat(titleOf(one)).isEqualTo("all");
        assertThat(titleInTheResult(other)).isEqualTo("all");

        awaitNear(one);
        other.getCache().evictAllRegions();
        assertThat(statements(one, () -> titleOf(one))).isPositive();
    }

    private static String titleOf(SessionFactory factory) {
        return fromTransaction(factory, s -> s.find(Task.class, 101L).title);
    }

    private static String titleInTheProject(SessionFactory factory) {
        return fromTransaction(
                factory,
                s ->
                        s.find(Project.class, 1L).tasks.stream()
                                .filter(task -> task.id == 101)
                                .findFirst()
                                .orElseThrow()
                                .title);
    }

    private static String titleInTheResult(SessionFactory factory) {
        return fromTransaction(
                factory,
                s ->
                        s.createSelectionQuery(
                                        "select title from Task where id = 101", String.class)
                                .setCacheable(true)
                                .getSingleResult());
    }

    private static String nameOf(SessionFactory factory) {
        return fromTransaction(
                factory, s -> s.bySimpleNaturalId(User.class).load("ann@example.org").name);
    }
}
