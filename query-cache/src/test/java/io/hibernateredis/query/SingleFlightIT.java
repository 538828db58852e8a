package io.hibernateredis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.query.Library.Book;
import io.hibernateredis.region.Cluster;
import io.hibernateredis.testing.RedisExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of those who miss one result at once, few ask the database. */
@NeedsModule
public class SingleFlightIT { // H2 calls it

    private static final int JVMS = 4;
    private static final int THREADS = 50;
    private static final AtomicInteger EXECUTIONS = new AtomicInteger();
    private static volatile Duration duration = Duration.ZERO;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Library.ENTITIES);

    /** An expensive function of the database: H2 calls it once for each execution. */
    @SuppressWarnings("unused") // by H2
    public static long abs(long number) throws InterruptedException {
        EXECUTIONS.incrementAndGet();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        return number;
    }

    @BeforeEach
    void start() {
        EXECUTIONS.set(0);
    }

    private List<SessionFactory> join(int members, String wait) throws Exception {
        List<SessionFactory> all = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            all.add(
                    cluster.join(
                            Map.of(
                                    "hibernate.cache.redis.query.wait",
                                    wait,
                                    "hibernate.cache.redis.connections",
                                    64,
                                    "hibernate.cache.redis.borrow_timeout",
                                    "30s")));
        }
        Library.fill(all.get(0));
        LoadTime filled = loadTimeOf(all.get(0));
        // Who has not heard of that write yet loads what must not be stored.
        all.forEach(
                member ->
                        Awaitility.await()
                                .until(
                                        () -> {
                                            LoadTime seen = loadTimeOf(member);
                                            return seen.nonce() == filled.nonce()
                                                    && seen.clock() >= filled.clock();
                                        }));
        try (Connection connection = DriverManager.getConnection(cluster.database(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create alias initcap for \"" + SingleFlightIT.class.getName() + ".abs\"");
        }
        return all;
    }

    private static LoadTime loadTimeOf(SessionFactory member) {
        return Cluster.cache(member).store().loadTime();
    }

    private static long read(Session session) {
        return session.createNativeQuery("select initcap(count(*)) as n from Book", Long.class)
                .addSynchronizedEntityClass(Book.class)
                .setCacheable(true)
                .getSingleResult();
    }

    /** It takes no lock, so nobody holds one to be waited for. */
    @Test
    void redisThatIsFull_makesNobodyWait() throws Exception {
        SessionFactory member = join(1, "20s").get(0);
        REDIS.admin().configSet("maxmemory", "1");
        try {
            long start = System.nanoTime();

            assertThat(Cluster.fromTransaction(member, SingleFlightIT::read))
                    .isEqualTo(2L * Library.BOOKS);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
        } finally {
            REDIS.admin().configSet("maxmemory", "0");
        }
    }

    @Test
    void twoHundredThreadsInFourJvms_thatMissAtOnce_askTheDatabaseTwiceAtMost() throws Exception {
        duration = Duration.ofMillis(500);
        List<SessionFactory> members = join(JVMS, "60s");
        var ready = new CountDownLatch(1);
        var pool = Executors.newFixedThreadPool(JVMS * THREADS);
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < JVMS * THREADS; i++) {
                SessionFactory member = members.get(i % JVMS);
                results.add(
                        pool.submit(
                                () -> {
                                    ready.await();
                                    return Cluster.fromTransaction(member, SingleFlightIT::read);
                                }));
            }
            ready.countDown();
            for (Future<Long> result : results) {
                assertThat(result.get()).isEqualTo(2L * Library.BOOKS);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(EXECUTIONS.get()).isBetween(1, 2);
    }

    @Test
    void waiter_afterTheLongestWait_asksTheDatabaseItself() throws Exception {
        duration = Duration.ofSeconds(3);
        SessionFactory factory = join(1, "100ms").get(0);
        var pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(
                        pool.submit(() -> Cluster.fromTransaction(factory, SingleFlightIT::read)));
            }
            for (Future<Long> result : results) {
                assertThat(result.get()).isEqualTo(2L * Library.BOOKS);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(EXECUTIONS.get()).isEqualTo(2);
    }

    @Test
    void transactionThatHasWritten_doesNotWait() throws Exception {
        duration = Duration.ZERO;
        SessionFactory factory = join(1, "60s").get(0);
        Cluster.inTransaction(factory, SingleFlightIT::read);
        // Somebody in another JVM leads, and never ends.
        REDIS.admin().keys("{hr:0}e:*").forEach(key -> lead(key, "another"));
        long before = System.nanoTime();
        Cluster.inTransaction(
                factory,
                session -> {
                    session.find(Book.class, 101L).title = "own";
                    session.flush();
                    assertThat(read(session)).isEqualTo(2L * Library.BOOKS);
                });
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    }

    private static void lead(String key, String who) {
        REDIS.admin().set(key.replace("}e:", "}l:"), who);
    }

    /** Were the next to wait for whoever leads now, all would ask one after the other. */
    @Test
    void nobodyWaitsTwice_forWhatIsNotStored() throws Exception {
        duration = Duration.ofMillis(50);
        SessionFactory factory = join(1, "60s").get(0);
        Cluster.inTransaction(factory, SingleFlightIT::read);
        Set<String> keys = REDIS.admin().keys("{hr:0}e:*");
        keys.forEach(key -> lead(key, "another"));
        factory.getCache().evictAllRegions();
        long asked = Cluster.counters(factory).count(Event.ROUND_TRIP);
        EXECUTIONS.set(0);
        var pool = Executors.newSingleThreadExecutor();
        try {
            Future<Long> waiter =
                    pool.submit(() -> Cluster.fromTransaction(factory, SingleFlightIT::read));
            Awaitility.await()
                    .until(() -> Cluster.counters(factory).count(Event.ROUND_TRIP) > asked + 3);
            assertThat(EXECUTIONS.get()).as("it waits").isZero();
            keys.forEach(key -> lead(key, "a third"));
            assertThat(waiter.get(30, TimeUnit.SECONDS)).isEqualTo(2L * Library.BOOKS);
        } finally {
            pool.shutdown();
        }
        assertThat(EXECUTIONS.get()).isEqualTo(1);
    }

    @Test
    void leadThatNobodyEnds_costsTheLongestWait_once() throws Exception {
        duration = Duration.ofMillis(50);
        SessionFactory factory = join(1, "300ms").get(0);
        Cluster.inTransaction(factory, SingleFlightIT::read);
        REDIS.admin().keys("{hr:0}e:*").forEach(key -> lead(key, "another"));
        factory.getCache().evictAllRegions();
        EXECUTIONS.set(0);

        long before = System.nanoTime();
        Cluster.inTransaction(factory, SingleFlightIT::read);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(EXECUTIONS.get()).isEqualTo(1);
        Cluster.inTransaction(factory, SingleFlightIT::read);
        assertThat(EXECUTIONS.get()).as("what was loaded after the wait is stored").isEqualTo(1);
    }
}
