package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static io.hibernateredis.region.Cluster.whenARowIsLoaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Board.Counter;
import io.hibernateredis.region.Board.Country;
import io.hibernateredis.region.Board.Ledger;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Setting;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody writes what a loader has read and not yet put. */
class LoaderRacesIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    SessionFactory loader;
    SessionFactory writer;

    @BeforeEach
    void start() {
        loader = cluster.join();
        writer = cluster.join();
        inTransaction(
                writer,
                session -> {
                    var project = new Project(1, "old");
                    session.persist(project);
                    session.persist(new Task(1, "old", project));
                    session.persist(new Setting(1, "old", "old"));
                    session.persist(new Counter(1, 1));
                    session.persist(new Ledger(1, 1));
                    session.persist(new User(1, "old@example.org", "old"));
                    session.persist(new Note("old"));
                    session.persist(new Country("OL", "old"));
                });
        writer.getCache().evictAllRegions();
        Board.awaitSeen(loader, writer);
    }

    @Test
    void put_ofARowThatAnotherUpdatedMeanwhile_isRefused() {
        whenARowIsLoaded(loader, () -> rename("new"));

        assertThat(titleSeenBy(loader)).as("what the loader had read").isEqualTo("old");

        assertThat(refused(loader)).isPositive();
        assertThat(titleSeenBy(loader)).isEqualTo("new");
        assertThat(titleSeenBy(writer)).isEqualTo("new");
    }

    @Test
    void put_ofARowThatABulkStatementUpdatedMeanwhile_isRefused() {
        whenARowIsLoaded(
                loader,
                () ->
                        inTransaction(
                                writer,
                                session ->
                                        session.createMutationQuery(
                                                        "update Task set title = 'new' where id ="
                                                                + " 1")
                                                .executeUpdate()));

        assertThat(titleSeenBy(loader)).isEqualTo("old");

        assertThat(titleSeenBy(loader)).isEqualTo("new");
        assertThat(titleSeenBy(writer)).isEqualTo("new");
    }

    @Test
    void put_ofARowThatNativeSqlUpdatedMeanwhile_isRefused() {
        whenARowIsLoaded(
                loader,
                () ->
                        inTransaction(
                                writer,
                                session ->
                                        session.createNativeQuery(
                                                        "update Task set title = 'new' where id ="
                                                                + " 1")
                                                .addSynchronizedEntityClass(Task.class)
                                                .executeUpdate()));

        assertThat(titleSeenBy(loader)).isEqualTo("old");
        assertThat(titleSeenBy(loader)).isEqualTo("new");
    }

    @Test
    void put_afterTheWritersEntryWasEvictedToo_isRefused() {
        whenARowIsLoaded(
                loader,
                () -> {
                    rename("new");
                    writer.getCache().evict(Task.class, 1L);
                    REDIS.admin().keys("*e:*").forEach(REDIS.admin()::del);
                });

        assertThat(titleSeenBy(loader)).isEqualTo("old");
        assertThat(titleSeenBy(loader)).isEqualTo("new");
    }

    @Test
    void put_ofARowThatWasDeletedMeanwhile_isRefused() {
        whenARowIsLoaded(
                loader,
                () ->
                        inTransaction(
                                writer, session -> session.remove(session.find(Task.class, 1L))));

        inTransaction(loader, session -> session.find(Task.class, 1L));

        inTransaction(loader, session -> assertThat(session.find(Task.class, 1L)).isNull());
    }

    @Test
    void put_ofWhatAStatelessSessionWroteMeanwhile_isRefused() {
        whenARowIsLoaded(
                loader,
                () ->
                        Cluster.statelessly(
                                writer,
                                session -> {
                                    var task = session.get(Task.class, 1L);
                                    task.title = "new";
                                    session.update(task);
                                }));

        assertThat(titleSeenBy(loader)).isEqualTo("old");
        assertThat(titleSeenBy(loader)).isEqualTo("new");
        assertThat(titleSeenBy(writer)).isEqualTo("new");
    }

    @Test
    void regionCleared_duringAWritersTransaction_leavesNothingOfItBehind() {
        Cluster.connections(writer).beforeNextCommit(() -> loader.getCache().evict(Task.class));
        rename("new");

        assertThat(Cluster.counters(writer).count(Event.CLOSED)).isPositive();
        assertThat(statements(loader, () -> assertThat(titleSeenBy(loader)).isEqualTo("new")))
                .as(
                        "the region was cleared after the writer had announced itself, so it stored"
                                + " nothing")
                .isPositive();
    }

    @Test
    void collection_loadedBeforeAChildIsAdded_isRefused() {
        inTransaction(loader, session -> session.find(Project.class, 1L));
        whenARowIsLoaded(loader, Task.class, () -> addTaskWithoutTouchingTheCollection(2));

        assertThat(tasksSeenBy(loader)).isEqualTo(1);
        assertThat(tasksSeenBy(loader)).isEqualTo(2);
        assertThat(tasksSeenBy(writer)).isEqualTo(2);
    }

    @Test
    void collection_cachedBeforeAChildIsInsertedMovedOrRemoved_isInvalid() {
        inTransaction(writer, session -> session.persist(new Project(2, "other")));
        assertThat(tasksSeenBy(loader)).isEqualTo(1);
        assertThat(tasksSeenBy(loader)).isEqualTo(1);

        addTaskWithoutTouchingTheCollection(2);
        assertThat(tasksSeenBy(loader)).as("inserted").isEqualTo(2);

        inTransaction(
                writer,
                session ->
                        session.find(Task.class, 2L).project =
                                session.getReference(Project.class, 2L));
        assertThat(tasksSeenBy(loader)).as("moved away").isEqualTo(1);

        inTransaction(writer, session -> session.remove(session.find(Task.class, 1L)));
        assertThat(tasksSeenBy(loader)).as("removed").isZero();
    }

    /** What comes along with a collection serves the collection alone. */
    @Test
    void elementThatLeftTheCollection_isReadAsItIsThen() {
        inTransaction(
                writer, s -> s.persist(new Task(2, "old", s.getReference(Project.class, 1L))));
        Board.awaitSeen(loader, writer);
        for (int i = 0; i < 3; i++) {
            inTransaction(loader, s -> assertThat(s.find(Project.class, 1L).tasks).hasSize(2));
        }
        inTransaction(writer, session -> session.find(Task.class, 2L).project = null);
        Board.awaitSeen(loader, writer);
        inTransaction(loader, s -> assertThat(s.find(Project.class, 1L).tasks).hasSize(1));

        inTransaction(
                loader,
                session -> {
                    assertThat(session.find(Project.class, 1L).tasks).hasSize(1);
                    inTransaction(writer, s -> s.find(Task.class, 2L).title = "new");
                    assertThat(session.find(Task.class, 2L).title).isEqualTo("new");
                });
    }

    @Test
    void query_cachedBeforeAWriteOfItsTable_isInvalid() {
        for (String title : List.of("a", "b", "c")) {
            rename(title);
            assertThat(titlesFoundBy(loader)).containsExactly(title);
            assertThat(titlesFoundBy(loader)).containsExactly(title);
            assertThat(titlesFoundBy(writer)).containsExactly(title);
        }
        assertThat(statements(loader, () -> titlesFoundBy(loader))).isZero();
    }

    @Test
    void query_whoseTableIsWrittenWhileItRuns_isNotServed() {
        whenARowIsLoaded(loader, () -> rename("new"));
        List<Task> before =
                fromTransaction(
                        loader,
                        session ->
                                session.createSelectionQuery("from Task", Task.class)
                                        .setCacheable(true)
                                        .list());
        assertThat(before.get(0).title).isEqualTo("old");

        List<Task> after =
                fromTransaction(
                        loader,
                        session ->
                                session.createSelectionQuery("from Task", Task.class)
                                        .setCacheable(true)
                                        .list());
        assertThat(after.get(0).title).isEqualTo("new");
    }

    @Test
    void naturalId_thatMovedToAnotherEntity_resolvesToIt() {
        assertThat(idSeenBy(loader, "old@example.org")).isEqualTo(1);
        assertThat(idSeenBy(loader, "old@example.org")).isEqualTo(1);

        inTransaction(writer, session -> session.find(User.class, 1L).email = "new@example.org");
        assertThat(idSeenBy(loader, "old@example.org")).isNull();
        assertThat(idSeenBy(loader, "new@example.org")).isEqualTo(1);

        inTransaction(writer, session -> session.persist(new User(2, "old@example.org", "other")));
        assertThat(idSeenBy(loader, "old@example.org")).isEqualTo(2);

        inTransaction(writer, session -> session.remove(session.find(User.class, 2L)));
        assertThat(idSeenBy(loader, "old@example.org")).isNull();
    }

    private void rename(String title) {
        inTransaction(writer, session -> session.find(Task.class, 1L).title = title);
    }

    private void addTaskWithoutTouchingTheCollection(long id) {
        inTransaction(
                writer,
                session ->
                        session.persist(
                                new Task(id, "child", session.getReference(Project.class, 1L))));
    }

    private static String titleSeenBy(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }

    private static int tasksSeenBy(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Project.class, 1L).tasks.size());
    }

    private static Long idSeenBy(SessionFactory factory, String email) {
        return fromTransaction(
                factory,
                session -> {
                    User user = session.bySimpleNaturalId(User.class).load(email);
                    return user == null ? null : user.id;
                });
    }

    private static List<String> titlesFoundBy(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery("select title from Task", String.class)
                                .setCacheable(true)
                                .list());
    }

    private static long refused(SessionFactory factory) {
        return Cluster.counters(factory).count(Event.REFUSED);
    }
}
