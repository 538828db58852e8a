package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Board.Census;
import io.hibernateredis.region.Board.Counter;
import io.hibernateredis.region.Board.Ledger;
import io.hibernateredis.region.Board.Profile;
import io.hibernateredis.region.Board.Setting;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.testing.RedisExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writers that roll back, fail, die, or meet each other. */
class WriterFaultsIT {

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES).with("hibernate.cache.redis.lease", "500ms");

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    session.persist(new Task(1, "old", null));
                    session.persist(new Setting(1, "a0", "b0"));
                    session.persist(new Profile(1, "a0", "b0"));
                    session.persist(new Counter(1, 1));
                    session.persist(new Ledger(1, 1));
                });
        Board.awaitSeen(other, one);
    }

    @Test
    void flushedState_beforeCommit_isSeenByItsSessionAlone() {
        cacheEverywhere();
        inTransaction(
                one,
                session -> {
                    session.find(Task.class, 1L).title = "new";
                    session.flush();
                    session.clear();

                    assertThat(session.find(Task.class, 1L).title).as("own write").isEqualTo("new");
                    assertThat(titleSeenBy(other)).as("another's").isEqualTo("old");
                    assertThat(statements(other, () -> titleSeenBy(other)))
                            .as("still cached")
                            .isZero();
                });
        assertThat(titleSeenBy(other)).isEqualTo("new");
    }

    @Test
    void flushedState_rolledBack_isNeverCached() {
        cacheEverywhere();
        rollingBack(
                one,
                session -> {
                    session.find(Task.class, 1L).title = "never";
                    session.flush();
                    session.clear();
                    assertThat(session.find(Task.class, 1L).title).isEqualTo("never");
                    assertThat(
                                    session.createSelectionQuery("from Task", Task.class)
                                            .setCacheable(true)
                                            .list())
                            .extracting(task -> task.title)
                            .containsExactly("never");
                });
        for (SessionFactory member : new SessionFactory[] {one, other}) {
            assertThat(titleSeenBy(member)).isEqualTo("old");
            assertThat(tasksFoundBy(member)).extracting(task -> task.title).containsExactly("old");
        }
    }

    @Test
    void entityLoadedBesideAnUncommittedWrite_isNotPutBeforeTheCommit() {
        inTransaction(one, session -> session.persist(new Census(1)));
        one.getCache().evictAllRegions();
        rollingBack(
                one,
                session -> {
                    session.persist(new Task(2, "never", null));
                    session.flush();
                    assertThat(session.find(Census.class, 1L).tasks).isEqualTo(2);
                });
        inTransaction(
                other, session -> assertThat(session.find(Census.class, 1L).tasks).isEqualTo(1));
    }

    @Test
    void insertedEntity_rolledBack_isNotThere() {
        rollingBack(
                one,
                session -> {
                    session.persist(new Task(2, "never", null));
                    session.flush();
                });
        inTransaction(other, session -> assertThat(session.find(Task.class, 2L)).isNull());
        inTransaction(one, session -> assertThat(session.find(Task.class, 2L)).isNull());
    }

    @Test
    void commitWhoseOutcomeIsUnknown_isHiddenAndThenSeen() {
        cacheEverywhere();
        Cluster.connections(one)
                .afterNextCommit(
                        () -> {
                            throw new IllegalStateException("the answer to the commit was lost");
                        });
        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        one, session -> session.find(Task.class, 1L).title = "new"))
                .hasStackTraceContaining("the answer to the commit was lost");

        assertThat(titleSeenBy(one)).isEqualTo("new");
        assertThat(titleSeenBy(other)).isEqualTo("new");
        assertThat(Cluster.counters(one).count(Event.UNKNOWN_OUTCOME)).isEqualTo(1);
    }

    @Test
    void writerThatDies_betweenCommitAndClose_leavesNothingStale() throws InterruptedException {
        assertHiddenFromOthersAfterDeath(
                session -> session.find(Task.class, 1L).title = "new",
                () -> assertThat(titleSeenBy(other)).isEqualTo("new"));
    }

    @Test
    void nonstrictWriterThatDies_betweenCommitAndClose_leavesNothingStale()
            throws InterruptedException {
        assertHiddenFromOthersAfterDeath(
                session -> session.find(Counter.class, 1L).amount = 2,
                () ->
                        inTransaction(
                                other,
                                session ->
                                        assertThat(session.find(Counter.class, 1L).amount)
                                                .isEqualTo(2)));
    }

    private void assertHiddenFromOthersAfterDeath(
            java.util.function.Consumer<Session> write, Runnable check)
            throws InterruptedException {
        cacheEverywhere();
        inTransaction(other, session -> session.find(Counter.class, 1L));
        var committed = new CountDownLatch(1);
        var forever = new CountDownLatch(1);
        Cluster.connections(one)
                .afterNextCommit(
                        () -> {
                            // Neither a close nor a heartbeat comes from a JVM that died here.
                            Cluster.cache(one).store().close();
                            committed.countDown();
                            try {
                                forever.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        var writer =
                new Thread(
                        () -> {
                            try {
                                inTransaction(one, write);
                            } catch (RuntimeException dead) {
                                // Nobody is there to hear it.
                            }
                        });
        writer.setDaemon(true);
        writer.start();
        assertThat(committed.await(10, TimeUnit.SECONDS)).isTrue();
        for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                System.nanoTime() < until; ) {
            check.run();
        }
        writer.interrupt();
        writer.join();
    }

    /**
     * Hibernate itself stores nothing of a row that it updates column by column without a version.
     */
    @Test
    void twoWritersOfDifferentColumnsOfOneUnversionedRow_leaveBothColumns() {
        inTransaction(
                one,
                mine -> {
                    var setting = mine.find(Setting.class, 1L);
                    inTransaction(other, theirs -> theirs.find(Setting.class, 1L).b = "b1");
                    setting.a = "a1";
                });
        for (SessionFactory member : List.of(one, other)) {
            inTransaction(
                    member,
                    session -> {
                        var setting = session.find(Setting.class, 1L);
                        assertThat(setting.a + setting.b).isEqualTo("a1b1");
                    });
        }
    }

    @Test
    void writerWhoseRowAnotherChangedSinceItWasRead_storesNothing() {
        inTransaction(
                one,
                mine -> {
                    var profile = mine.find(Profile.class, 1L);
                    inTransaction(other, theirs -> theirs.find(Profile.class, 1L).b = "b1");
                    profile.a = "a1";
                });
        assertProfile("a1b1");
    }

    @Test
    void writerWhoseRowAnotherChangedSinceAnEarlierTransactionOfItsSession_storesNothing() {
        try (Session session = one.openSession()) {
            session.beginTransaction();
            var profile = session.find(Profile.class, 1L);
            session.getTransaction().commit();

            inTransaction(other, theirs -> theirs.find(Profile.class, 1L).b = "b1");
            Board.awaitSeen(one, other);

            session.beginTransaction();
            profile.a = "a1";
            session.getTransaction().commit();
        }
        assertProfile("a1b1");
    }

    @Test
    void writerWhoseRowABulkStatementChangedSinceItWasRead_storesNothing() {
        inTransaction(
                one,
                mine -> {
                    var profile = mine.find(Profile.class, 1L);
                    inTransaction(
                            other,
                            theirs ->
                                    theirs.createMutationQuery("update Profile set b = 'b1'")
                                            .executeUpdate());
                    profile.a = "a1";
                });
        assertProfile("a1b1");
    }

    private void assertProfile(String both) {
        for (SessionFactory member : List.of(one, other)) {
            inTransaction(
                    member,
                    session -> {
                        var profile = session.find(Profile.class, 1L);
                        assertThat(profile.a + profile.b).isEqualTo(both);
                    });
        }
    }

    @Test
    void transactionalEntity_writtenByItsSession_isReadFromTheUnitOfWork() {
        inTransaction(one, session -> session.find(Ledger.class, 1L));
        inTransaction(
                one,
                session -> {
                    session.find(Ledger.class, 1L).balance = 2;
                    session.flush();
                    session.clear();
                    assertThat(
                                    statements(
                                            one,
                                            () ->
                                                    assertThat(
                                                                    session.find(Ledger.class, 1L)
                                                                            .balance)
                                                            .isEqualTo(2)))
                            .isZero();
                    inTransaction(
                            other,
                            theirs ->
                                    assertThat(theirs.find(Ledger.class, 1L).balance).isEqualTo(1));
                });
        inTransaction(
                other, session -> assertThat(session.find(Ledger.class, 1L).balance).isEqualTo(2));
    }

    @Test
    void transactionalEntity_writtenAndThenChangedByABulkStatement_isReadFromTheDatabase() {
        inTransaction(
                one,
                session -> {
                    session.find(Ledger.class, 1L).balance = 2;
                    session.flush();
                    session.createMutationQuery("update Ledger set balance = 3").executeUpdate();
                    session.clear();
                    assertThat(session.find(Ledger.class, 1L).balance).isEqualTo(3);
                });
        inTransaction(
                other, session -> assertThat(session.find(Ledger.class, 1L).balance).isEqualTo(3));
    }

    @Test
    void transactionalEntity_storedAfterTheTransactionBegan_isNotSeenByIt() {
        inTransaction(one, session -> session.find(Ledger.class, 1L));
        inTransaction(
                one,
                mine -> {
                    inTransaction(other, theirs -> theirs.find(Ledger.class, 1L).balance = 2);
                    assertThat(statements(one, () -> mine.find(Ledger.class, 1L))).isEqualTo(1);
                });
    }

    @Test
    void sessionClosedWithoutEndOfItsTransaction_hidesWhatItTouched() {
        cacheEverywhere();
        try (Session session = one.openSession()) {
            session.beginTransaction();
            session.find(Task.class, 1L).title = "perhaps";
            session.flush();
        }
        String inDatabase =
                fromTransaction(
                        other,
                        session ->
                                session.createNativeQuery(
                                                "select title from Task where id = 1", String.class)
                                        .getSingleResult());
        assertThat(titleSeenBy(other)).isEqualTo(inDatabase);
        assertThat(titleSeenBy(one)).isEqualTo(inDatabase);
    }

    @Test
    void changeWithoutTransaction_isSeenAtOnce() {
        cacheEverywhere();
        one.inStatelessSession(
                session -> {
                    var task = new Task(7, "autocommitted", null);
                    session.insert(task);
                });
        inTransaction(
                other,
                session ->
                        assertThat(session.find(Task.class, 7L).title).isEqualTo("autocommitted"));
    }

    @Test
    void transaction_whenRedisIsDeadAndRollbackIsDemanded_isRolledBack() {
        SessionFactory strict =
                cluster.join(
                        Map.of(
                                "hibernate.cache.redis.uri", "redis://localhost:1",
                                "hibernate.cache.redis.on_unreachable", "rollback"));

        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        strict,
                                        session -> session.find(Task.class, 1L).title = "never"))
                .hasStackTraceContaining("hibernate.cache.redis.on_unreachable=rollback");
        assertThat(titleSeenBy(other)).isEqualTo("old");
        assertThat(titleSeenBy(strict)).as("reads go to the database").isEqualTo("old");
    }

    private void cacheEverywhere() {
        titleSeenBy(one);
        titleSeenBy(other);
        assertThat(statements(other, () -> titleSeenBy(other))).isZero();
    }

    private static void rollingBack(
            SessionFactory factory, java.util.function.Consumer<Session> action) {
        try (Session session = factory.openSession()) {
            session.beginTransaction();
            action.accept(session);
            session.getTransaction().rollback();
        }
    }

    private static List<Task> tasksFoundBy(SessionFactory factory) {
        return fromTransaction(
                factory,
                session ->
                        session.createSelectionQuery("from Task", Task.class)
                                .setCacheable(true)
                                .list());
    }

    private static String titleSeenBy(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }
}
