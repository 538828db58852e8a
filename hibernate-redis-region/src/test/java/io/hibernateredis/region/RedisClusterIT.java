package io.hibernateredis.region;

import static io.hibernateredis.region.Cluster.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.testing.ClusterServers;
import io.hibernateredis.testing.RedisExtension;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A namespace in one slot of a Redis Cluster, whose master changes under load. */
class RedisClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SLOT = ClusterServers.slot("{hr:0}i");
    private static final int ROWS = 20;

    private static ClusterServers servers;

    @RegisterExtension static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension final Cluster cluster = new Cluster(REDIS, Raft.class);

    private SessionFactory one;
    private SessionFactory other;
    private CheckedLoad load;

    @BeforeAll
    static void start() {
        servers = ClusterServers.start();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void join() {
        join("off");
    }

    private void join(String near) {
        Map<String, Object> settings =
                Map.of(
                        "hibernate.cache.redis.uri", servers.uri().toString(),
                        "hibernate.cache.redis.near", near,
                        "hibernate.cache.redis.trust", "1s",
                        "hibernate.cache.redis.lease", "3s",
                        "hibernate.cache.redis.read_timeout", "500ms",
                        "hibernate.cache.redis.connect_timeout", "500ms");
        one = cluster.join(settings);
        other = cluster.join(settings);
        one.inTransaction(
                session -> {
                    for (int i = 1; i <= ROWS; i++) {
                        session.merge(new Raft(i));
                    }
                });
        LongSupplier here = () -> read(one);
        LongSupplier there = () -> read(other);
        load = new CheckedLoad(this::write, List.of(here, there, there));
    }

    @AfterEach
    void end() {
        load.close();
    }

    /** All rows, so that they have keys, and that commits name several. */
    private void write(long height) {
        SessionFactory factory = height % 3 == 0 ? other : one;
        factory.inTransaction(
                session -> {
                    for (long i = 1 + height % 2; i <= ROWS; i += 2) {
                        session.find(Raft.class, i).height = height;
                    }
                });
    }

    private static long read(SessionFactory factory) {
        return factory.fromTransaction(
                session ->
                        Math.max(
                                session.find(Raft.class, 1L).height,
                                session.find(Raft.class, 2L).height));
    }

    private void awaitHits() {
        for (SessionFactory factory : List.of(one, other)) {
            long before = counters(factory).count(Event.HIT);
            await().atMost(LIMIT).until(() -> counters(factory).count(Event.HIT) > before + 50);
        }
        assertThat(load.faults()).isEmpty();
    }

    private void awaitMaster(int node) {
        await().atMost(LIMIT).until(() -> servers.masterOf(SLOT) == node);
    }

    @Test
    void hits_comeFromTheMasterOfTheSlot() {
        awaitHits();
        load.close();

        int master = servers.masterOf(SLOT);
        try (var redis = servers.connect(master)) {
            assertThat(redis.clusterCountKeysInSlot(SLOT)).isEqualTo(redis.dbSize());
            assertThat(redis.dbSize()).isGreaterThan(ROWS / 2);
        }
    }

    @Test
    void hits_afterTheMasterDied_areBackAtItsReplica_andNothingOldWhenItIsBack() {
        awaitHits();
        int dead = servers.masterOf(SLOT);
        int replica = (dead + 3) % 6;
        servers.node(dead).save();

        servers.node(dead).kill();
        awaitMaster(replica);
        awaitHits();
        servers.node(dead).restart();
        servers.awaitReplica(dead);
        servers.failover(dead);
        awaitMaster(dead);
        awaitHits();
    }

    @Test
    void master_thatHungAndIsBack_isNotReadFrom() {
        awaitHits();
        int hung = servers.masterOf(SLOT);
        int replica = (hung + 3) % 6;

        servers.node(hung).pause();
        awaitMasterBeside(replica);
        awaitHits();
        servers.node(hung).resume();
        servers.awaitReplica(hung);
        awaitHits();
    }

    /** The one that hangs would not answer. */
    private void awaitMasterBeside(int node) {
        await().atMost(LIMIT)
                .until(
                        () -> {
                            try (var redis = servers.connect(node)) {
                                return redis.info("replication").contains("role:master");
                            }
                        });
    }

    @Test
    void hits_afterAPlannedFailover_areBack() {
        awaitHits();
        int replica = (servers.masterOf(SLOT) + 3) % 6;
        servers.awaitReplica(replica);

        servers.failover(replica);
        awaitMaster(replica);
        awaitHits();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "lease"})
    void slot_thatMovesThereAndBack_costsHitsOnly(String near) {
        load.close();
        join(near);
        awaitHits();
        int from = servers.masterOf(SLOT);
        int to = otherMaster();

        for (int target : new int[] {to, from}) {
            long written = load.written();
            servers.migrate(
                    SLOT,
                    target,
                    () -> {
                        long reads = load.reads();
                        await().atMost(LIMIT)
                                .until(
                                        () ->
                                                load.reads() > reads + 200
                                                        && load.written() > written + 2);
                    });
            awaitMaster(target);
            awaitHits();
        }
    }

    private int otherMaster() {
        int slotOfAnother = (SLOT + 16384 / 3) % 16384;
        return servers.masterOf(slotOfAnother);
    }

    @Entity(name = "Raft")
    @Cacheable
    static class Raft {
        @Id long id;
        long height;

        Raft() {}

        Raft(long id) {
            this.id = id;
        }
    }
}
