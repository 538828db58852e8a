package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.roundTrips;
import static io.hibernateredis.region.Cluster.settle;
import static io.hibernateredis.region.Cluster.statelessly;
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
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions that ask once, and then read from the memory of their JVM. */
class NearBarrierIT {

    private static final Map<String, Object> BARRIER =
            Map.of("hibernate.cache.redis.near", "barrier");
    private static final Map<String, Object> LEASE = Map.of("hibernate.cache.redis.near", "lease");

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Board.ENTITIES);

    private SessionFactory one;
    private SessionFactory other;
    private SessionFactory plain;

    @BeforeEach
    void start() {
        one = cluster.join(BARRIER);
        other = cluster.join(BARRIER);
        plain = cluster.join();
        inTransaction(
                plain,
                session -> {
                    var project = new Project(1L, "project");
                    session.persist(project);
                    for (long t = 1; t <= 20; t++) {
                        session.persist(new Task(100 + t, "task " + t, project));
                    }
                    session.persist(new User(1, "ann@example.org", "Ann"));
                });
        plain.getCache().evictAllRegions();
    }

    private static void readAll(Session session) {
        assertThat(session.find(Project.class, 1L).tasks).hasSize(20);
        assertThat(session.find(Task.class, 101L).title).isNotNull();
        assertThat(session.bySimpleNaturalId(User.class).load("ann@example.org").name).isNotNull();
        assertThat(session.createSelectionQuery("from Task", Task.class).setCacheable(true).list())
                .hasSize(20);
    }

    private static void awaitNear(SessionFactory factory) {
        // Hibernate 7.1 looks up results in another way.
        assumeTrue(HibernateVersion.scopesOperations());
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                roundTrips(
                                                factory,
                                                () ->
                                                        inTransaction(
                                                                factory, NearBarrierIT::readAll))
                                        == 1);
    }

    private static String title(Session session) {
        session.clear();
        return session.find(Task.class, 101L).title;
    }

    private static void rename(SessionFactory factory, String title) {
        inTransaction(factory, session -> session.find(Task.class, 101L).title = title);
    }

    private static String titleOf(SessionFactory factory) {
        return fromTransaction(factory, NearBarrierIT::title);
    }

    private static void awaitTitleNear(SessionFactory factory) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> {
                            long before = counters(factory).count(Event.NEAR_HIT);
                            String unused = titleOf(factory);
                            return counters(factory).count(Event.NEAR_HIT) > before;
                        });
    }

    /** What a transaction reads again after others did something while it ran. */
    private static void inTheMiddle(
            SessionFactory factory, Runnable others, Consumer<Session> then) {
        awaitTitleNear(factory);
        inTransaction(
                factory,
                session -> {
                    assertThat(title(session)).isNotNull();
                    others.run();
                    then.accept(session);
                });
    }

    @Test
    void transaction_takesOneMessage_howeverMuchItReadsNear() {
        awaitNear(one);
        long before = counters(one).count(Event.NEAR_HIT);

        assertAsksOnce(
                () ->
                        inTransaction(
                                one,
                                session -> {
                                    for (int i = 0; i < 10; i++) {
                                        readAll(session);
                                        session.clear();
                                    }
                                }));

        assertThat(counters(one).count(Event.NEAR_HIT)).isGreaterThan(before + 200);
    }

    /** Once, and once more for each second, if this machine is busy. */
    private void assertAsksOnce(Runnable transaction) {
        long began = System.nanoTime();
        long messages = roundTrips(one, transaction);
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertThat(messages).isBetween(1L, 1 + seconds);
    }

    @Test
    void transaction_thatReadsNothingNear_doesNotAsk() {
        awaitTitleNear(one);
        rename(plain, "renamed");

        assertThat(roundTrips(one, () -> inTransaction(one, s -> s.find(Task.class, 102L))))
                .isEqualTo(1);
        assertThat(roundTrips(one, () -> inTransaction(one, session -> {}))).isZero();
    }

    @Test
    void write_ofAnyJvm_isSeenByTransactionsThatBeginLater() {
        SessionFactory leased = cluster.join(LEASE);
        SessionFactory[] all = {one, other, plain, leased};
        for (int i = 0; i < 60; i++) {
            String title = "title " + i;
            rename(all[i % all.length], title);
            for (SessionFactory reader : all) {
                assertThat(titleOf(reader)).isEqualTo(title);
            }
        }
        for (SessionFactory near : new SessionFactory[] {one, other, leased}) {
            assertThat(counters(near).count(Event.NEAR_HIT)).isPositive();
        }
    }

    @Test
    void sessions_ofTwoTransactions_askInEach() {
        awaitTitleNear(one);
        try (Session session = one.openSession()) {
            for (int i = 0; i < 5; i++) {
                String title = "title " + i;
                rename(plain, title);
                session.beginTransaction();
                assertThat(title(session)).isEqualTo(title);
                session.getTransaction().commit();
            }
        }
    }

    @Test
    void session_withoutTransaction_asksForEachRead() {
        awaitTitleNear(one);
        try (Session session = one.openSession()) {
            assertThat(
                            roundTrips(
                                    one,
                                    () -> {
                                        title(session);
                                        title(session);
                                    }))
                    .isEqualTo(2);
            for (int i = 0; i < 5; i++) {
                String title = "title " + i;
                rename(plain, title);
                assertThat(title(session)).isEqualTo(title);
            }
        }
    }

    @Test
    void statelessSession_takesOneMessage_andSeesWhatWasCommittedBefore() {
        awaitTitleNear(one);
        rename(plain, "renamed");
        awaitTitleNear(one);

        assertAsksOnce(
                () ->
                        statelessly(
                                one,
                                session -> {
                                    for (int i = 0; i < 3; i++) {
                                        assertThat(session.get(Task.class, 101L).title)
                                                .isEqualTo("renamed");
                                    }
                                }));
    }

    @Test
    void read_afterACommitOfAnotherJvm_isAsOfTheBarrier_untilItIsASecondOld() {
        awaitTitleNear(one);
        String before = titleOf(one);
        inTransaction(
                one,
                session -> {
                    long began = System.nanoTime();
                    assertThat(title(session)).isEqualTo(before);
                    rename(plain, "renamed");
                    String title = title(session);
                    if (System.nanoTime() - began < Duration.ofMillis(900).toNanos()) {
                        assertThat(title).isEqualTo(before);
                    }

                    await().atMost(Duration.ofSeconds(5))
                            .pollInSameThread()
                            .until(() -> title(session).equals("renamed"));
                });
    }

    @Test
    void read_afterAStatement_isNotOlderThanThat() {
        inTheMiddle(
                one,
                () -> rename(plain, "by a query"),
                session -> {
                    var rows = session.createNativeQuery("select 1", Integer.class).list();
                    assertThat(rows).hasSize(1);
                    assertThat(title(session)).isEqualTo("by a query");
                });
        inTheMiddle(
                one,
                () -> rename(plain, "by an update"),
                session -> {
                    session.createMutationQuery("update AppUser set name = 'Bea'").executeUpdate();
                    assertThat(title(session)).isEqualTo("by an update");
                });
        inTheMiddle(
                one,
                () -> rename(plain, "by a flush"),
                session -> {
                    session.persist(new User(2, "bea@example.org", "Bea"));
                    session.flush();
                    assertThat(title(session)).isEqualTo("by a flush");
                });
        inTheMiddle(
                one,
                () -> rename(plain, "by a refresh"),
                session -> {
                    session.refresh(session.find(Project.class, 1L));
                    assertThat(title(session)).isEqualTo("by a refresh");
                });
    }

    @Test
    void read_afterAStatementOfASessionOnTheSameConnection_isNotOlderThanThat() {
        inTheMiddle(
                one,
                () -> rename(plain, "by a child"),
                session -> {
                    try (var child = session.sessionWithOptions().connection().openSession()) {
                        var rows = child.createNativeQuery("select 1", Integer.class).list();
                        assertThat(rows).hasSize(1);
                    }
                    assertThat(title(session)).isEqualTo("by a child");
                });
        awaitTitleNear(one);
        inTransaction(
                one,
                session -> {
                    try (var child = session.sessionWithOptions().connection().openSession()) {
                        assertThat(title(child)).isEqualTo("by a child");
                        rename(plain, "by a flush");
                        // Hibernate reports this one to the parent, which has read nothing.
                        child.persist(new User(2, "bea@example.org", "Bea"));
                        child.flush();
                        assertThat(title(child)).isEqualTo("by a flush");
                    }
                });
    }

    @Test
    void read_underALock_seesWhatItsLastHolderCommitted() throws Exception {
        awaitNear(one);
        var holder = plain.openSession();
        holder.beginTransaction();
        holder.find(Project.class, 1L, LockModeType.PESSIMISTIC_WRITE);
        holder.find(Task.class, 101L).title = "by the holder";
        holder.persist(new Task(200, "new", holder.find(Project.class, 1L)));
        holder.flush();

        inTransaction(
                one,
                session -> {
                    assertThat(title(session)).isEqualTo("task 1");
                    var end =
                            CompletableFuture.runAsync(
                                    () -> {
                                        holder.getTransaction().commit();
                                        holder.close();
                                    });
                    session.clear();
                    var project = session.find(Project.class, 1L, LockModeType.PESSIMISTIC_WRITE);
                    end.join();
                    settle(plain);
                    assertThat(session.find(Task.class, 101L).title).isEqualTo("by the holder");
                    assertThat(project.tasks).hasSize(21);
                });
    }

    @Test
    void read_afterAMissInRedis_isNotOlderThanThat() {
        inTheMiddle(
                one,
                () -> rename(plain, "renamed"),
                session -> {
                    assertThat(statements(one, () -> session.find(Task.class, 105L)))
                            .isLessThanOrEqualTo(1);
                    assertThat(title(session)).isEqualTo("renamed");
                });
        // Also without a statement: the other task is found in Redis.
        inTransaction(plain, s -> assertThat(s.find(Task.class, 106L).title).isNotNull());
        inTheMiddle(
                one,
                () -> rename(plain, "again"),
                session -> {
                    assertThat(statements(one, () -> session.find(Task.class, 106L))).isZero();
                    assertThat(roundTrips(one, () -> title(session))).isLessThanOrEqualTo(1);
                    assertThat(title(session)).isEqualTo("again");
                });
    }

    @Test
    void ownWrite_isSeenByItsTransaction_andByOthersOnceItCommitted() {
        awaitTitleNear(one);
        inTransaction(
                one,
                session -> {
                    session.find(Task.class, 101L).title = "own";
                    session.flush();
                    assertThat(title(session)).isEqualTo("own");
                    assertThat(titleOf(other)).isEqualTo("task 1");
                    assertThat(titleOf(one)).isEqualTo("task 1");
                });
        assertThat(titleOf(one)).isEqualTo("own");
        assertThat(titleOf(other)).isEqualTo("own");
    }

    @Test
    void ownWrite_thatIsRolledBack_isSeenByNone() {
        awaitTitleNear(one);
        try (Session session = one.openSession()) {
            session.beginTransaction();
            session.find(Task.class, 101L).title = "never";
            session.flush();
            session.getTransaction().rollback();
            assertThat(title(session)).isEqualTo("task 1");
        }
        assertThat(titleOf(one)).isEqualTo("task 1");
    }

    @Test
    void commit_andEviction_ofTheSameJvm_areSeenWithoutAsking() {
        inTheMiddle(
                one,
                () -> rename(one, "by an inner transaction"),
                session -> {
                    assertThat(title(session)).isEqualTo("by an inner transaction");
                });
        inTheMiddle(
                one,
                () -> one.getCache().evict(Task.class, 101L),
                session -> assertThat(statements(one, () -> title(session))).isEqualTo(1));
    }

    @Test
    void writers_waitForNoBarrier_andABarrierWaitsForLeases() {
        awaitNear(one);
        String mirrors = "{hr:0}m";
        assertThat(REDIS.admin().exists(mirrors)).isFalse();
        assertThat(roundTrips(plain, () -> rename(plain, "plain"))).isLessThanOrEqualTo(2);
        assertThat(REDIS.admin().exists(mirrors)).isFalse();

        SessionFactory leased = cluster.join(LEASE);
        awaitTitleNear(leased);
        assertThat(REDIS.admin().hlen(mirrors)).isGreaterThanOrEqualTo(2);
        for (int i = 0; i < 20; i++) {
            String title = "by one " + i;
            rename(one, title);
            assertThat(titleOf(leased)).isEqualTo(title);
        }
    }

    @Test
    void lossOfEverything_isNoticedByTheNextTransaction() {
        awaitTitleNear(one);
        REDIS.admin().flushAll();

        assertThat(statements(one, () -> titleOf(one))).isEqualTo(1);
    }
}
