package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.inTransaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.admin.CacheAdmin;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.region.Board.Census;
import io.hibernateredis.region.Board.Note;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Setting;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.Hibernate;
import org.hibernate.ObjectNotFoundException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StaleStateException;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hits that are compared with the database: what is stale is found, what is not raises no alarm.
 */
class ConsistencyMonitorIT {

    private static final String RATE = "hibernate.cache.redis.monitor.rate";

    /** How many hits are compared under load: with 100000 it takes some minutes. */
    private static final int SAMPLES = Integer.getInteger("monitor.samples", 1500);

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private SessionFactory start(Map<String, Object> settings) {
        SessionFactory factory = cluster.join(settings);
        inTransaction(
                factory,
                session -> {
                    var project = new Project(1, "project");
                    session.persist(project);
                    session.persist(new Task(1, "task", project));
                    session.persist(new User(1, "ann@example.org", "Ann"));
                });
        return factory;
    }

    private void behindTheCache(String... statements) {
        try (var connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readAll(SessionFactory factory) {
        inTransaction(
                factory,
                session -> {
                    session.find(Project.class, 1L);
                    session.find(User.class, 1L);
                });
        inTransaction(
                factory, session -> session.bySimpleNaturalId(User.class).load("ann@example.org"));
        inTransaction(
                factory,
                session -> {
                    Project project = session.find(Project.class, 1L);
                    if (project != null) {
                        Hibernate.initialize(project.tasks);
                    }
                });
    }

    private static void awaitStale(SessionFactory factory, String region) {
        CacheAdmin admin = CacheAdmin.of(factory);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            readAll(factory);
                            return admin.regions().stream()
                                    .anyMatch(
                                            each ->
                                                    each.region().equals(region)
                                                            && each.stale() > 0);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "lease", "barrier"})
    void rowThatWasChangedPastTheCache_isFound_andLoggedWithoutItsKey(String near) {
        var factory = start(Map.of(RATE, 100, "hibernate.cache.redis.near", near));
        readAll(factory);

        behindTheCache("update AppUser set name = 'secret' where id = 1");

        String region = User.class.getName();
        String log = CapturedLog.during(() -> awaitStale(factory, region));
        assertThat(log)
                .contains("Region [" + region + "]: the entry with the hash ")
                .contains("is stale")
                .doesNotContain("User#1", "secret", "ann@example.org");
        assertThat(counters(factory).count(Event.STALE)).isPositive();
        assertThat(counters(factory).count(Event.CHECKED))
                .isGreaterThan(counters(factory).count(Event.STALE));
    }

    @Test
    void keyOfWhatIsStale_isLogged_ifItMayBeShown() {
        var factory = start(Map.of(RATE, 100, "hibernate.cache.redis.monitor.show_keys", true));
        readAll(factory);

        behindTheCache("update AppUser set name = 'secret' where id = 1");

        String region = User.class.getName();
        assertThat(CapturedLog.during(() -> awaitStale(factory, region)))
                .contains("Region [" + region + "]: the entry " + region + "#1 is stale")
                .doesNotContain("secret");
    }

    @Test
    void rowThatWasDeletedPastTheCache_isFound() {
        var factory = start(Map.of(RATE, 100));
        readAll(factory);

        behindTheCache("delete from AppUser where id = 1");

        awaitStale(factory, User.class.getName());
    }

    @Test
    void elementThatWasAddedPastTheCache_isFound() {
        var factory = start(Map.of(RATE, 100));
        readAll(factory);

        behindTheCache(
                "insert into Task (id, title, project_id, version) values (2, 'other', 1, 0)");

        awaitStale(factory, Project.class.getName() + ".tasks");
    }

    @Test
    void naturalIdThatWasChangedPastTheCache_isFound() {
        var factory =
                cluster.join(
                        Map.of(RATE, 100), sources -> sources.addAnnotatedClass(Account.class));
        inTransaction(factory, session -> session.persist(new Account(1, "ann")));
        Runnable resolve =
                () ->
                        inTransaction(
                                factory,
                                session ->
                                        session.bySimpleNaturalId(Account.class)
                                                .getReference("ann"));
        resolve.run();

        behindTheCache("update Account set name = 'other' where id = 1");

        CacheAdmin admin = CacheAdmin.of(factory);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            resolve.run();
                            return admin.regions().stream()
                                    .anyMatch(
                                            each ->
                                                    each.region().contains("NaturalId")
                                                            && each.stale() > 0);
                        });
    }

    /** Of which the natural id alone is cached. */
    @jakarta.persistence.Entity(name = "Account")
    @org.hibernate.annotations.NaturalIdCache
    static class Account {
        @jakarta.persistence.Id Long id;
        @org.hibernate.annotations.NaturalId String name;

        Account() {}

        Account(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @Test
    void rowThatChangesAndChangesBack_isNotStale() {
        var factory = start(Map.of(RATE, 1000));
        readAll(factory);
        long before = counters(factory).count(Event.CHECKED);

        for (int i = 0; i < 200; i++) {
            behindTheCache("update AppUser set name = 'other' where id = 1");
            inTransaction(factory, session -> session.find(User.class, 1L));
            behindTheCache("update AppUser set name = 'Ann' where id = 1");
            inTransaction(factory, session -> session.find(User.class, 1L));
        }

        await().until(
                        () -> {
                            readAll(factory);
                            return counters(factory).count(Event.CHECKED) > before + 20;
                        });
        assertThat(counters(factory).count(Event.STALE)).isZero();
    }

    @Test
    void byDefault_nothingIsCompared() {
        var factory = start(Map.of());
        for (int i = 0; i < 20; i++) {
            readAll(factory);
        }

        assertThat(counters(factory).count(Event.HIT)).isPositive();
        assertThat(counters(factory).count(Event.CHECKED)).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("hibernate-redis-monitor"));
    }

    @Test
    void comparisons_areNoHitsNorMisses_andStoreNothing() {
        var factory = start(Map.of(RATE, 10000));
        readAll(factory);
        readAll(factory);
        Cluster.settle(factory);
        await().until(() -> counters(factory).count(Event.CHECKED) > 0);
        // What was sampled is compared by then.
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        long hits = counters(factory).count(Event.HIT);
        long misses = counters(factory).count(Event.MISS);
        long stored = counters(factory).count(Event.STORED);
        long checked = counters(factory).count(Event.CHECKED);

        inTransaction(factory, session -> session.find(User.class, 1L));
        await().until(() -> counters(factory).count(Event.CHECKED) > checked);

        assertThat(counters(factory).count(Event.HIT)).isEqualTo(hits + 1);
        assertThat(counters(factory).count(Event.MISS)).isEqualTo(misses);
        assertThat(counters(factory).count(Event.STORED)).isEqualTo(stored);
    }

    @Test
    void rate_thatIsOutOfRange_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSettings.from(Map.of(RATE, "10001")))
                .withMessage(RATE + " must be 0 to 10000, but was 10001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "lease", "barrier"})
    void whatIsWrittenThroughTheCache_raisesNoAlarm(String near) throws Exception {
        Map<String, Object> settings = Map.of(RATE, 10_000, "hibernate.cache.redis.near", near);
        SessionFactory one = cluster.join(settings);
        SessionFactory other = cluster.join(settings);
        inTransaction(one, ConsistencyMonitorIT::persistAll);
        var done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var random = new SplittableRandom(i);
            SessionFactory factory = i % 2 == 0 ? one : other;
            boolean writes = i < 3;
            running.add(
                    threads.submit(
                            () -> {
                                while (!done.get()) {
                                    work(factory, random, writes);
                                }
                            }));
        }
        await().atMost(Duration.ofMinutes(30)).until(() -> checked(one, other) >= SAMPLES / 3);
        done.set(true);
        for (Future<?> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        // What differed is looked at once more before it counts.
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

        assertThat(counters(one).count(Event.STALE) + counters(other).count(Event.STALE))
                .as("of %s", checked(one, other))
                .isZero();
    }

    private static long checked(SessionFactory one, SessionFactory other) {
        return counters(one).count(Event.CHECKED) + counters(other).count(Event.CHECKED);
    }

    private static void persistAll(Session session) {
        for (long p = 0; p < 4; p++) {
            session.persist(new Project(p, "project"));
            session.persist(new User(p, "user" + p + "@example.org", "user"));
            session.persist(new Setting(p, "a", "b"));
            session.persist(new Census(p));
        }
        for (long t = 0; t < 20; t++) {
            session.persist(new Task(t, "task", session.getReference(Project.class, t % 4)));
        }
    }

    private static void work(SessionFactory factory, SplittableRandom random, boolean writes) {
        try {
            if (writes && random.nextInt(4) == 0) {
                write(factory, random);
            } else {
                factory.inTransaction(session -> read(session, random));
            }
        } catch (StaleStateException
                | ConstraintViolationException
                | ObjectNotFoundException
                | jakarta.persistence.OptimisticLockException
                | jakarta.persistence.PessimisticLockException
                | jakarta.persistence.LockTimeoutException e) {
            // Another thread was faster.
        } catch (jakarta.persistence.RollbackException e) {
            // As above, found by the commit.
        }
    }

    private static void read(Session session, SplittableRandom random) {
        long id = random.nextInt(4);
        switch (random.nextInt(5)) {
            case 0 -> session.find(Task.class, (long) random.nextInt(20));
            case 1 -> Hibernate.initialize(session.find(Project.class, id).tasks);
            case 2 -> session.bySimpleNaturalId(User.class).load("user" + id + "@example.org");
            case 3 -> session.find(Setting.class, id);
            default -> session.find(Census.class, id);
        }
    }

    private static void write(SessionFactory factory, SplittableRandom random) {
        long id = random.nextInt(4);
        long task = random.nextInt(20);
        String text = "text " + random.nextInt(1000);
        switch (random.nextInt(9)) {
            case 0 -> factory.inTransaction(s -> s.find(Project.class, id).name = text);
            case 1 -> factory.inTransaction(s -> changeTask(s, task, text, random));
            case 2 -> factory.inTransaction(s -> s.find(User.class, id).name = text);
            case 3 -> factory.inTransaction(s -> s.find(Setting.class, id).a = text);
            case 4 -> factory.inTransaction(s -> renameAll(s, text));
            case 5 -> factory.getCache().evictEntityData(Task.class, task);
            case 6 -> factory.inTransaction(s -> deleteOrInsert(s, task, id, text));
            case 7 -> factory.inTransaction(s -> s.persist(new Note(text)));
            default -> rollBack(factory, id, text);
        }
    }

    private static void changeTask(Session session, long id, String text, SplittableRandom random) {
        Task task = session.find(Task.class, id);
        if (task != null) {
            task.title = text;
            task.project = session.getReference(Project.class, (long) random.nextInt(4));
        }
    }

    private static void renameAll(Session session, String text) {
        session.createMutationQuery("update Setting set b = :text")
                .setParameter("text", text)
                .executeUpdate();
    }

    private static void deleteOrInsert(Session session, long id, long project, String text) {
        Task task = session.find(Task.class, id);
        if (task == null) {
            session.persist(new Task(id, text, session.getReference(Project.class, project)));
        } else {
            session.remove(task);
        }
    }

    private static void rollBack(SessionFactory factory, long id, String text) {
        try (Session session = factory.openSession()) {
            var transaction = session.beginTransaction();
            session.find(Project.class, id).name = text;
            session.flush();
            transaction.rollback();
        }
    }
}
