package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static io.hibernateredis.region.Cluster.fromTransaction;
import static io.hibernateredis.region.Cluster.inTransaction;
import static io.hibernateredis.region.Cluster.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.region.Board.Project;
import io.hibernateredis.region.Board.Task;
import io.hibernateredis.region.Board.User;
import io.hibernateredis.testing.RedisExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cache.spi.TimestampsRegion;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis hangs, dies, forgets, comes back older, or holds what nobody of us wrote. */
class ServerFaultsIT {

    @RegisterExtension static final RedisExtension REDIS = RedisExtension.ownServer();

    @RegisterExtension
    final Cluster cluster =
            new Cluster(REDIS, Board.ENTITIES)
                    .with("hibernate.cache.redis.read_timeout", "300ms")
                    .with("hibernate.cache.redis.heartbeat", "50ms")
                    .with("hibernate.cache.redis.trust", "1s")
                    .with("hibernate.cache.redis.lease", "500ms");

    SessionFactory one;
    SessionFactory other;

    @BeforeEach
    void start() {
        one = cluster.join();
        other = cluster.join();
        inTransaction(
                one,
                session -> {
                    var project = new Project(1, "old");
                    session.persist(project);
                    session.persist(new Task(1, "old", project));
                    session.persist(new User(1, "old@example.org", "old"));
                });
        one.getCache().evictAllRegions();
        Board.awaitSeen(other, one);
    }

    @Test
    void hangingRedis_costsATransactionOneTimeout_andThenNothing() {
        cacheEverywhere();
        REDIS.server().pause();

        for (int i = 0; i < 20; i++) {
            inTransaction(
                    one,
                    session -> {
                        assertThat(session.find(Project.class, 1L).tasks).hasSize(1);
                        assertThat(session.find(Task.class, 1L).title).isEqualTo("old");
                    });
        }
        assertThat(counters(one).count(Event.READ_FAILED))
                .as("each transaction asks once at most, and after three failures nobody asks")
                .isBetween(1L, 3L);
        assertThat(counters(one).count(Event.BYPASSED)).isPositive();

        REDIS.server().resume();
        awaitHits(one);
    }

    @Test
    void updateWhileRedisHangs_commits_andIsSeenAfterwardsByAll() {
        cacheEverywhere();
        REDIS.server().pause();
        inTransaction(one, session -> session.find(Task.class, 1L).title = "new");

        assertThat(titleSeenBy(one)).as("from the database").isEqualTo("new");
        assertThat(counters(one).count(Event.INVALIDATION_PENDING)).isPositive();

        REDIS.server().resume();
        for (int i = 0; i < 50; i++) {
            assertThat(titleSeenBy(one)).isEqualTo("new");
        }
        await().until(() -> Cluster.cache(one).store().pendingInvalidations() == 0);
        assertThat(titleSeenBy(other)).isEqualTo("new");
        awaitHits(one);
    }

    @Test
    void updateThatCouldNotBeAnnounced_isToldAfterItsCommit_evenIfRedisIsBackBefore() {
        cacheEverywhere();
        Cluster.connections(one)
                .beforeNextCommit(
                        () -> {
                            REDIS.server().resume();
                            await().until(() -> heartbeatsOf(one));
                            other.getCache().evict(Task.class, 1L);
                            awaitHits(other);
                        });
        inTransaction(
                one,
                session -> {
                    session.find(Task.class, 1L).title = "new";
                    REDIS.server().pause();
                });
        await().until(() -> Cluster.cache(one).store().pendingInvalidations() == 0);
        assertThat(titleSeenBy(other)).isEqualTo("new");
        assertThat(titleSeenBy(one)).isEqualTo("new");
    }

    /** Whether a heartbeat of a member has reached Redis since it hung. */
    private static boolean heartbeatsOf(SessionFactory member) {
        var store = Cluster.cache(member).store();
        var seen = store.loadTime();
        await().until(() -> store.loadTime().clock() > seen.clock());
        return true;
    }

