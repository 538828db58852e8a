package io.hibernateredis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisServerIT {
    @RegisterExtension static final RedisExtension redis = RedisExtension.ownServer();

    private final RedisServer server = redis.server();

    @Test
    void extension_whatAnEarlierTestWrote_isFlushed() {
        assertThat(redis.admin().dbSize()).isZero();

        redis.admin().set("left", "behind");
    }

    @Test
    void extension_sharedServer_answersAndIsNotToBeKilled() {
        var shared = new RedisExtension();

        try (var connection = RedisServer.connect(shared.uri())) {
            assertThat(connection.ping()).isEqualTo("PONG");
        }
        assertThatThrownBy(shared::server).hasMessageContaining("ownServer()");
    }

    @Test
    void extraArguments_atStart_areTheServers() {
        try (var other = RedisServer.start("--maxmemory", "10mb");
                var connection = other.connect()) {
            assertThat(connection.configGet("maxmemory")).containsEntry("maxmemory", "10485760");
            assertThat(other.port()).isNotEqualTo(server.port());
        }
    }

    @Test
    void extraArguments_thatRedisRefuses_areReportedInItsWords() {
        assertThatThrownBy(() -> RedisServer.start("--no-such-setting", "1"))
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void embeddedBinary_withoutRedisOnThePath_startsRedis62() {
        assertThat(RedisBinary.onPath("/nowhere")).isEmpty();

        try (var embedded = RedisServer.start(RedisBinary.embedded());
                var connection = embedded.connect()) {
            assertThat(connection.info("server")).contains("redis_version:6.2");
        }
    }

    @Test
    void pause_whileItLasts_nothingAnswers() {
        server.pause();

        assertThatThrownBy(this::pingImpatiently).isInstanceOf(JedisConnectionException.class);

        server.resume();
        assertThat(redis.admin().ping()).isEqualTo("PONG");
    }

    @Test
    void kill_ofAPausedServer_endsIt() {
        server.pause();
        server.kill();

        assertThat(server.isRunning()).isFalse();
        assertThatThrownBy(() -> server.connect().ping())
                .isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void restart_afterSave_bringsBackWhatWasSaved() {
        redis.admin().set("saved", "yes");
        server.save();
        redis.admin().set("lost", "yes");
        int port = server.port();

        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(redis.admin().keys("*")).containsExactly("saved");
    }

    @Test
    void restartEmpty_afterSave_bringsBackNothing() {
        redis.admin().set("saved", "yes");
        server.save();

        server.restartEmpty();

        assertThat(redis.admin().dbSize()).isZero();
    }

    @Test
    void restore_ofASnapshot_undoesWhatCameAfter() {
        redis.admin().set("state", "old");
        var snapshot = server.snapshot();
        redis.admin().set("state", "new");
        server.save();

        server.restore(snapshot);

        assertThat(redis.admin().get("state")).isEqualTo("old");
    }

    @Test
    void restart_ofARunningServer_changesItsIdentity() {
        var before = runId();

        server.restart();

        assertThat(runId()).isNotEqualTo(before);
    }

    @Test
    void extension_serverThatATestLeftDeadOrPaused_isBroughtBack() {
        server.kill();
        redis.beforeEach(null);
        assertThat(redis.admin().ping()).isEqualTo("PONG");

        server.pause();
        redis.beforeEach(null);
        assertThat(redis.admin().ping()).isEqualTo("PONG");
    }

    private String runId() {
        return redis.admin().info("server").replaceAll("(?s).*run_id:(\\w+).*", "$1");
    }

    private void pingImpatiently() {
        var config =
                DefaultJedisClientConfig.builder()
                        .protocol(RedisProtocol.RESP2)
                        .connectionTimeoutMillis(200)
                        .socketTimeoutMillis(200)
                        .build();
        try (var connection = new Jedis(server.uri(), config)) {
            connection.ping();
        }
    }
}
