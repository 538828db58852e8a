package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Counter;
import io.hibernateredis.region.Board.Ledger;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hibernate's own counts of hits, misses and puts. */
class StatisticsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    SessionFactory factory;

    @BeforeEach
    void start() {
        factory = cluster.join();
        inTransaction(
                factory,
                session -> {
                    var project = new Project(1, "p");
                    session.persist(project);
                    session.persist(new Task(1, "t", project));
                    session.persist(new User(1, "ann@example.org", "Ann"));
                });
        var writer = cluster.join();
        writer.getCache().evictAllRegions();
        factory.getCache().evictAllRegions();
        Board.awaitSeen(factory, writer);
        factory.getStatistics().clear();
    }

    @Test
    void entity_missedAndFound_isCountedOnce() {
        for (int i = 0; i < 3; i++) {
            inTransaction(factory, session -> session.find(Task.class, 1L));
        }
        assertThat(domain(Task.class.getName())).isEqualTo("2 hits, 1 misses, 1 puts");
    }

    @Test
    void collection_missedAndFound_isCountedOnce() {
        for (int i = 0; i < 3; i++) {
            inTransaction(
                    factory,
                    session ->
                            org.hibernate.Hibernate.initialize(
                                    session.find(Project.class, 1L).tasks));
        }
        assertThat(domain(Project.class.getName() + ".tasks"))
                .isEqualTo("2 hits, 1 misses, 1 puts");
        assertThat(domain(Project.class.getName())).isEqualTo("2 hits, 1 misses, 1 puts");
        assertThat(domain(Task.class.getName()))
                .as("elements")
                .isEqualTo("2 hits, 0 misses, 1 puts");
    }

    @Test
    void naturalId_missedAndFound_isCountedOnce() {
        for (int i = 0; i < 3; i++) {
            inTransaction(
                    factory,
                    session -> session.bySimpleNaturalId(User.class).load("ann@example.org"));
        }
        var counts = factory.getStatistics().getNaturalIdStatistics(User.class.getName());
        assertThat(counts.getCacheHitCount()).isEqualTo(2);
        assertThat(counts.getCacheMissCount()).isEqualTo(1);
        assertThat(counts.getCachePutCount()).isEqualTo(1);
    }

    @Test
    void query_missedAndFound_isCountedOnce() {
        for (int i = 0; i < 3; i++) {
            inTransaction(factory, StatisticsIT::query);
        }
        assertThat(query("default-query-results-region")).isEqualTo("2 hits, 1 misses, 1 puts");

        inTransaction(factory, session -> session.find(Task.class, 1L).title = "new");
        inTransaction(factory, StatisticsIT::query);
        assertThat(query("default-query-results-region")).isEqualTo("2 hits, 2 misses, 2 puts");
    }

    @Test
    void write_countsAsOnePut_forEveryAccessTypeThatStores() {
        inTransaction(factory, session -> session.persist(new Task(2, "t", null)));
        assertThat(domain(Task.class.getName())).isEqualTo("0 hits, 0 misses, 1 puts");
        inTransaction(factory, session -> session.find(Task.class, 2L).title = "new");
        assertThat(domain(Task.class.getName())).isEqualTo("1 hits, 0 misses, 2 puts");

        inTransaction(factory, session -> session.persist(new Ledger(1, 1)));
        inTransaction(factory, session -> session.find(Ledger.class, 1L).balance = 2);
        assertThat(domain(Ledger.class.getName()))
                .as("an unversioned assigned id makes Hibernate look first")
                .isEqualTo("1 hits, 0 misses, 2 puts");

        inTransaction(factory, session -> session.persist(new Counter(1, 1)));
        assertThat(domain(Counter.class.getName()))
                .as("NONSTRICT_READ_WRITE stores nothing it wrote")
                .isEqualTo("0 hits, 0 misses, 0 puts");
    }

    private static void query(Session session) {
        session.createSelectionQuery("select title from Task", String.class)
                .setCacheable(true)
                .list();
    }

    private String domain(String region) {
        var counts = factory.getStatistics().getDomainDataRegionStatistics(region);
        return counts.getHitCount()
                + " hits, "
                + counts.getMissCount()
                + " misses, "
                + counts.getPutCount()
                + " puts";
    }

    private String query(String region) {
        var counts = factory.getStatistics().getQueryRegionStatistics(region);
        return counts.getHitCount()
                + " hits, "
                + counts.getMissCount()
                + " misses, "
                + counts.getPutCount()
                + " puts";
    }
}
