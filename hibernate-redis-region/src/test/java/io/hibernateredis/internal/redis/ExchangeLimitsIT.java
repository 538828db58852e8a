package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** What one exchange may cost: in time whatever the server does, and in memory. */
class ExchangeLimitsIT {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration WITH_MARGIN = LIMIT.multipliedBy(2).minusMillis(20);
    private static final int MEGABYTE = 1 << 20;

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : opened) {
            each.close();
        }
        Thread.interrupted();
    }

    /** Socket buffers take some of it, and then the write blocks. */
    @Test
    void serverThatStopsReading_endsALargeWriteInTime() {
        var server = server(redis.uri().toString(), 4);
        set(server, new byte[10]);
        redis.server().pause();

        var failure = new RuntimeException[1];
        byte[] large = new byte[16 * MEGABYTE];
        var spent = spent(() -> failure[0] = failureOf(() -> set(server, large)));

        assertThat(failure[0])
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("read_timeout");
        assertThat(spent).isBetween(LIMIT.dividedBy(2), WITH_MARGIN);
        redis.server().resume();
        set(server, new byte[10]);
        assertThat(get(server)).hasSize(10);
    }

    @Test
    void serverThatDribbles_endsAReadInTime() throws Exception {
        var dribble = open(new Dribble(redis.server().port()));
        var server = server(dribble.uri(), 4);
        set(server, new byte[1000]);
        dribble.slowDown(Duration.ofMillis(50));

        var failure = new RuntimeException[1];
        var spent = spent(() -> failure[0] = failureOf(() -> get(server)));

        assertThat(failure[0]).isInstanceOf(RedisUnavailableException.class);
        assertThat(spent).isLessThan(WITH_MARGIN);
        dribble.slowDown(Duration.ZERO);
        assertThat(get(server)).hasSize(1000);
    }

    @Test
    void serverThatDribbles_endsAHandshakeInTime() throws Exception {
        var dribble = open(new Dribble(redis.server().port()));
        dribble.slowDown(Duration.ofMillis(50));
        var server = server(dribble.uri(), 4);
        var line = open(server.newLine());

        assertThat(spent(() -> failureOf(() -> get(server)))).isLessThan(WITH_MARGIN);
        assertThat(spent(() -> failureOf(() -> line.exchange(id -> List.of()))))
                .isLessThan(WITH_MARGIN);
    }

    @Test
    void manyExchangesThatHang_endInTimeAllTogether() throws Exception {
        var server = server(redis.uri().toString(), 16);
        var threads = Executors.newFixedThreadPool(16);
        try {
            redis.server().pause();
            var spent =
                    spent(
                            () -> {
                                var all = new ArrayList<java.util.concurrent.Future<?>>();
                                for (int i = 0; i < 16; i++) {
                                    all.add(threads.submit(() -> set(server, new byte[MEGABYTE])));
                                }
                                for (var each : all) {
                                    assertThatThrownBy(each::get)
                                            .hasCauseInstanceOf(RedisUnavailableException.class);
                                }
                            });
            assertThat(spent).isLessThan(WITH_MARGIN.multipliedBy(2));
        } finally {
            threads.shutdownNow();
            redis.server().resume();
        }
    }

    /**
     * As after a long pause of the JVM: by itself, Jedis sends the command over another connection,
     * to the first database and whoever is there.
     */
    @Test
    void commandAfterTheDeadline_isNotSentOverAnotherConnection() {
        redis.admin().set("k", "of the first database");
        var server = server(redis.uri() + "/1", 1);

        assertThat(failureOf(() -> server.exchange(id -> overdue(Call.get(KEY)))))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("read_timeout");
        assertThat(failureOf(() -> server.exchange(id -> overdue(Call.delete(List.of(KEY))))))
                .isInstanceOf(RedisUnavailableException.class);

        assertThat(redis.admin().exists("k")).isTrue();
        assertThat(get(server)).isNull();
    }

    /** What an application's client sends late, it sends; but the answer is not believed. */
    @Test
    void answerAfterTheDeadline_isNotBelieved() {
        redis.admin().set("k", "of the first database");
        try (var client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort("127.0.0.1", redis.uri().getPort()))
                        .clientConfig(
                                DefaultJedisClientConfig.builder()
                                        .database(1)
                                        .socketTimeoutMillis((int) LIMIT.toMillis())
                                        .build())
                        .build()) {
            var server = open(RedisServer.of(client, List.of()));

            assertThat(failureOf(() -> server.exchange(id -> overdue(Call.get(KEY)))))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("read_timeout");
            assertThat(get(server)).isNull();
        }
    }

    private static List<Call> overdue(Call call) {
        LockSupport.parkNanos(3 * LIMIT.toNanos());
        return List.of(call);
    }

    @Test
    void valueBeyondTheBound_isNotReadAndBreaksNothing() {
        redis.admin().set("k".getBytes(UTF_8), new byte[3 * MEGABYTE]);
        redis.admin().set("small", "x");
        var server = server(redis.uri().toString(), 1);

        assertThatThrownBy(() -> get(server))
                .isInstanceOf(OversizedReplyException.class)
                .hasMessageContaining("3145728 bytes");

        var replies = server.exchange(id -> List.of(Call.get("small".getBytes(UTF_8))));
        assertThat(replies.bytes(0)).isEqualTo(new byte[] {'x'});
    }

    @Test
    void interruptedThread_isServedAndStaysInterrupted() {
        var server = server(redis.uri().toString(), 1);
        Thread.currentThread().interrupt();

        set(server, new byte[7]);

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(get(server)).hasSize(7);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void threadThatIsInterruptedWhileItWaitsForAConnection_isServed() throws Exception {
        var server = server(redis.uri().toString(), 1);
        set(server, new byte[7]);
        var borrowed = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var threads = Executors.newCachedThreadPool();
        try {
            var holder =
                    threads.submit(
                            () ->
                                    server.exchange(
                                            id -> {
                                                borrowed.countDown();
                                                awaitLatch(release);
                                                return List.of();
                                            }));
            borrowed.await();
            var waiting = new CountDownLatch(1);
            var thread = new Thread[1];
            var waiter =
                    threads.submit(
                            () -> {
                                thread[0] = Thread.currentThread();
                                waiting.countDown();
                                byte[] found = get(server);
                                return found.length == 7 && Thread.interrupted();
                            });
            waiting.await();
            await().until(() -> thread[0].getState() == Thread.State.TIMED_WAITING);
            thread[0].interrupt();
            release.countDown();

            assertThat(waiter.get()).isTrue();
            holder.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void twoHundredThreads_onFewConnections_areAllServedIfTheyArePatient(int connections)
            throws Exception {
        var server = server(redis.uri().toString(), connections);
        set(server, new byte[100]);
        var threads = Executors.newFixedThreadPool(200);
        try {
            var all = new ArrayList<java.util.concurrent.Future<?>>();
            for (int t = 0; t < 200; t++) {
                all.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < 50; i++) {
                                        server.exchangePatiently(
                                                id -> List.of(Call.get("k".getBytes(UTF_8))));
                                    }
                                }));
            }
            for (var each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void watch_endsItsThread_whenNothingIsUnderWay() {
        set(server(redis.uri().toString(), 1), new byte[1]);

        await().atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                Thread.getAllStackTraces().keySet().stream()
                                        .noneMatch(
                                                thread ->
                                                        thread.getName()
                                                                .equals(
                                                                        "hibernate-redis-deadlines")));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final byte[] KEY = "k".getBytes(UTF_8);

    private static RuntimeException failureOf(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("it succeeded");
    }

    private static Duration spent(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void set(RedisServer server, byte[] value) {
        server.exchange(
                id ->
                        List.of(
                                Call.delete(List.of("k".getBytes(UTF_8))),
                                Call.setIfAbsent(
                                        "k".getBytes(UTF_8), value, TimeUnit.MINUTES.toMillis(1))));
    }

    private static byte[] get(RedisServer server) {
        return server.exchange(id -> List.of(Call.get("k".getBytes(UTF_8)))).bytes(0);
    }

    private RedisServer server(String uri, int connections) {
        return open(
                RedisServer.at(
                        ConnectionSettings.of(
                                uri,
                                Duration.ofSeconds(1),
                                LIMIT,
                                Duration.ofSeconds(5),
                                connections),
                        List.of(),
                        MEGABYTE));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(resource);
        return resource;
    }
}
