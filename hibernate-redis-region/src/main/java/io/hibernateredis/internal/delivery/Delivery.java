package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.delivery.InvalidationBatch.Close;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.Tokens;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.Replies;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is due at a time, on its way in one message. Each part has an answer of its own: one
 * that is refused does not keep the others from being delivered. For one thread.
 */
final class Delivery {

    private final int transactions;
    private InvalidationBatch invalidations;
    private InvalidationBatch leases;
    private List<Close> closes;
    private int delivered;
    private @Nullable RedisRefusedException refusal;

    /**
     * @param invalidations of transactions that have committed
     * @param leases of transactions of unknown outcome
     */
    Delivery(InvalidationBatch invalidations, InvalidationBatch leases, List<Close> closes) {
        this.invalidations = invalidations;
        this.leases = leases;
        this.closes = closes;
        this.transactions = invalidations.transactions() + leases.transactions();
    }

    boolean isEmpty() {
        return invalidations.isEmpty() && leases.isEmpty() && closes.isEmpty();
    }

    /** How many transactions' invalidations it began with. */
    int transactions() {
        return transactions;
    }

    // What is left of it.

    InvalidationBatch invalidations() {
        return invalidations;
    }

    InvalidationBatch leases() {
        return leases;
    }

    List<Close> closes() {
        return closes;
    }

    /**
     * Sends it.
     *
     * @return how many invalidations and closes were delivered
     * @throws RedisRefusedException if some were refused
     */
    int send(ShardClient client, ShardClient.Sender sender) {
        boolean withInvalidations = !invalidations.isEmpty();
        boolean withLeases = !leases.isEmpty();
        var lease = new Lease(Tokens.next(), LoadTime.UNKNOWN);
        lease.announced(leases.changes(), 0);
        Replies replies =
                sender.send(
                        (shard, caller) -> {
                            List<Call> calls = new ArrayList<>();
                            if (withInvalidations) {
                                calls.add(evict(shard, caller));
                            }
                            if (withLeases) {
                                calls.add(hide(shard, caller, lease));
                            }
                            for (Close close : closes) {
                                calls.add(
                                        shard.close(caller, close.token(), close.changes(), true));
                            }
                            return calls;
                        });
        int position = 0;
        if (withInvalidations && isDelivered(client, replies, position++, invalidations)) {
            invalidations = client.newBatch();
        }
        if (withLeases && isDelivered(client, replies, position++, leases)) {
            leases = client.newBatch();
        }
        closes = closesLeft(client, replies, position);
        if (refusal != null) {
            throw refusal;
        }
        return delivered;
    }

    private Call evict(Shard shard, Shard.Caller caller) {
        return shard.evict(
                caller,
                invalidations.changes(),
                invalidations.isEverything() ? Shard.Scope.EVERYTHING : Shard.Scope.THESE);
    }

    private Call hide(Shard shard, Shard.Caller caller, Lease lease) {
        return leases.isEverything()
                ? shard.evict(caller, List.of(), Shard.Scope.EVERYTHING_FOR_A_LEASE)
                : shard.open(caller, lease, lease.changes(), true);
    }

    private boolean isDelivered(
            ShardClient client, Replies replies, int position, InvalidationBatch batch) {
        try {
            client.answer(replies, position);
            delivered += batch.transactions();
            return true;
        } catch (RedisRefusedException e) {
            batch.refused();
            refusal = e;
            return false;
        }
    }

    private List<Close> closesLeft(ShardClient client, Replies replies, int from) {
        List<Close> left = new ArrayList<>();
        for (int i = 0; i < closes.size(); i++) {
            try {
                client.answer(replies, from + i);
                delivered++;
            } catch (RedisRefusedException e) {
                Close again = closes.get(i).refused();
                if (again != null) {
                    left.add(again);
                }
                StoreLog.failed("close", e);
            }
        }
        return left;
    }
}
