package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hibernateredis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Commands whose answers their sender does not wait for, and what becomes of them. */
class PostedIT {

    private static final Duration LIMIT = Duration.ofMillis(300);

    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private final List<RedisServer> opened = new ArrayList<>();
    private final Script echo = Script.load(PostedIT.class, "identity", "identity.lua");

    @AfterEach
    void close() {
        redis.server().resume();
        opened.forEach(RedisServer::close);
        Thread.interrupted();
    }

    @Test
    void post_toAServerThatHangs_isNotWaitedFor() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.server().pause();
        var told = new Told();

        server.post(id -> List.of(echo("a")), told);

        assertThat(told.events).isEmpty();
        redis.server().resume();
        server.settle();
        assertThat(told.events).containsExactly("a");
    }

    @Test
    void exchange_afterPosts_getsItsOwnAnswer_andReadsTheirs() {
        redis.admin().del("n");
        var server = server(1);
        var told = new Told(1);
        for (int i = 0; i < 100; i++) {
            server.post(id -> List.of(increment(), echo("p")), told);
        }

        assertThat(ask(server, "q")).isEqualTo("q");

        assertThat(told.events).hasSize(100).containsOnly("p");
        assertThat(redis.admin().get("n")).isEqualTo("100");
    }

    @Test
    void postAndExchange_ofOneThread_reachTheServerInThisOrder() {
        redis.admin().del("n");
        var server = server(4);
        for (int i = 1; i <= 500; i++) {
            server.post(id -> List.of(increment()), new Told());
            var replies = server.exchange(id -> List.of(Call.get(bytes("n"))));
            assertThat(new String(replies.bytes(0), UTF_8)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void script_thatTheServerForgot_isPostedWhole() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.admin().scriptFlush();
        var told = new Told();

        server.post(id -> List.of(echo("a"), echo("behind")), told);
        server.post(id -> List.of(echo("b")), told);
        assertThat(ask(server, "q")).isEqualTo("q");

        assertThat(told.events).containsExactly("a", "b");
    }

    @Test
    void errorAnswer_isForItsSenderAlone() {
        redis.admin().del("list");
        redis.admin().rpush("list", "x");
        var server = server(1);
        var told = new Told();

        server.post(id -> List.of(Call.get(bytes("list"))), told);
        assertThat(ask(server, "q")).isEqualTo("q");

        assertThat(told.events).singleElement().asString().startsWith("refused WRONGTYPE");
    }

    @Test
    void connectionThatIsLost_failsWhatIsOutstandingOnce_andNotTheNextExchange() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.server().pause();
        var told = new Told();
        server.post(id -> List.of(echo("a")), told);
        server.post(id -> List.of(echo("b")), told);
        redis.server().resume();
        server.settle();
        told.events.clear();
        redis.admin()
                .clientKill(
                        new ClientKillParams()
                                .type(ClientType.NORMAL)
                                .skipMe(ClientKillParams.SkipMe.YES));

        server.post(id -> List.of(echo("a")), told);
        server.post(id -> List.of(echo("b")), told);

        assertThat(ask(server, "q")).isEqualTo("q");
        // The second may have met the broken connection while it was sent, and gone over another.
        assertThat(told.events).hasSize(2).startsWith("failed");
    }

    @Test
    void handlerThatThrows_failsNothing() {
        var server = server(1);
        server.post(
                id -> List.of(echo("a")),
                new ReplyHandler() {
                    @Override
                    public void answered(Replies replies) {
                        throw new IllegalStateException("a fault of the handler");
                    }

                    @Override
                    public void failed(RuntimeException cause) {
                        throw new IllegalStateException("a fault of the handler", cause);
                    }
                });

        assertThat(ask(server, "q")).isEqualTo("q");
    }

    @Test
    void answersThatDoNotCome_areGivenUp_andTheirConnectionIsNotUsedAgain() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.server().pause();
        var told = new Told();
        server.post(id -> List.of(echo("a")), told);

        server.settle(Duration.ZERO);

        assertThat(told.events).containsExactly("failed");
        redis.server().resume();
        assertThat(ask(server, "q")).isEqualTo("q");
    }

    @Test
    void exchange_thatTimesOutBehindAPost_tellsBoth() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.server().pause();
        var told = new Told();
        server.post(id -> List.of(echo("a")), told);

        assertThatThrownBy(() -> ask(server, "q")).isInstanceOf(RedisUnavailableException.class);

        assertThat(told.events).containsExactly("failed");
    }

    @Test
    void close_tellsThatWhatIsOutstandingIsLost() {
        var server = server(1);
        server.exchange(id -> List.of());
        redis.server().pause();
        var told = new Told();
        server.post(id -> List.of(echo("a")), told);

        server.close();

        assertThat(told.events).containsExactly("failed");
    }

    @Test
    void post_thatCannotBeSent_throws_andTellsNothing() {
        int port = redis.server().port();
        redis.server().kill();
        try {
            var server = server(1);
            var told = new Told();
            assertThatThrownBy(() -> server.post(id -> List.of(echo("a")), told))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThat(told.events).isEmpty();
        } finally {
            redis.server().restart();
        }
    }

    /** The application uses the connection next. */
    @Test
    void post_overTheApplicationsClient_leavesNothingOutstanding() {
        try (var client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort("127.0.0.1", redis.uri().getPort()))
                        .clientConfig(DefaultJedisClientConfig.builder().build())
                        .build()) {
            var server = RedisServer.of(client, List.of(echo));
            var told = new Told();

            server.post(id -> List.of(echo("a")), told);

            assertThat(told.events).containsExactly("a");
            assertThat(client.ping()).isEqualTo("PONG");
        }
    }

    /** What became of some posts, in the order in which that was told. */
    private static final class Told implements ReplyHandler {

        private final List<String> events = new ArrayList<>();
        private final int position;

        private Told() {
            this(0);
        }

        private Told(int position) {
            this.position = position;
        }

        @Override
        public void answered(Replies replies) {
            try {
                events.add(text(replies, position));
            } catch (RedisRefusedException e) {
                events.add("refused " + e.getMessage());
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            events.add("failed");
        }
    }

    private String ask(RedisServer server, String value) {
        return text(server.exchange(id -> List.of(echo(value))), 0);
    }

    private static String text(Replies replies, int position) {
        return new String((byte[]) replies.elements(position).get(0), UTF_8);
    }

    private Call echo(String value) {
        return Call.script(echo, List.of(), List.of(bytes(value)));
    }

    private static Call increment() {
        return Call.incrementBy(bytes("n"), 1);
    }

    private RedisServer server(int connections) {
        var server =
                RedisServer.at(
                        ConnectionSettings.of(
                                redis.uri().toString(), LIMIT, LIMIT, LIMIT, connections),
                        List.of(echo));
        opened.add(server);
        return server;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
