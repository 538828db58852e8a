package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;

/**
 * All that a heartbeat says; of stores whose ticks are equal, one sends it for all.
 *
 * @param names what stores have in common that call keys and tags alike
 * @param mirrors whether there may be some: a tick may be the first to find that all was lost
 */
record Tick(
        String namespace,
        int tags,
        int recent,
        long horizonMicros,
        long knownNonce,
        long longestLease,
        String mirrors,
        long names) {

    /**
     * @param shard of one of the stores whose tick this is
     */
    Call call(Shard shard, long identity) {
        return shard.tick(new Shard.Caller(identity, knownNonce, longestLease, mirrors));
    }
}
