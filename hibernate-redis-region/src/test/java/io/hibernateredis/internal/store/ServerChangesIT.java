package io.hibernateredis.internal.store;

import static io.hibernateredis.internal.store.World.OTHER_TASK;
import static io.hibernateredis.internal.store.World.TASK;
import static io.hibernateredis.internal.store.World.begun;
import static io.hibernateredis.internal.store.World.bytes;
import static io.hibernateredis.internal.store.World.cached;
import static io.hibernateredis.internal.store.World.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.redis.ConnectionSettings;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.testing.RedisExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Protocol;

/** A server that stops taking writes, becomes a replica, or is promoted. */
class ServerChangesIT {

    @RegisterExtension
    static final RedisExtension redis = RedisExtension.ownServer("--repl-diskless-sync-delay", "0");

    @RegisterExtension final World world = new World(redis);

    @AfterEach
    void promote() {
        redis.admin().replicaofNoOne();
        redis.admin().configSet("min-replicas-to-write", "0");
        redis.admin().configSet("stop-writes-on-bgsave-error", "yes");
    }

    @Test
    void replica_isNeverReadFrom() {
        try (var replica = io.hibernateredis.testing.RedisServer.start();
                var admin = replica.connect()) {
            var jvm = world.jvm();
            world.warm(jvm, TASK);
            admin.replicaof("127.0.0.1", redis.server().port());
            await().until(() -> admin.exists("{test:0}i"));

            var ofReplica = storeAt(replica);

            assertThat(ofReplica.isReadable()).isFalse();
            assertThat(cached(ofReplica, TASK)).isNull();
            ofReplica.close();
        }
    }

    @Test
    void failover_toAReplicaThatLagged_yieldsNothingFromBefore() {
        try (var replica = io.hibernateredis.testing.RedisServer.start();
                var admin = replica.connect()) {
            var jvm = world.jvm();
            world.warm(jvm, TASK);
            admin.replicaof("127.0.0.1", redis.server().port());
            await().until(() -> admin.exists("{test:0}e:task#1"));
            admin.replicaofNoOne();
            world.write(jvm, TASK, "a1b0");

            var afterFailover = storeAt(replica);

            assertThat(afterFailover.isReadable()).isTrue();
            world.assertNotStale(afterFailover);
            world.load(afterFailover, TASK);
            world.assertNotStale(afterFailover);
            afterFailover.close();
        }
    }

    @Test
    void demotion_underAnOpenConnection_endsTheTrustWithTheNextWrite() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().replicaof("127.0.0.1", 1);

        put(begun(jvm), OTHER_TASK, "other");
        jvm.settle();

