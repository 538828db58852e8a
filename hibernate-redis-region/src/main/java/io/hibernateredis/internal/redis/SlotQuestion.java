package io.hibernateredis.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Asks nodes of a cluster for the master of a slot. Thread-safe. */
final class SlotQuestion implements Witnesses.Question {

    // Of each range that CLUSTER SLOTS answers with.
    private static final int FIRST = 0;
    private static final int LAST = 1;
    private static final int MASTER = 2;

    private volatile int slot = -1;

    /** The slot is that of a key. */
    void ofKey(byte[] key) {
        slot = JedisClusterCRC16.getSlot(key);
    }

    int slot() {
        return slot;
    }

    @Override
    public String witness() {
        return "node";
    }

    @Override
    public String nothing() {
        return "knows no master of slot " + slot;
    }

    @Override
    public @Nullable HostAndPort ask(Connection connection, HostAndPort asked) {
        connection.sendCommand(Protocol.Command.CLUSTER, "SLOTS");
        for (Object each : (List<?>) connection.getOne()) {
            List<?> range = (List<?>) each;
            if ((Long) range.get(FIRST) <= slot && slot <= (Long) range.get(LAST)) {
                return address((List<?>) range.get(MASTER), asked);
            }
        }
        return null;
    }

    /** A node that does not know its own host leaves it out. */
    private static HostAndPort address(List<?> node, HostAndPort asked) {
        byte @Nullable [] host = (byte[]) node.get(0);
        int port = Math.toIntExact((Long) node.get(1));
        boolean unknown = host == null || host.length == 0;
        return new HostAndPort(unknown ? asked.getHost() : new String(host, UTF_8), port);
    }
}
