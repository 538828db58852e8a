package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.region.Board.Country;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import java.util.List;
import java.util.Map;
import org.hibernate.CacheMode;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernateHints;
import org.hibernate.jpa.SpecHints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways in which an application tells whether and how the cache is used. */
class CacheModesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Project.class, Task.class, Country.class, Shop.Unit.class);

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    var project = new Project(1, "p");
                    session.persist(project);
                    session.persist(new Task(1, "old", project));
                    session.persist(new Shop.Unit("kg", "kilogram"));
                });
        one.getCache().evictAllRegions();
        Board.awaitSeen(other, one);
        Board.awaitSeen(one, other);
    }

    @Test
    void modeOfASession_decidesWhatIsReadAndPut() {
        find(one, CacheMode.IGNORE);
        assertThat(isCached()).as("IGNORE puts nothing").isFalse();
        find(one, CacheMode.GET);
        assertThat(isCached()).as("GET puts nothing").isFalse();
        find(one, CacheMode.PUT);
        assertThat(isCached()).as("PUT puts").isTrue();

        assertThat(statements(other, () -> find(other, CacheMode.NORMAL))).isZero();
        assertThat(statements(other, () -> find(other, CacheMode.GET))).isZero();
        assertThat(statements(other, () -> find(other, CacheMode.PUT))).isEqualTo(1);
        assertThat(statements(other, () -> find(other, CacheMode.REFRESH))).isEqualTo(1);
        assertThat(statements(other, () -> find(other, CacheMode.IGNORE))).isEqualTo(1);
    }

    @Test
    void rowChangedPastTheCache_isTakenInByRefresh() {
        find(one, CacheMode.NORMAL);
        find(other, CacheMode.NORMAL);
        behindTheBack("update Task set title = 'outside'");
        assertThat(find(other, CacheMode.NORMAL)).as("nobody told the cache").isEqualTo("old");

        assertThat(find(other, CacheMode.REFRESH)).isEqualTo("outside");

        assertThat(find(one, CacheMode.NORMAL)).isEqualTo("outside");
        assertThat(statements(one, () -> find(one, CacheMode.NORMAL))).isZero();
    }

    @Test
    void hintsOfFind_decideWhatIsReadAndPut() {
        findWithHints(one, CacheRetrieveMode.BYPASS, CacheStoreMode.BYPASS);
        assertThat(isCached()).isFalse();
        findWithHints(one, CacheRetrieveMode.BYPASS, CacheStoreMode.USE);
        assertThat(isCached()).isTrue();
        assertThat(
                        statements(
                                one,
                                () ->
                                        findWithHints(
                                                one, CacheRetrieveMode.USE, CacheStoreMode.USE)))
                .isZero();
        behindTheBack("update Task set title = 'outside'");
        findWithHints(one, CacheRetrieveMode.BYPASS, CacheStoreMode.REFRESH);
        assertThat(find(other, CacheMode.NORMAL)).isEqualTo("outside");
    }

    @Test
    void modeOfAQuery_decidesWhetherItsResultIsReadAndPut() {
        query(one, CacheMode.IGNORE);
        assertThat(statements(one, () -> query(one, CacheMode.IGNORE))).isEqualTo(1);
        query(one, CacheMode.NORMAL);
        assertThat(statements(other, () -> query(other, CacheMode.GET))).isZero();
        assertThat(statements(other, () -> query(other, CacheMode.PUT))).isEqualTo(1);
        behindTheBack("update Task set title = 'outside'");
        assertThat(query(other, CacheMode.NORMAL)).containsExactly("old");
        assertThat(query(other, CacheMode.REFRESH)).containsExactly("outside");
        assertThat(query(one, CacheMode.NORMAL)).containsExactly("outside");
        assertThat(statements(one, () -> query(one, CacheMode.IGNORE))).isEqualTo(1);
    }

    @Test
    void structuredEntries_areReadByMembersThatUseThem() {
        Map<String, Object> structured = Map.of(AvailableSettings.USE_STRUCTURED_CACHE, true);
        assertMembersShareWhatTheyRead(cluster.join(structured), cluster.join(structured));
    }

    @Test
    void minimalPutsAndAutoEviction_keepMembersRight() {
        Map<String, Object> settings =
                Map.of(
                        AvailableSettings.USE_MINIMAL_PUTS,
                        true,
                        AvailableSettings.AUTO_EVICT_COLLECTION_CACHE,
                        true);
        var a = cluster.join(settings);
        var b = cluster.join(settings);
        assertMembersShareWhatTheyRead(a, b);
        assertThat(tasks(b)).isEqualTo(1);
        inTransaction(
                a,
                session ->
                        session.persist(new Task(2, "t", session.getReference(Project.class, 1L))));
        assertThat(tasks(b)).isEqualTo(2);
        inTransaction(a, session -> session.remove(session.find(Task.class, 2L)));
        assertThat(tasks(b)).isEqualTo(1);
    }

    private static void assertMembersShareWhatTheyRead(SessionFactory a, SessionFactory b) {
        for (String title : List.of("one", "two")) {
            assertThat(tasks(a)).isEqualTo(1);
            inTransaction(a, session -> session.find(Task.class, 1L).title = title);
            Board.awaitSeen(b, a);
            assertThat(find(b, CacheMode.NORMAL)).isEqualTo(title);
            assertThat(tasks(b)).isEqualTo(1);
            assertThat(statements(b, () -> find(b, CacheMode.NORMAL))).isZero();
            assertThat(statements(a, () -> tasks(a))).isZero();
        }
    }

    @Test
    void referenceEntries_giveTheVeryObjectBack_inEachMember() {
        Map<String, Object> references =
                Map.of(AvailableSettings.USE_DIRECT_REFERENCE_CACHE_ENTRIES, true);
        var a = cluster.join(references);
        var b = cluster.join(references);
        for (SessionFactory member : List.of(a, b)) {
            Shop.Unit first = unit(member);
            Shop.Unit second = unit(member);
            assertThat(statements(member, () -> assertThat(unit(member)).isSameAs(second)))
                    .isZero();
            assertThat(first.name).isEqualTo("kilogram");
        }
        a.getCache().evict(Shop.Unit.class, "kg");
        assertThat(statements(b, () -> unit(b))).as("evicted by the other").isEqualTo(1);
    }

    @Test
    void refreshLockEvictClearAndMerge_seeWhatIsCommitted() {
        find(one, CacheMode.NORMAL);
        Task detached =
                fromTransaction(
                        one,
                        session -> {
                            var task = session.find(Task.class, 1L);
                            inTransaction(other, s -> s.find(Task.class, 1L).title = "new");
                            session.refresh(task);
                            assertThat(task.title).isEqualTo("new");
                            session.evict(task);
                            return task;
                        });
        inTransaction(
                one,
                session -> {
                    session.lock(session.find(Task.class, 1L), LockMode.PESSIMISTIC_WRITE);
                    session.clear();
                    assertThat(session.find(Task.class, 1L).title).isEqualTo("new");
                });
        detached.title = "merged";
        inTransaction(one, session -> session.merge(detached));
        for (SessionFactory member : List.of(one, other)) {
            assertThat(find(member, CacheMode.NORMAL)).isEqualTo("merged");
            assertThat(query(member, CacheMode.NORMAL)).containsExactly("merged");
        }
    }

    private boolean isCached() {
        return other.getCache().containsEntity(Task.class, 1L);
    }

    private static String find(SessionFactory factory, CacheMode mode) {
        return fromTransaction(
                factory,
                // Hibernate's find does not heed Session.setCacheMode, but an option of its own.
                session -> session.find(Task.class, 1L, mode).title);
    }

    private static void findWithHints(
            SessionFactory factory, CacheRetrieveMode retrieve, CacheStoreMode store) {
        inTransaction(
                factory,
                session ->
                        session.find(
                                Task.class,
                                1L,
                                Map.<String, Object>of(
                                        SpecHints.HINT_SPEC_CACHE_RETRIEVE_MODE,
                                        retrieve,
                                        SpecHints.HINT_SPEC_CACHE_STORE_MODE,
                                        store)));
    }

    private static List<String> query(SessionFactory factory, CacheMode mode) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery("select title from Task", String.class)
                                .setHint(HibernateHints.HINT_CACHEABLE, true)
                                .setCacheMode(mode)
                                .list());
    }

    private static int tasks(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Project.class, 1L).tasks.size());
    }

    private static Shop.Unit unit(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Shop.Unit.class, "kg"));
    }

    private void behindTheBack(String sql) {
        try (Session session = one.openSession()) {
            session.doWork(
                    connection -> {
                        try (var statement = connection.createStatement()) {
                            statement.execute(sql);
                            connection.commit();
                        }
                    });
        }
    }
}
