package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What every connection begins with, in one round trip: it reads the identity of the server, makes
 * sure that it is a master, and loads the scripts.
 */
final class Handshake {

    /**
     * Identities lie between 2^52 and 2^53, so that a score holds them exactly and no clock reaches
     * them.
     */
    private static final long LEAST_IDENTITY = 1L << 52;

    /** What Redis draws at random; not the zeros that hide it. */
    private static final Pattern REPLICATION_ID = Pattern.compile("(?!0+$)[0-9a-f]{40}");

    private final List<Script> scripts;
    private final boolean cluster;

    /**
     * @param cluster whether the server is a node of a cluster
     */
    Handshake(List<Script> scripts, boolean cluster) {
        this.scripts = List.copyOf(scripts);
        this.cluster = cluster;
    }

    /**
     * @return the identity of the server: another after a restart, a restore, a failover or a
     *     failback
     * @throws RedisRefusedException if it is not a master, or may not be asked
     */
    long perform(Connection connection) {
        return greet(connection, scripts);
    }

    /** As {@link #perform}, for a server that was taught the scripts on this connection. */
    long identify(Connection connection) {
        return greet(connection, List.of());
    }

    private long greet(Connection connection, List<Script> toLoad) {
        connection.sendCommand(Protocol.Command.INFO, "server");
        connection.sendCommand(Protocol.Command.INFO, "replication");
        if (cluster) {
            connection.sendCommand(Protocol.Command.CLUSTER, "INFO");
        }
        for (Script script : toLoad) {
            connection.sendCommand(
                    new CommandArguments(Protocol.Command.SCRIPT).add("LOAD").add(script.source()));
        }
        List<Object> replies = connection.getMany((cluster ? 3 : 2) + toLoad.size());
        var info = new HashMap<String, String>();
        for (Object reply : replies) {
            if (reply instanceof JedisDataException error) {
                throw new RedisRefusedException(
                        "the handshake (INFO, SCRIPT LOAD, in a cluster CLUSTER INFO) was "
                                + "answered with: "
                                + error.getMessage());
            }
        }
        read((byte[]) replies.get(0), info);
        read((byte[]) replies.get(1), info);
        if (cluster) {
            read((byte[]) replies.get(2), info);
        }
        return identity(info);
    }

    private static long identity(Map<String, String> info) {
        String role = info.getOrDefault("role", "unknown");
        if (!role.equals("master")) {
            throw new RedisRefusedException("READONLY this server is a " + role + ", not a master");
        }
        // It is another one after each start and promotion. Where the run's own id is hidden, as by
        // some services, it suffices.
        String replication = info.get("master_replid");
        if (replication == null || !REPLICATION_ID.matcher(replication).matches()) {
            throw new RedisRefusedException(
                    "INFO names no master_replid, so a restart could not be noticed");
        }
        // A node of a cluster that gave the slot away and got it back is not the one of before: it
        // has a greater epoch then.
        String run = info.getOrDefault("run_id", "") + info.getOrDefault("cluster_my_epoch", "");
        return LEAST_IDENTITY
                | (Digests.sha256Long((run + ":" + replication).getBytes(UTF_8))
                        & (LEAST_IDENTITY - 1));
    }

    private static void read(byte[] section, Map<String, String> into) {
        new String(section, UTF_8)
                .lines()
                .forEach(
                        line -> {
                            int colon = line.indexOf(':');
                            if (colon > 0) {
                                into.put(
                                        line.substring(0, colon), line.substring(colon + 1).trim());
                            }
                        });
    }
}
