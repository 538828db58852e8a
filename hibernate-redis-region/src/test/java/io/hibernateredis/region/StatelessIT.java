package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statelessly;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a stateless session writes, and what others read afterwards. */
class StatelessIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(
                            REDIS,
                            Stream.of(Board.ENTITIES, new Class<?>[] {Band.class, Fan.class})
                                    .flatMap(Stream::of)
                                    .toArray(Class<?>[]::new))
                    .with("hibernate.cache.redis.lease", "300ms");

    /** How a stateless session is used. */
    private static final Map<String, BiConsumer<SessionFactory, Consumer<StatelessSession>>> WAYS =
            new LinkedHashMap<>();

    static {
        WAYS.put("in a transaction", Cluster::statelessly);
        WAYS.put("without one", SessionFactory::inStatelessSession);
        if (HibernateVersion.scopesOperations()) {
            // Hibernate 7.1 has no stateless children.
            WAYS.put("as the child of a session", StatelessIT::inChild);
        }
    }

    private static void inChild(SessionFactory factory, Consumer<StatelessSession> action) {
        inTransaction(
                factory,
                session -> {
                    try (var child = session.statelessWithOptions().connection().open()) {
                        action.accept(child);
                    }
                });
    }

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
    }

    @Test
    void insertUpdateAndDelete_areSeenByFindAndByCachedQuery() {
        WAYS.forEach(
                (way, stateless) -> {
                    assertThat(titles(other)).as(way).isEmpty();
                    stateless.accept(one, s -> s.insert(new Task(1, "new", null)));
                    assertThat(titles(other)).as("inserted %s", way).containsExactly("new");

                    stateless.accept(
                            one,
                            s -> {
                                var task = s.get(Task.class, 1L);
                                task.title = "updated";
                                s.update(task);
                            });
                    assertThat(titles(other)).as("updated %s", way).containsExactly("updated");

                    stateless.accept(
                            one,
                            s -> {
                                var task = s.get(Task.class, 1L);
                                task.title = "upserted";
                                s.upsert(task);
                            });
                    assertThat(titles(other)).as("upserted %s", way).containsExactly("upserted");

                    stateless.accept(one, s -> s.delete(s.get(Task.class, 1L)));
                    assertThat(titles(other)).as("deleted %s", way).isEmpty();
                });
    }

    @Test
    void bulkStatements_areSeenByFindAndByCachedQuery() {
        inTransaction(one, session -> session.persist(new Task(1, "old", null)));
        WAYS.forEach(
                (way, stateless) -> {
                    if (way.equals("without one")) {
                        return;
                    }
                    titles(other);
                    stateless.accept(
                            one,
                            s ->
                                    s.createMutationQuery("update Task set title = 'bulk'")
                                            .executeUpdate());
                    assertThat(titles(other)).as("bulk %s", way).containsExactly("bulk");

                    stateless.accept(
                            one,
                            s ->
                                    s.createNativeMutationQuery("update Task set title = 'native'")
                                            .executeUpdate());
                    assertThat(titles(other)).as("native %s", way).containsExactly("native");
                });
    }

    @Test
    void insertsOfGeneratedIds_andMany_areSeen() {
        WAYS.forEach(
                (way, stateless) -> {
                    int before = notes(other);
                    stateless.accept(one, s -> s.insert(new Note("one")));
                    assertThat(notes(other)).as(way).isEqualTo(before + 1);
                    stateless.accept(
                            one,
                            s -> s.insertMultiple(List.of(new Note("two"), new Note("three"))));
                    assertThat(notes(other)).as(way).isEqualTo(before + 3);
                });
    }

    @Test
    void collectionsOfWhatAStatelessSessionWrites_areSeen() {
        inTransaction(one, session -> session.persist(new Fan(1)));
        WAYS.forEach(
                (way, stateless) -> {
                    var band = new Band(1, "old");
                    stateless.accept(
                            one,
                            s -> {
                                band.fans.add(s.get(Fan.class, 1L));
                                s.insert(band);
                            });
                    assertThat(bandSeenBy(other)).as(way).isEqualTo("old[old][1][1][old]");

                    stateless.accept(
                            one,
                            s -> {
                                band.labels.set(0, "new");
                                band.fans.clear();
                                s.update(band);
                            });
                    assertThat(bandSeenBy(other)).as(way).isEqualTo("old[new][][][new]");

                    stateless.accept(
                            one,
                            s -> {
                                band.labels.set(0, "newer");
                                band.fans.add(s.get(Fan.class, 1L));
                                s.upsert(band);
                            });
                    assertThat(bandSeenBy(other)).as(way).isEqualTo("old[newer][1][1][newer]");

                    stateless.accept(one, s -> s.delete(band));
                    assertThat(bandSeenBy(other)).as(way).isEqualTo("null[][]");
                });
    }

    @Test
    void childOfACachedCollection_insertedMovedOrDeleted_isSeen() {
        inTransaction(
                one,
                session -> {
                    session.persist(new Project(1, "p"));
                    session.persist(new Project(2, "q"));
                });
        WAYS.forEach(
                (way, stateless) -> {
                    assertThat(tasksOfBoth(other)).as(way).isEqualTo("0 0");
                    stateless.accept(
                            one, s -> s.insert(new Task(1, "t", s.get(Project.class, 1L))));
                    assertThat(tasksOfBoth(other)).as("inserted %s", way).isEqualTo("1 0");
                    stateless.accept(
                            one,
                            s -> {
                                var task = s.get(Task.class, 1L);
                                task.project = s.get(Project.class, 2L);
                                s.update(task);
                            });
                    assertThat(tasksOfBoth(other)).as("moved %s", way).isEqualTo("0 1");
                    stateless.accept(one, s -> s.delete(s.get(Task.class, 1L)));
                    assertThat(tasksOfBoth(other)).as("deleted %s", way).isEqualTo("0 0");
                });
    }

    @Test
    void naturalId_movedByAStatelessSession_isNotResolvedToItsOldOwner() {
        WAYS.forEach(
                (way, stateless) -> {
                    stateless.accept(one, s -> s.insert(new User(1, "a@example.org", "A")));
                    assertThat(idSeenBy(other)).as(way).isEqualTo(1);
                    stateless.accept(
                            one,
                            s -> {
                                var user = s.get(User.class, 1L);
                                user.email = "b@example.org";
                                s.update(user);
                            });
                    assertThat(idSeenBy(other)).as("updated %s", way).isNull();
                    stateless.accept(one, s -> s.insert(new User(2, "a@example.org", "B")));
                    assertThat(idSeenBy(other)).as("inserted %s", way).isEqualTo(2);
                    stateless.accept(one, s -> s.delete(s.get(User.class, 2L)));
                    stateless.accept(one, s -> s.delete(s.get(User.class, 1L)));
                    assertThat(idSeenBy(other)).as("deleted %s", way).isNull();
                });
    }

    @Test
    void insert_inATransactionLongerThanALease_isNotHiddenByWhatWasReadMeanwhile() {
        assertThat(titles(other)).isEmpty();
        statelessly(
                one,
                s -> {
                    s.insert(new Task(1, "new", null));
                    long until = System.nanoTime() + 700_000_000L;
                    Awaitility.await()
                            .until(
                                    () -> {
                                        assertThat(titles(other)).isEmpty();
                                        return System.nanoTime() > until;
                                    });
                });
        assertThat(titles(other)).containsExactly("new");
        statelessly(one, s -> s.delete(s.get(Task.class, 1L)));
    }

    @Test
    void transactionOfManyInserts_needsOneRoundTrip() {
        assertThat(
                        roundTrips(
                                one,
                                () ->
                                        statelessly(
                                                one,
                                                s -> {
                                                    for (long id = 1; id <= 50; id++) {
                                                        s.insert(new Task(id, "t", null));
                                                    }
                                                })))
                .isEqualTo(1);
    }

    @Test
    void refresh_readsFromTheDatabase_whatTheCacheDoesNotKnow() {
        inTransaction(one, session -> session.persist(new Task(1, "old", null)));
        titles(one);
        one.inStatelessSession(
                s -> {
                    var task = s.get(Task.class, 1L);
                    inTransaction(other, session -> session.find(Task.class, 1L).title = "new");
                    s.refresh(task);
                    assertThat(task.title).isEqualTo("new");
                });
        assertThat(titles(one)).containsExactly("new");
    }

    private static List<String> titles(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    var found = session.find(Task.class, 1L);
                    List<String> titles = queried(session, "select title from Task", String.class);
                    assertThat(found == null ? List.of() : List.of(found.title)).isEqualTo(titles);
                    return titles;
                });
    }

    private static int notes(SessionFactory factory) {
        return fromTransaction(
                factory, session -> queried(session, "select id from Note", Long.class).size());
    }

    private static String bandSeenBy(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    var band = session.find(Band.class, 1L);
                    var fan = session.find(Fan.class, 1L);
                    return (band == null
                                    ? "null"
                                    : band.name
                                            + band.labels
                                            + band.fans.stream().map(f -> f.id).toList())
                            + fan.bands.stream().map(b -> b.id).toList()
                            + queried(
                                    session, "select l from Band b join b.labels l", String.class);
                });
    }

    private static String tasksOfBoth(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.find(Project.class, 1L).tasks.size()
                                + " "
                                + session.find(Project.class, 2L).tasks.size());
    }

    private static Long idSeenBy(SessionFactory factory) {
        return fromTransaction(
                factory,
                session -> {
                    var user = session.bySimpleNaturalId(User.class).load("a@example.org");
                    return user == null ? null : user.id;
                });
    }

    private static <R> List<R> queried(Session session, String hql, Class<R> type) {
        return session.createSelectionQuery(hql, type).setCacheable(true).list();
    }

    @Entity(name = "Band")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Band {
        @Id Long id;
        String name;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> labels = new ArrayList<>();

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Fan> fans = new HashSet<>();

        Band() {}

        Band(long id, String name) {
            this.id = id;
            this.name = name;
            labels.add(name);
        }
    }

    @Entity(name = "Fan")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Fan {
        @Id Long id;

        @ManyToMany(mappedBy = "fans")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Band> bands = new HashSet<>();

        Fan() {}

        Fan(long id) {
            this.id = id;
        }
    }
}
