package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** The connections to one server: who it is, and what becomes of them when it is not there. */
class RedisServerIT {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private final List<RedisServer> opened = new ArrayList<>();
    private final Script script = Script.load(RedisServerIT.class, "identity", "identity.lua");

    @AfterEach
    void close() {
        opened.forEach(RedisServer::close);
        if (!redis.server().isRunning()) {
            redis.server().restart();
        }
        redis.server().resume();
        redis.admin().replicaofNoOne();
        redis.admin().aclSetUser("default", "on", "nopass", "+@all", "~*");
    }

    @Test
    void exchange_ofSeveralCommands_isAnsweredInOrder() {
        redis.admin().set("a", "1");
        redis.admin().zadd("z", 1795246442123456d, "m");
        var server = server(8);

        var replies =
                server.exchange(
                        identity ->
                                List.of(
                                        Call.get(bytes("a")),
                                        Call.get(bytes("absent")),
                                        Call.mget(List.of(bytes("a"), bytes("absent"))),
                                        Call.scores(bytes("z"), List.of(bytes("m"), bytes("x")))));

        assertThat(replies.bytes(0)).isEqualTo(bytes("1"));
        assertThat(replies.bytes(1)).isNull();
        assertThat(replies.list(2)).containsExactly(bytes("1"), null);
        assertThat(replies.scores(3)).containsExactly(1795246442123456L, Replies.ABSENT);
    }

    @Test
    void exchange_ofACommandThatFails_failsThatReplyAlone() {
        redis.admin().set("a", "1");
        redis.admin().rpush("list", "x");

        var replies =
                server(8).exchange(id -> List.of(Call.get(bytes("list")), Call.get(bytes("a"))));

        assertThatThrownBy(() -> replies.bytes(0))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageStartingWith("WRONGTYPE");
        assertThat(replies.bytes(1)).isEqualTo(bytes("1"));
    }

    @Test
    void exchange_thatBreaksOffBetweenItsCommands_leavesNoAnswerToTheNext() {
        redis.admin().set("a", "1");
        redis.admin().set("b", "2");
        var server = server(1);

        assertThatThrownBy(() -> server.exchange(id -> Arrays.asList(Call.get(bytes("a")), null)))
                .isInstanceOf(NullPointerException.class);

        assertThat(server.exchange(id -> List.of(Call.get(bytes("b")))).bytes(0))
                .isEqualTo(bytes("2"));
    }

    @Test
    void script_thatTheServerForgot_isSentWhole() {
        var server = server(1);
        assertThat(identityByScript(server)).isPositive();

        redis.admin().scriptFlush();

        assertThat(identityByScript(server)).isPositive();
    }

    @Test
    void connection_thatWasKilled_isReplacedOnce() {
        var server = server(4);
        long before = identity(server);

        redis.admin()
                .clientKill(
                        new ClientKillParams()
                                .type(ClientType.NORMAL)
                                .skipMe(ClientKillParams.SkipMe.YES));

        assertThat(identity(server)).isEqualTo(before);
    }

    @Test
    void identity_afterARestart_isAnother() {
        var server = server(4);
        long before = identity(server);

        redis.server().restart();

        assertThat(identity(server)).isNotEqualTo(before).isBetween(1L << 52, 1L << 53);
    }

    @Test
    void identity_ofAServerDemotedAndPromotedAgain_isAnotherOnOldConnectionsToo() {
        var server = server(4);
        long before = identity(server);
        redis.admin().replicaof("127.0.0.1", 1);
        redis.admin().replicaofNoOne();

        long verified;
        try (var line = server.newLine()) {
            verified = line.exchange(id -> List.of()).identity();
        }
        server.forgetConnections();

        assertThat(verified).isNotEqualTo(before);
        assertThat(identity(server)).isEqualTo(verified);
    }

    @Test
    void replica_isRefused() {
        redis.admin().replicaof("127.0.0.1", 1);

        assertThatThrownBy(() -> identity(server(1)))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("not a master");
    }

