package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.delivery.Owed.Close;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is due at a time, on its way in one message. Each part has its own answer: what is
 * refused does not keep the others from being paid. For one thread.
 */
final class Payment {

    private final int debts;
    private Owed invalidations;
    private Owed leases;
    private List<Close> closes;
    private int paid;
    private @Nullable RedisRefusedException refusal;

    Payment(Owed invalidations, Owed leases, List<Close> closes) {
        this.invalidations = invalidations;
        this.leases = leases;
        this.closes = closes;
        this.debts = invalidations.debts() + leases.debts();
    }

    boolean isNothing() {
        return invalidations.isNothing() && leases.isNothing() && closes.isEmpty();
    }

    /** How many invalidations it began with. */
    int debts() {
        return debts;
    }

    // What is left of it.

    Owed invalidations() {
        return invalidations;
    }

    Owed leases() {
        return leases;
    }

    List<Close> closes() {
        return closes;
    }

    /**
     * @return how many debts were paid
     * @throws RedisRefusedException if some were refused
     */
    int send(Link link, Link.Sender sender) {
        boolean withInvalidations = !invalidations.isNothing();
        boolean withLeases = !leases.isNothing();
        var lease = new Lease(UnitOfWork.newToken(), LoadTime.UNKNOWN);
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
        if (withInvalidations && isPaid(link, replies, position++, invalidations)) {
            invalidations = new Owed();
        }
        if (withLeases && isPaid(link, replies, position++, leases)) {
            leases = new Owed();
        }
        closes = closesLeft(link, replies, position);
        if (refusal != null) {
            throw refusal;
        }
        return paid;
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

    private boolean isPaid(Link link, Replies replies, int position, Owed owed) {
        try {
            link.answered(replies, position);
            paid += owed.debts();
            return true;
        } catch (RedisRefusedException e) {
            owed.refused();
            refusal = e;
            return false;
        }
    }

    private List<Close> closesLeft(Link link, Replies replies, int from) {
        List<Close> left = new ArrayList<>();
        for (int i = 0; i < closes.size(); i++) {
            try {
                link.answered(replies, from + i);
                paid++;
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