    @Test
    void updateWhileRedisHangs_isRolledBackWhereThatIsDemanded() {
        cacheEverywhere();
        SessionFactory strict =
                cluster.join(Map.of("hibernate.cache.redis.on_unreachable", "rollback"));
        REDIS.server().pause();
        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        strict,
                                        session -> session.find(Task.class, 1L).title = "never"))
                .hasStackTraceContaining("on_unreachable=rollback");
        REDIS.server().resume();

        for (SessionFactory member : List.of(one, other, strict)) {
            assertThat(titleSeenBy(member)).isEqualTo("old");
        }
    }

    @Test
    void redisDownAtBoot_isServedFromTheDatabase_andUsedWhenItIsThere() {
        REDIS.server().kill();
        SessionFactory late = cluster.join();

        inTransaction(late, session -> session.find(Task.class, 1L).title = "new");
        assertThat(titleSeenBy(late)).isEqualTo("new");

        REDIS.server().restart();
        awaitHits(late);
        assertThat(titleSeenBy(one)).isEqualTo("new");
    }

    @Test
    void redisRestoredFromAnOlderSnapshot_yieldsNothingFromThen() {
        cacheEverywhere();
        var snapshot = REDIS.server().snapshot();
        inTransaction(one, session -> session.find(Task.class, 1L).title = "new");

        REDIS.server().kill();
        REDIS.server().restore(snapshot);
        REDIS.server().restart();

        assertThat(REDIS.admin().keys("*e:*")).as("the old entry is back").isNotEmpty();
        for (int i = 0; i < 20; i++) {
            assertThat(titleSeenBy(one)).isEqualTo("new");
            assertThat(titleSeenBy(other)).isEqualTo("new");
        }
    }

    @Test
    void redisKilledBetweenAnnouncementAndCommit_isNotStaleAfterwards() {
        cacheEverywhere();
        var snapshot = REDIS.server().snapshot();
        Cluster.connections(one)
                .beforeNextCommit(
                        () -> {
                            REDIS.server().kill();
                            REDIS.server().restore(snapshot);
                            REDIS.server().restart();
                        });
        inTransaction(one, session -> session.find(Task.class, 1L).title = "new");

        for (int i = 0; i < 20; i++) {
            assertThat(titleSeenBy(one)).isEqualTo("new");
            assertThat(titleSeenBy(other)).isEqualTo("new");
        }
    }

    @Test
    void indexLost_makesCachedQueriesMisses() {
        inTransaction(
                one,
                session ->
                        session.createSelectionQuery("from Task", Task.class)
                                .setCacheable(true)
                                .list());
        inTransaction(
                other,
                session ->
                        session.createNativeQuery("update Task set title = 'behind the back'")
                                .executeUpdate());
        REDIS.admin().keys("*}i").forEach(REDIS.admin()::del);

        List<Task> found =
                fromTransaction(
                        one,
                        session ->
                                session.createSelectionQuery("from Task", Task.class)
                                        .setCacheable(true)
                                        .list());
        assertThat(found).extracting(task -> task.title).containsExactly("behind the back");
    }

    @Test
    void timestampOfATable_thatNobodyCanTell_isJustNow() {
        var timestamps =
                one.unwrap(SessionFactoryImplementor.class)
                        .getCache()
                        .getTimestampsCache()
                        .getRegion();
        inTransaction(
                one,
                session -> assertThat(lastWrite(timestamps, session)).isLessThan(Long.MAX_VALUE));

        long before = Cluster.cache(one).store().loadTime().clock();
        REDIS.admin().keys("*}i").forEach(REDIS.admin()::del);
        inTransaction(
                one,
                session ->
                        assertThat(lastWrite(timestamps, session))
                                .as("later than every load, also where the index is anew")
                                .isGreaterThan(before));

        REDIS.server().kill();
        inTransaction(
                one,
                session -> assertThat(lastWrite(timestamps, session)).isEqualTo(Long.MAX_VALUE));
    }

    private static Long lastWrite(TimestampsRegion timestamps, Session session) {
        return (Long) timestamps.getFromCache("Task", session.unwrap(SessionImplementor.class));
    }

    @Test
    void timestampsEvicted_leaveNoStaleQueryBehind() {
        Runnable query =
                () ->
                        inTransaction(
                                one,
                                session ->
                                        assertThat(
                                                        session.createSelectionQuery(
                                                                        "from Task", Task.class)
                                                                .setCacheable(true)
                                                                .list())
                                                .hasSize(1));
        query.run();
        inTransaction(other, session -> session.persist(new Task(2, "new", null)));
        one.unwrap(SessionFactoryImplementor.class)
                .getCache()
                .getTimestampsCache()
                .getRegion()
                .clear();

        List<Task> found =
                fromTransaction(
                        one,
                        session ->
                                session.createSelectionQuery("from Task", Task.class)
                                        .setCacheable(true)
                                        .list());
        assertThat(found).hasSize(2);
    }

    /** Writes and losses in turn, of every kind of key and of all together. */
    @Test
    void anyKeysLost_atAnyMoment_costMissesOnly() {
        var random = new Random(42);
        for (int round = 0; round < 60; round++) {
            String title = "title " + round;
            Runnable loss = () -> lose(random);
            if (random.nextBoolean()) {
                Cluster.connections(one).beforeNextCommit(loss);
            } else {
                Cluster.whenARowIsLoaded(other, loss);
            }
            inTransaction(one, session -> session.find(Task.class, 1L).title = title);
            assertThat(titleSeenBy(other)).isEqualTo(title);
            lose(random);
            assertThat(titleSeenBy(one)).isEqualTo(title);
            assertThat(titleSeenBy(other)).isEqualTo(title);
        }
    }

    private static void lose(Random random) {
        List<String> keys = new ArrayList<>(REDIS.admin().keys("*"));
        keys.removeIf(key -> random.nextInt(3) == 0);
        keys.forEach(REDIS.admin()::del);
    }

    @Test
    void anyBytesInRedis_areAMiss() {
        inTransaction(
                one,
                session -> {
                    org.hibernate.Hibernate.initialize(session.find(Project.class, 1L).tasks);
                    session.bySimpleNaturalId(User.class).load("old@example.org");
                    session.createSelectionQuery("from Task", Task.class).setCacheable(true).list();
                });
        Set<byte[]> keys = REDIS.admin().keys("*e:*".getBytes(StandardCharsets.UTF_8));
        assertThat(keys).hasSizeGreaterThanOrEqualTo(4);
        var random = new Random(7);
        for (int round = 0; round < 40; round++) {
            for (byte[] key : keys) {
                REDIS.admin().set(key, garbage(random, REDIS.admin().get(key)));
            }
            inTransaction(
                    one,
                    session -> {
                        assertThat(session.find(Project.class, 1L).tasks)
                                .extracting(task -> task.title)
                                .containsExactly("old");
                        assertThat(
                                        session.bySimpleNaturalId(User.class)
                                                .load("old@example.org")
                                                .name)
                                .isEqualTo("old");
                        assertThat(
                                        session.createSelectionQuery("from Task", Task.class)
                                                .setCacheable(true)
                                                .list())
                                .hasSize(1);
                    });
        }
        for (byte[] key : keys) {
            REDIS.admin().del(key);
            REDIS.admin().lpush(key, new byte[1]);
        }
        assertThat(titleSeenBy(one)).isEqualTo("old");
    }

    /** Behind a header that is valid, so that the bytes are really decoded. */
    private static byte[] garbage(Random random, byte[] valid) {
        byte[] bytes = valid == null || valid.length == 0 ? new byte[24] : valid.clone();
        for (int i = 24; i < bytes.length; i++) {
            if (random.nextInt(4) == 0) {
                bytes[i] = (byte) random.nextInt();
            }
        }
        return random.nextInt(5) == 0
                ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
                : bytes;
    }

    private void cacheEverywhere() {
        awaitHits(one);
        awaitHits(other);
    }

    private static void awaitHits(SessionFactory member) {
        await().until(() -> statements(member, () -> titleSeenBy(member)) == 0);
    }

    private static String titleSeenBy(SessionFactory factory) {
        return fromTransaction(factory, session -> session.find(Task.class, 1L).title);
    }
}