    @Test
    void nothingThere_isUnavailable() {
        int port = redis.server().port();
        redis.server().kill();

        assertThatThrownBy(() -> identity(server(1)))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void hangingServer_costsOneReadTimeout() {
        var server =
                server(
                        ConnectionSettings.of(
                                redis.uri().toString(), SECOND, Duration.ofMillis(300), SECOND, 1));
        identity(server);
        redis.server().pause();
        long start = System.nanoTime();

        assertThatThrownBy(() -> identity(server)).isInstanceOf(RedisUnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(590));
    }

    @Test
    void allConnectionsInUse_costOneBorrowTimeout() throws Exception {
        var server =
                server(
                        ConnectionSettings.of(
                                redis.uri().toString(), SECOND, SECOND, Duration.ofMillis(100), 1));
        var borrowed = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var thread = Executors.newSingleThreadExecutor();
        try {
            var other =
                    thread.submit(
                            () ->
                                    server.exchange(
                                            id -> {
                                                borrowed.countDown();
                                                awaitLatch(release);
                                                return List.of();
                                            }));
            borrowed.await();

            assertThatThrownBy(() -> identity(server)).isInstanceOf(NoConnectionException.class);

            release.countDown();
            other.get();
            assertThat(identity(server)).isPositive();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aclUser_withAPassword_isAdmitted() {
        redis.admin().aclSetUser("joe", "on", ">se@cret", "+@all", "~*");

        assertThat(identity(server(with("joe:se%40cret@", "")))).isPositive();
    }

    @Test
    void wrongPassword_isUnavailableAndNotInTheMessage() {
        redis.admin().aclSetUser("joe", "on", ">right", "+@all", "~*");

        assertThatThrownBy(() -> identity(server(with("joe:wrong-one@", ""))))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageNotContaining("wrong-one");
    }

    @Test
    void userWhoMayNotAskWhoIsThere_isRefusedWithTheReason() {
        redis.admin().aclSetUser("joe", "on", ">secret", "+@all", "-info", "~*");

        assertThatThrownBy(() -> identity(server(with("joe:secret@", ""))))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("INFO")
                .hasMessageContaining("NOPERM");
    }

    @Test
    void database_byItsNumber_isUsed() {
        redis.admin().select(3);
        redis.admin().set("a", "three");
        redis.admin().select(0);

        var replies = server(with("", "/3")).exchange(id -> List.of(Call.get(bytes("a"))));

        assertThat(replies.bytes(0)).isEqualTo(bytes("three"));
    }

    @Test
    void applicationsClient_inEitherProtocol_isUsedAndLeftOpen() {
        redis.admin().zadd("z", 1795246442123456d, "m");
        for (var protocol : List.of(RedisProtocol.RESP2, RedisProtocol.RESP3)) {
            try (var client =
                    RedisClient.builder()
                            .hostAndPort(new HostAndPort("127.0.0.1", redis.uri().getPort()))
                            .clientConfig(
                                    DefaultJedisClientConfig.builder().protocol(protocol).build())
                            .build()) {
                var server = RedisServer.of(client, List.of(script));

                assertThat(identityByScript(server)).isPositive();
                assertThat(
                                server.exchange(
                                                id ->
                                                        List.of(
                                                                Call.scores(
                                                                        bytes("z"),
                                                                        List.of(
                                                                                bytes("m"),
                                                                                bytes("x")))))
                                        .scores(0))
                        .containsExactly(1795246442123456L, Replies.ABSENT);

                server.close();
                assertThat(client.ping()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void manyThreads_onFewConnections_eachGetTheirOwnAnswers()
            throws InterruptedException, ExecutionException {
        for (int i = 0; i < 50; i++) {
            redis.admin().set("k" + i, "v" + i);
        }
        var server = server(3);
        var threads = Executors.newFixedThreadPool(6);
        try {
            var running = new ArrayList<java.util.concurrent.Future<?>>();
            for (int t = 0; t < 6; t++) {
                running.add(threads.submit(() -> readAll(server)));
            }
            await().until(() -> redis.admin().clientList().contains("hibernate-redis"));
            for (int i = 0; i < 5; i++) {
                server.forgetConnections();
            }
            for (var reader : running) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void readAll(RedisServer server) {
        for (int i = 0; i < 500; i++) {
            int n = i % 50;
            var replies =
                    server.exchange(id -> List.of(Call.get(bytes("k" + n)), Call.get(bytes("k0"))));
            assertThat(replies.bytes(0)).isEqualTo(bytes("v" + n));
            assertThat(replies.bytes(1)).isEqualTo(bytes("v0"));
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long identityByScript(RedisServer server) {
        var replies =
                server.exchange(
                        id ->
                                List.of(
                                        Call.script(
                                                script,
                                                List.of(),
                                                List.of(bytes(Long.toString(id))))));
        return Long.parseLong(new String((byte[]) replies.elements(0).get(0), UTF_8));
    }

    private static long identity(RedisServer server) {
        return server.exchange(identity -> List.of(Call.get(bytes("a")))).identity();
    }

    private ConnectionSettings with(String userInfo, String path) {
        return ConnectionSettings.of(
                "redis://" + userInfo + "127.0.0.1:" + redis.uri().getPort() + path);
    }

    private RedisServer server(int connections) {
        return server(
                ConnectionSettings.of(redis.uri().toString(), SECOND, SECOND, SECOND, connections));
    }

    private RedisServer server(ConnectionSettings settings) {
        var server = RedisServer.at(settings, List.of(script));
        opened.add(server);
        return server;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
