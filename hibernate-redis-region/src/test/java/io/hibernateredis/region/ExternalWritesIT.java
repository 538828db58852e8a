package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.external.ExternalWrites;
import io.hibernateredis.external.RowChange;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that were written past this cache are evicted, and no others. That nothing stays that should
 * go, over many mappings, the fuzzer of the query cache module shows.
 */
class ExternalWritesIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private SessionFactory one;
    private SessionFactory other;
    private ExternalWrites external;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        external = ExternalWrites.of(one);
        inTransaction(
                one,
                session -> {
                    for (long p = 1; p <= 3; p++) {
                        var project = new Project(p, "p" + p);
                        session.persist(project);
                        session.persist(new Task(10 * p, "t" + p, project));
                    }
                    session.persist(new User(1, "ann@example.org", "Ann"));
                    session.persist(new User(2, "bob@example.org", "Bob"));
                });
        one.getCache().evictAllRegions();
        Board.awaitSeen(other, one);
    }

    private void sql(String sql) {
        cluster.execute(sql);
    }

    private static Map<String, Object> task(long id, String title, Object project, long version) {
        return Map.of("ID", id, "TITLE", title, "PROJECT_ID", project, "VERSION", version);
    }

    private static String title(SessionFactory factory, long id) {
        return fromTransaction(factory, session -> session.find(Task.class, id).title);
    }

    private static Set<Long> tasksOf(SessionFactory factory, long project) {
        return fromTransaction(factory, session -> tasksOf(session, project));
    }

    private static Set<Long> tasksOf(Session session, long project) {
        return session.find(Project.class, project).tasks.stream()
                .map(task -> task.id)
                .collect(Collectors.toSet());
    }

    /** What is read from now on may be cached. */
    private void awaitSeen() {
        Cluster.settle(one);
        Board.awaitSeen(other, one);
    }

    private void warm() {
        for (int i = 0; i < 2; i++) {
            for (SessionFactory each : List.of(one, other)) {
                for (long p = 1; p <= 3; p++) {
                    tasksOf(each, p);
                    title(each, 10 * p);
                }
                byEmail(each, "ann@example.org");
                byEmail(each, "bob@example.org");
            }
        }
    }

    private static Object byEmail(SessionFactory factory, String email) {
        return fromTransaction(
                factory,
                session -> {
                    User user = session.bySimpleNaturalId(User.class).load(email);
                    return user == null ? "none" : user.id;
                });
    }

    @Test
    void row_whoseImagesAreKnown_leavesOthersInTheCache() {
        warm();
        sql("update Task set title = 'new', version = 1 where id = 10");

        external.evict(
                List.of(RowChange.updated("Task", task(10, "t1", 1, 0), task(10, "new", 1, 1))));
        awaitSeen();

        assertThat(title(other, 10)).isEqualTo("new");
        assertThat(statements(other, () -> title(other, 20))).isZero();
        assertThat(statements(other, () -> tasksOf(other, 1))).isZero();
        assertThat(statements(other, () -> tasksOf(other, 2))).isZero();
    }

    @Test
    void row_thatMoves_evictsTheCollectionsThatItLeavesAndJoins() {
        warm();
        sql("update Task set project_id = 2 where id = 10");

        external.evict(
                List.of(RowChange.updated("task", task(10, "t1", "1", 0), task(10, "t1", "2", 0))));

        assertThat(tasksOf(other, 1)).isEmpty();
        assertThat(tasksOf(other, 2)).containsExactlyInAnyOrder(10L, 20L);
        assertThat(statements(other, () -> tasksOf(other, 3))).isZero();
    }

    @Test
    void row_ofWhichOnlyTheKeyIsKnown_evictsWhatItMayHaveBeenIn() {
        warm();
        sql("update Task set project_id = 2 where id = 10");

        external.evictRows("Task", Map.of("id", "10"));

        assertThat(tasksOf(other, 1)).isEmpty();
        assertThat(tasksOf(other, 2)).containsExactlyInAnyOrder(10L, 20L);
        assertThat(statements(other, () -> title(other, 20))).isZero();
        assertThat(statements(other, () -> tasksOf(other, 3))).isPositive();
    }

    @Test
    void rows_namedByAForeignKey_evictTheirCollectionAlone() {
        warm();
        sql("update Task set title = 'new' where project_id = 1");

        external.evictRows("Task", Map.of("project_id", 1));

        assertThat(title(other, 10)).isEqualTo("new");
        assertThat(statements(other, () -> tasksOf(other, 2))).isPositive();
        warm();
        sql("insert into Task (id, title, project_id, version) values (11, 'x', 1, 0)");
        external.evict(List.of(RowChange.inserted("Task", task(11, "x", 1, 0))));
        assertThat(tasksOf(other, 1)).containsExactlyInAnyOrder(10L, 11L);
        assertThat(statements(other, () -> tasksOf(other, 2))).isZero();
    }

    @Test
    void tables_evictEverythingThatDependsOnThem() {
        warm();
        sql("delete from Task");

        external.evictTables("TASK");

        assertThat(tasksOf(other, 1)).isEmpty();
        assertThat(tasksOf(other, 3)).isEmpty();
        inTransaction(other, session -> assertThat(session.find(Task.class, 10L)).isNull());
    }

    @Test
    void naturalId_thatChanges_isEvicted() {
        warm();
        sql("update AppUser set email = 'bob@example.org' || id");
        sql("update AppUser set email = 'ann@example.org' where id = 2");

        external.evictRows("AppUser", Map.of("id", 1));
        external.evictRows("AppUser", Map.of("id", 2));

        assertThat(byEmail(other, "ann@example.org")).isEqualTo(2L);
        assertThat(byEmail(other, "bob@example.org")).isEqualTo("none");
    }

    /** The statement of the session asks for the version, which SQL has left alone. */
    @Test
    void writer_whoLoadedTheRowBefore_doesNotKnowWhereItIs() {
        warm();
        Session session = one.openSession();
        session.beginTransaction();
        Task task = session.find(Task.class, 10L);
        sql("update Task set project_id = 2 where id = 10");
        external.evict(
                List.of(RowChange.updated("Task", task(10, "t1", 1, 0), task(10, "t1", 2, 0))));
        assertThat(tasksOf(other, 2)).containsExactlyInAnyOrder(10L, 20L);
        assertMovesFromProject2(session, task);
    }

    /** The session loaded the task in another project, and moves it to the third. */
    private void assertMovesFromProject2(Session session, Task task) {
        awaitSeen();
        assertThat(tasksOf(other, 2)).containsExactlyInAnyOrder(10L, 20L);
        Cluster.settle(other);
        assertThat(other.getCache().containsCollection(Project.class.getName() + ".tasks", 2L))
                .isTrue();

        task.project = session.find(Project.class, 3L);
        session.getTransaction().commit();
        session.close();
        Cluster.settle(one);

        assertThat(tasksOf(other, 2)).containsExactly(20L);
        assertThat(tasksOf(other, 3)).containsExactlyInAnyOrder(10L, 30L);
    }

    /** Its first version is the one that was loaded. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void row_deletedAndInsertedWithItsVersion_isNotTheOneThatWasLoaded(boolean bySql) {
        warm();
        Session session = one.openSession();
        session.beginTransaction();
        Task task = session.find(Task.class, 10L);
        comeBackInProject2(bySql);
        assertMovesFromProject2(session, task);
    }

    private void comeBackInProject2(boolean bySql) {
        if (bySql) {
            sql("delete from Task where id = 10");
            sql("insert into Task (id, title, project_id, version) values (10, 't1', 2, 0)");
            external.evictRows("Task", Map.of("id", 10));
        } else {
            inTransaction(other, session -> session.remove(session.find(Task.class, 10L)));
            inTransaction(
                    other,
                    session ->
                            session.persist(new Task(10, "t1", session.find(Project.class, 2L))));
            Cluster.settle(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback"})
    void eviction_thatCannotBeTold_saysSoAndIsPending(String onUnreachable) {
        SessionFactory third =
                cluster.join(Map.of("hibernate.cache.redis.on_unreachable", onUnreachable));
        warm();
        REDIS.server().pause();
        sql("update Task set project_id = 2, title = 'new' where id = 10");

        assertThatThrownBy(() -> ExternalWrites.of(third).evictTables("Task"))
                .isInstanceOf(CacheUnreachableException.class)
                .hasMessageContaining("it is pending");

        REDIS.server().resume();
        await().atMost(LONGEST)
                .until(() -> Cluster.cache(third).store().pendingInvalidations() == 0);
        assertThat(title(third, 10)).isEqualTo("new");
        assertThat(title(other, 10)).isEqualTo("new");
        assertThat(tasksOf(other, 2)).containsExactlyInAnyOrder(10L, 20L);
    }

    @Test
    void eviction_returns_whenNoJvmServesWhatIsNear() {
        SessionFactory near = cluster.join(Map.of("hibernate.cache.redis.near", "lease"));
        await().atMost(LONGEST).until(() -> roundTrips(near, () -> tasksOf(near, 1)) == 0);
        sql("update Task set project_id = 2 where id = 10");

        external.evictRows("Task", Map.of("id", 10));

        assertThat(tasksOf(near, 1)).isEmpty();
        assertThat(tasksOf(near, 2)).containsExactlyInAnyOrder(10L, 20L);
    }

    @Test
    void marksInTheLog_ofAnotherDatabaseThanPostgresql_areRefused() {
        assertThatThrownBy(
                        () -> cluster.join(Map.of("hibernate.cache.redis.capture_marks", "true")))
                .hasStackTraceContaining(
                        "hibernate.cache.redis.capture_marks may be true with PostgreSQL alone");
    }

    @Test
    void names_thatAreNotMapped_areRefused() {
        assertThatThrownBy(() -> external.evictTables("tsk"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("table must be one that the mapping names, but was 'tsk'")
                .hasMessageContaining("Task");
        assertThatThrownBy(() -> external.evictRows("Task", Map.of("owner", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column of Task must be one that the mapping names")
                .hasMessageContaining("'owner'");
        assertThatThrownBy(() -> external.evictRows("Task", Map.of("id", "ten")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column id of Task: 'ten'")
                .hasMessageContaining("java.lang.Long");
        assertThatThrownBy(() -> external.evictRows("Task", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns must be at least one");
    }
}
