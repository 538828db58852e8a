package io.hibernateredis.testing;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Three masters and a replica of each, as child processes: node {@code i + 3} begins as the replica
 * of node {@code i}. Used by one thread.
 */
public final class ClusterServers implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;
    private static final int MANY = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<RedisServer> nodes = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    private ClusterServers() {
        for (int i = 0; i < 2 * MASTERS; i++) {
            RedisServer node =
                    RedisServer.start(
                            "--cluster-enabled",
                            "yes",
                            "--cluster-node-timeout",
                            "1000",
                            "--cluster-replica-validity-factor",
                            "0",
                            "--cluster-allow-replica-migration",
                            "no",
                            "--repl-diskless-sync-delay",
                            "0");
            nodes.add(node);
            ids.add(text(i, "MYID"));
        }
    }

    /** Starts all, and returns once each node knows of all slots and its master. */
    public static ClusterServers start() {
        var all = new ClusterServers();
        for (int i = 1; i < all.nodes.size(); i++) {
            all.text(i, "MEET", "127.0.0.1", "" + all.nodes.get(0).port());
        }
        for (int i = 0; i < MASTERS; i++) {
            all.text(
                    i,
                    "ADDSLOTSRANGE",
                    "" + SLOTS * i / MASTERS,
                    "" + (SLOTS * (i + 1) / MASTERS - 1));
        }
        await("the nodes meet").atMost(LIMIT).until(() -> all.agree("cluster_known_nodes:6"));
        for (int i = MASTERS; i < all.nodes.size(); i++) {
            all.text(i, "REPLICATE", all.ids.get(i - MASTERS));
        }
        await("the cluster is ready").atMost(LIMIT).until(() -> all.agree("cluster_state:ok"));
        for (int i = MASTERS; i < all.nodes.size(); i++) {
            all.awaitReplica(i);
        }
        return all;
    }

    private boolean agree(String line) {
        for (int i = 0; i < nodes.size(); i++) {
            if (!text(i, "INFO").contains(line + "\r")) {
                return false;
            }
        }
        return true;
    }

    /** Waits until a node follows a master. */
    public void awaitReplica(int node) {
        await("node " + node + " is a replica")
                .atMost(LIMIT)
                .until(() -> info(node).contains("master_link_status:up"));
    }

    private String info(int node) {
        try (var redis = connect(node)) {
            return redis.info("replication");
        }
    }

    public RedisServer node(int number) {
        return nodes.get(number);
    }

    /** A plain connection to a node, to be closed by the caller. */
    public Jedis connect(int node) {
        return nodes.get(node).connect();
    }

    /** All nodes. */
    public URI uri() {
        return URI.create(
                "redis-cluster://"
                        + nodes.stream()
                                .map(node -> "127.0.0.1:" + node.port())
                                .collect(Collectors.joining(",")));
    }

    public static int slot(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    /** The number of the node that is the master of a slot, as it sees it itself. */
    public int masterOf(int slot) {
        for (int i = 0; i < nodes.size(); i++) {
            try (var redis = connect(i)) {
                if (redis.info("replication").contains("role:master")
                        && owns(redis, slot, nodes.get(i).port())) {
                    return i;
                }
            } catch (JedisConnectionException | JedisDataException down) {
                // As one that is not the master.
            }
        }
        return -1;
    }

    private static boolean owns(Jedis redis, int slot, int port) {
        for (Object each : redis.clusterSlots()) {
            List<?> range = (List<?>) each;
            if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
                return ((List<?>) range.get(2)).get(1).equals((long) port);
            }
        }
        return false;
    }

    /** Promotes a replica, while its master lives; again if the nodes do not agree in time. */
    public void failover(int replica) {
        await("node " + replica + " is promoted")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            if (!info(replica).contains("role:master")) {
                                text(replica, "FAILOVER");
                            }
                            return info(replica).contains("role:master");
                        });
    }

    /**
     * Moves a slot and its keys to another master, those with the longest names first: of a
     * namespace, entries go before the index.
     *
     * @param halfWay is run when half of the keys have been moved
     */
    public void migrate(int slot, int to, Runnable halfWay) {
        int from = masterOf(slot);
        text(to, "SETSLOT", "" + slot, "IMPORTING", ids.get(from));
        text(from, "SETSLOT", "" + slot, "MIGRATING", ids.get(to));
        try (var redis = connect(from)) {
            moveKeys(redis, slot, to, (int) redis.clusterCountKeysInSlot(slot) / 2);
            halfWay.run();
            while (redis.clusterCountKeysInSlot(slot) > 0) {
                moveKeys(redis, slot, to, 100);
            }
        }
        text(to, "SETSLOT", "" + slot, "NODE", ids.get(to));
        text(from, "SETSLOT", "" + slot, "NODE", ids.get(to));
    }

    private void moveKeys(Jedis from, int slot, int to, int number) {
        List<String> keys = new ArrayList<>(from.clusterGetKeysInSlot(slot, MANY));
        keys.sort(Comparator.comparing(String::length).reversed());
        for (String key : keys.subList(0, Math.min(number, keys.size()))) {
            from.migrate("127.0.0.1", nodes.get(to).port(), key, 0, 5000);
        }
    }

    /** What a node answers to a command about the cluster. */
    private String text(int node, String... arguments) {
        try (var redis = connect(node)) {
            Object reply = redis.sendCommand(Protocol.Command.CLUSTER, arguments);
            return reply instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : String.valueOf(SafeEncoder.encodeObject(reply));
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
