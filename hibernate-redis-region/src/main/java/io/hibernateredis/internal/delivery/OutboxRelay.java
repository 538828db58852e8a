package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.Tokens;
import java.util.List;

/** Sends what lies in the outbox, of this JVM and of others. Thread-safe. */
final class OutboxRelay implements Outbox.Relay {

    private final Announcer announcer;
    private final ShardClient client;
    private final PendingInvalidations pending;
    private final CacheEventListener events;

    OutboxRelay(
            Announcer announcer,
            ShardClient client,
            PendingInvalidations pending,
            CacheEventListener events) {
        this.announcer = announcer;
        this.client = client;
        this.pending = pending;
        this.events = events;
    }

    @Override
    public boolean isPossible() {
        return client.mayRead();
    }

    @Override
    public boolean isOwing() {
        return pending.forbidsReading();
    }

    @Override
    public boolean isCommitting() {
        return pending.hasUnfinished();
    }

    @Override
    public void relay(List<Owed> rows) {
        var evicted = client.newBatch();
        var hidden = client.newBatch();
        for (Owed owed : rows) {
            (owed.hides() ? hidden : evicted).add(owed);
        }
        if (!evicted.isEmpty()) {
            announcer.evict(
                    evicted.changes(),
                    evicted.isEverything() ? Shard.Scope.EVERYTHING : Shard.Scope.THESE);
        }
        if (hidden.isEverything()) {
            announcer.evict(List.of(), Shard.Scope.EVERYTHING_FOR_A_LEASE);
        } else if (!hidden.isEmpty()) {
            hide(hidden);
        }
        events.on(Event.OUTBOX_RELAYED, null, rows.size(), 0);
    }

    private void hide(InvalidationBatch hidden) {
        var lease = new Lease(Tokens.next(), LoadTime.UNKNOWN);
        lease.announced(hidden.changes(), 0);
        announcer.invalidating((shard, caller) -> shard.open(caller, lease, lease.changes(), true));
    }
}