        assertThat(jvm.isReadable()).isFalse();
        assertThat(jvm.counters().count(Event.PUT_FAILED)).isEqualTo(1);
    }

    @Test
    void demotion_underAnOpenConnection_endsTheTrustWithTheNextHeartbeat() {
        var jvm = world.jvm();
        redis.admin().replicaof("127.0.0.1", 1);

        assertThatThrownBy(jvm::beat).isInstanceOf(RedisRefusedException.class);

        assertThat(jvm.isReadable()).isFalse();
    }

    @Test
    void writer_whoseServerWasDemoted_keepsWhatItChangedPending() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().replicaof("127.0.0.1", 1);

        world.write(jvm, TASK, "a1b0");
        redis.admin().replicaofNoOne();
        jvm.beat();

        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void demotionAndPromotion_betweenTwoHeartbeats_yieldNothingFromBefore() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().replicaof("127.0.0.1", 1);
        world.commit(TASK, "written elsewhere meanwhile");
        redis.admin().replicaofNoOne();

        jvm.beat();

        world.assertNotStale(jvm);
    }

    @Test
    void connectionToTheFormerServer_onceANewOneWasProved_isNotBelieved() throws IOException {
        try (var newServer = io.hibernateredis.testing.RedisServer.start();
                var address = new Switch(redis.server().port())) {
            var scripts = Scripts.standard();
            var connection = ConnectionSettings.of("redis://127.0.0.1:" + address.port());
            var server = RedisServer.at(connection, scripts.all());
            var jvm = Store.open(TestSettings.quiet().build(), server, scripts);
            world.warm(jvm, TASK);
            address.to(newServer.port());
            world.commit(TASK, "written at the new server");

            // A read, and then the heartbeat, meet the new server while the old connection is in
            // use.
            server.exchange(
                    former -> {
                        assertThat(cached(jvm, TASK)).isNull();
                        jvm.beat();
                        return List.of();
                    });

            world.assertNotStale(jvm);
            jvm.close();
        }
    }

    @Test
    void demotedServer_withTheDataOfItsMaster_isNotReadFrom() {
        try (var master =
                io.hibernateredis.testing.RedisServer.start("--repl-diskless-sync-delay", "0")) {
            var jvm = world.jvm();
            assertThat(cached(jvm, TASK)).isNull();
            var ofMaster = storeAt(master);
            world.warm(ofMaster, TASK);
            redis.admin().replicaof("127.0.0.1", master.port());
            await().until(() -> redis.admin().exists("{test:0}e:task#1"));
            redis.admin().replicaof("127.0.0.1", 1);
            world.write(ofMaster, TASK, "a1b0");

            assertThat(jvm.isReadable()).isTrue();
            assertThat(cached(jvm, TASK)).isNull();
            assertThat(jvm.counters().count(Event.READ_FAILED)).isZero();
            world.assertNotStale(jvm);
            ofMaster.close();
        }
    }

    @Test
    void tooFewReplicas_endTheTrust() {
        var jvm = world.jvm();
        world.warm(jvm, TASK);
        redis.admin().configSet("min-replicas-to-write", "1");

        assertThatThrownBy(jvm::beat).hasMessageContaining("NOREPLICAS");

        assertThat(jvm.isReadable()).isFalse();
        redis.admin().configSet("min-replicas-to-write", "0");
        jvm.beat();
        assertThat(cached(jvm, TASK)).isEqualTo("a0b0");
    }

    @Test
    void commitWithTooFewReplicas_isPending() {
        var jvm = world.jvm();
        redis.admin().configSet("min-replicas-to-write", "1");

        world.write(jvm, TASK, "a1b0");

        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        assertThat(jvm.isReadable()).isFalse();
        redis.admin().configSet("min-replicas-to-write", "0");
        jvm.beat();
        assertThat(jvm.pendingInvalidations()).isZero();
        world.assertNotStale(jvm);
    }

    @Test
    void killedConnections_inTheMiddleOfATransaction_costItsNewState() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        killClients();
        writer.open();
        world.commit(TASK, "a1b0");
        killClients();

        writer.close(true);
        jvm.settle();
        killClients();

        assertThat(jvm.pendingInvalidations()).isEqualTo(1);
        world.assertNotStale(jvm);
        jvm.beat();
        assertThat(jvm.pendingInvalidations()).isZero();
        world.warm(jvm, TASK);
    }

    @Test
    void forgottenScripts_inTheMiddleOfATransaction_changeNothing() {
        var jvm = world.jvm();
        var writer = begun(jvm);
        writer.invalidate(TASK, bytes("a1b0"));
        redis.admin().scriptFlush();
        writer.open();
        put(writer, OTHER_TASK, "other");
        world.commit(TASK, "a1b0");
        redis.admin().scriptFlush();

        writer.close(true);
        jvm.settle();
        redis.admin().scriptFlush();
        jvm.beat();

        assertThat(cached(jvm, TASK)).isEqualTo("a1b0");
        assertThat(cached(jvm, OTHER_TASK)).isEqualTo("other");
    }

    private static Store storeAt(io.hibernateredis.testing.RedisServer server) {
        var scripts = Scripts.standard();
        var patient = Duration.ofSeconds(5);
        var connection =
                ConnectionSettings.of(
                        server.uri().toString(), patient, patient, Duration.ofMillis(250), 4);
        return Store.open(
                TestSettings.quiet().build(), RedisServer.at(connection, scripts.all()), scripts);
    }

    private void killClients() {
        redis.admin()
                .sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
}
