package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.Line;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.redis.Replies;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * What one store sends again, with its heartbeats: what could not be delivered, and the leases of
 * transactions that are still committing. Thread-safe.
 */
public final class Redelivery {

    private final StoreSettings settings;
    private final RedisServer server;
    private final ShardClient client;
    private final Heartbeat heartbeat;
    private final CacheEventListener events;
    private final LongSupplier nanoTime;
    private final Mirrors mirrors;
    private final PendingInvalidations pending;
    private final Leases leases = new Leases();
    private final Heartbeat.Member member = new Member();

    public Redelivery(
            StoreSettings settings,
            RedisServer server,
            ShardClient client,
            Heartbeat heartbeat,
            CacheEventListener events,
            LongSupplier nanoTime,
            Mirrors mirrors) {
        this.mirrors = mirrors;
        this.settings = settings;
        this.server = server;
        this.client = client;
        this.heartbeat = heartbeat;
        this.events = events;
        this.nanoTime = nanoTime;
        this.pending = new PendingInvalidations(settings.maxChanges(), nanoTime);
    }

    /** Beats for the first time, and from now on. */
    public void start() {
        heartbeat.start(member);
    }

    public PendingInvalidations pending() {
        return pending;
    }

    /** One heartbeat of this store alone. Returns how many deliveries were made. */
    public int beat() {
        return heartbeat.beat(List.of(member));
    }

    /** Keeps the invalidations of a transaction that has not ended, until it has. */
    PendingInvalidations.Pending keep(List<Change> changes, Throwable cause, Object owner) {
        events.on(Event.INVALIDATION_PENDING);
        heartbeat.outage().invalidationPending(cause);
        return pending.add(changes, owner);
    }

    void keepEverything(Throwable cause) {
        events.on(Event.INVALIDATION_PENDING);
        heartbeat.outage().invalidationPending(cause);
        pending.addEverything();
    }

    void keepClose(Lease lease, List<Change> changes, long leftNanos) {
        pending.addClose(lease.token(), changes, leftNanos);
    }

    void watch(Lease lease) {
        leases.watch(lease);
    }

    void forget(Lease lease) {
        leases.forget(lease);
    }

    /** Tries to deliver before the next heartbeat does, unless Redis did not answer lately. */
    public void deliverNow() {
        if (!client.maySend()) {
            return;
        }
        try {
            heartbeat.outage().delivered(deliver(client::send));
        } catch (RuntimeException e) {
            StoreLog.failed("delivery of pending invalidations", e);
        }
    }

    private int deliver(ShardClient.Sender sender) {
        int delivered = pending.deliver(client, calls -> invalidating(sender, calls));
        if (delivered > 0) {
            events.on(Event.INVALIDATION_DELIVERED, null, delivered, 0);
        }
        return delivered;
    }

    /**
     * Nothing near is served until this JVM has learned of what it delivered: while it was pending,
     * nothing was.
     */
    private Replies invalidating(
            ShardClient.Sender sender, BiFunction<Shard, Shard.Caller, List<Call>> calls) {
        try {
            return sender.send(calls);
        } finally {
            mirrors.suspend();
        }
    }

    /** Makes a lease last longer; also announces what could not be announced before. */
    void renew(Lease lease, ShardClient.Sender sender) {
        long sent = nanoTime.getAsLong();
        List<Change> changes = lease.changes();
        Replies replies =
                sender.send((shard, caller) -> List.of(shard.open(caller, lease, changes, true)));
        client.answer(replies, 0);
        lease.renewed(sent, settings.lease().toNanos());
    }

    /**
     * Ends the heartbeats, and tries once more to deliver what is pending.
     *
     * @param left whether what is not delivered lies in the outbox
     */
    public void close(boolean left) {
        heartbeat.stop(member);
        try {
            var unused = deliver(client.over(heartbeat.line()));
        } catch (RuntimeException e) {
            StoreLog.failed("delivery of pending invalidations", e);
        }
        if (pending.count() > 0) {
            StoreLog.undelivered(settings.namespace(), pending.count(), left);
        }
        heartbeat.release();
    }

    private final class Member implements Heartbeat.Member {

        @Override
        public Tick tick() {
            return client.tick();
        }

        @Override
        public Call call(Tick tick, long identity) {
            return tick.call(client.shard(), identity);
        }

        @Override
        public void tickAnswered(Replies replies, int position, long sentNanos) {
            client.tickAnswered(replies, position, sentNanos);
        }

        @Override
        public void tickFailed(Throwable cause) {
            if (cause instanceof RuntimeException e) {
                client.failed(e);
            }
        }

        @Override
        public int deliver(Line line) {
            return Redelivery.this.deliver(client.over(line));
        }

        @Override
        public boolean hasDueInvalidations() {
            return pending.dueInvalidations() > 0;
        }

        @Override
        public void renewLeases(Line line) {
            long every = settings.lease().toNanos() / 3;
            for (Lease lease : leases.due(nanoTime.getAsLong(), every)) {
                try {
                    renew(lease, client.over(line));
                } catch (RedisRefusedException e) {
                    StoreLog.failed("renewal of a lease", e);
                }
            }
        }

        @Override
        public void readPostedAnswers(boolean answering) {
            if (answering) {
                server.settleFree();
            } else {
                server.settleFree(Duration.ZERO);
            }
        }

        @Override
        public void closeIdleConnections() {
            server.closeIdleConnections();
        }
    }
}
