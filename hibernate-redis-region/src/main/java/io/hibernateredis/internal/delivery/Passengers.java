package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;

/** Entries that are stored by the message that closes a transaction. */
public interface Passengers {

    Call put(Shard shard, Shard.Caller caller);

    /** What became of them. */
    void answered(Shard.Answer answer);

    void failed(RuntimeException cause);
}
