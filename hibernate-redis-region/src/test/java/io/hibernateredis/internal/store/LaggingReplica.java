package io.hibernateredis.internal.store;

import java.util.List;
import redis.clients.jedis.Jedis;

/** Where a store that was altered takes its entries from. */
public final class LaggingReplica {

    private static Jedis replica;

    private LaggingReplica() {}

    static void is(Jedis server) {
        replica = server;
    }

    /** The values of some keys there. */
    public static List<byte[]> valuesOf(List<byte[]> keys) {
        return replica.mget(keys.toArray(new byte[0][]));
    }
}
