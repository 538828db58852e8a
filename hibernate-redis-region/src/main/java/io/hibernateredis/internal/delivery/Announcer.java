package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.CacheUnreachableException;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.Change;
import io.hibernateredis.internal.protocol.Lease;
import io.hibernateredis.internal.protocol.Owed;
import io.hibernateredis.internal.protocol.Shard;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.Call;
import io.hibernateredis.internal.redis.RedisRefusedException;
import io.hibernateredis.internal.redis.RedisUnavailableException;
import io.hibernateredis.internal.redis.Replies;
import io.hibernateredis.internal.redis.ReplyHandler;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Announces to Redis what transactions change, and how they ended. What cannot be delivered becomes
 * pending, or stops the transaction. Thread-safe.
 */
public final class Announcer {

    private final StoreSettings settings;
    private final ShardClient client;
    private final Redelivery redelivery;
    private final UndeliveredStrategy strategy;
    private final CacheEventListener events;
    private final LongSupplier nanoTime;
    private final MirrorWait mirrorWait;
    private final Mirrors mirrors;
    private final Outbox outbox;
    private final RecentInvalidations invalidations;

    public Announcer(
            StoreSettings settings,
            ShardClient client,
            Redelivery redelivery,
            CacheEventListener events,
            LongSupplier nanoTime,
            Mirrors mirrors,
            Outbox outbox) {
        this.outbox = outbox;
        this.settings = settings;
        this.client = client;
        this.redelivery = redelivery;
        this.strategy = UndeliveredStrategy.of(settings.onUnreachable(), redelivery, outbox);
        this.events = events;
        this.nanoTime = nanoTime;
        this.mirrorWait = new MirrorWait(client, events, nanoTime);
        this.invalidations = new RecentInvalidations(events);
        this.mirrors = mirrors;
    }

    /**
     * Sends what invalidates. When it returns, no JVM serves what is near and was invalidated by
     * it.
     *
     * @throws RedisUnavailableException if Redis gave no answer; it may have run
     * @throws RedisRefusedException if Redis refused
     */
    void invalidating(BiFunction<Shard, Shard.Caller, Call> call) {
        Mirrors.Message message = mirrors.message();
        Shard.Answer invalidated;
        boolean answered = false;
        try {
            Replies replies =
                    client.sendPatiently(
                            (shard, caller) ->
                                    message.with(call.apply(shard, caller), shard, caller));
            invalidated = client.answer(replies, 0);
            message.answered(replies);
            answered = true;
            mirrorWait.answered();
        } finally {
            if (!answered) {
                mirrorWait.unanswered();
                message.failed();
            }
        }
        mirrorWait.await(invalidated);
    }

    /**
     * Announces what a transaction is about to change. From then on the lease is renewed.
     *
     * @throws RedisUnavailableException if Redis gave no answer; it may have run
     * @throws RedisRefusedException if Redis refused
     */
    public void open(Lease lease, List<Change> changes) {
        long sent = nanoTime.getAsLong();
        invalidating((shard, caller) -> shard.open(caller, lease, changes, false));
        lease.announced(changes, sent);
        events.on(Event.OPENED);
        invalidations.note(RecentInvalidations.Cause.COMMIT, changes);
        if (StoreLog.logsEntries()) {
            StoreLog.changed(settings.namespace(), changes.size());
        }
        redelivery.watch(lease);
    }

    /**
     * An announcement failed, of a transaction that has not committed yet.
     *
     * @param owner who reports the end of the transaction
     * @param connection of the transaction; null if what was changed is no part of one
     * @throws CacheUnreachableException if the settings demand a rollback
     */
    public PendingInvalidations.Pending undelivered(
            List<Change> changes,
            RuntimeException cause,
            Object owner,
            @Nullable Supplier<Connection> connection) {
        var pending = strategy.undelivered(changes, cause, owner, connection);
        mirrorWait.awaitSilence();
        return pending;
    }

    /**
     * The same transaction changes more.
     *
     * @throws CacheUnreachableException if the settings demand a rollback
     */
    public void undeliveredToo(
            PendingInvalidations.Pending pending,
            List<Change> news,
            @Nullable Supplier<Connection> connection) {
        news.forEach(pending::add);
        if (outbox.isUsed()) {
            UndeliveredStrategy.leave(outbox, news, connection);
        }
    }

    /**
     * As {@link #undelivered}, of a transaction that may have committed, so that it cannot be
     * rolled back.
     */
    public PendingInvalidations.Pending keep(List<Change> changes, Throwable cause, Object owner) {
        var pending = redelivery.keep(changes, cause, owner);
        mirrorWait.awaitSilence();
        return pending;
    }

    /**
     * Ends a transaction whose outcome is known, and stores what it loaded, in one message. It is
     * not waited for while the lease hides what was changed. A close that fails becomes pending.
     */
    public void close(
            Lease lease, List<Change> changes, boolean committed, @Nullable Passengers passengers) {
        redelivery.forget(lease);
        var close = new Close(lease, changes, committed, passengers);
        try {
            if (close.isHeld()) {
                client.postPatiently(close::calls, close);
            } else {
                closeLapsed(close);
            }
        } catch (RuntimeException | Error e) {
            // Also errors: the transaction has committed, and what it changed must not be lost.
            close.lost(e);
        }
    }

    private void closeLapsed(Close close) {
        Replies replies;
        try {
            replies = client.sendPatiently(close::calls);
        } finally {
            // It invalidates in place of the lease, also what is near of this JVM.
            mirrors.suspend();
        }
        close.answered(replies);
        if (!replies.isRefused(0)) {
            mirrorWait.await(Shard.answer(replies, 0));
        }
    }

    /** The end of one transaction, on its way. */
    private final class Close implements ReplyHandler {

        private final Lease lease;
        private final List<Change> changes;
        private final boolean committed;
        private final @Nullable Passengers passengers;
        private final long nonce = client.index().loadTime().nonce();
        private final boolean held;

        private Close(
                Lease lease,
                List<Change> changes,
                boolean committed,
                @Nullable Passengers passengers) {
            this.lease = lease;
            this.changes = changes;
            this.committed = committed;
            this.passengers = passengers;
            // What was loaded while it had lapsed may be near.
            this.held = leftNanos() > 0 && !lease.hasLapsed();
        }

        private long leftNanos() {
            return lease.leftNanos(nanoTime.getAsLong(), settings.lease().toNanos());
        }

        /**
         * Whether the lease held for certain when the transaction had ended. What it hides stays
         * hidden until the lease is over, and no load from before that is ever valid: so the close
         * need not arrive. If it may have lapsed before the commit, other sessions may have loaded
         * what was there before.
         */
        private boolean isHeld() {
            return held;
        }

        private List<Call> calls(Shard shard, Shard.Caller caller) {
            List<Call> calls = new ArrayList<>();
            calls.add(shard.close(caller, lease.token(), changes, committed));
            if (passengers != null) {
                calls.add(passengers.put(shard, caller));
            }
            return calls;
        }

        @Override
        public void answered(Replies replies) {
            try {
                countStored(client.lateAnswer(replies, 0, nonce));
                if (passengers != null) {
                    land(passengers, replies, nonce);
                }
            } catch (RuntimeException | Error e) {
                lost(e);
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            lost(cause);
        }

        private void lost(Throwable cause) {
            StoreLog.failed("close", cause);
            long left = leftNanos();
            if (held && left > 0) {
                redelivery.keepClose(lease, changes, left);
            } else if (!held && committed) {
                redelivery.keep(changes, cause, this).committed();
            }
        }
    }

    private void countStored(Shard.Answer closed) {
        events.on(Event.CLOSED);
        long stored = closed.result().isEmpty() ? 0 : Long.parseLong(closed.result());
        if (stored > 0) {
            events.on(Event.STORED, null, stored, 0);
        }
    }

    private void land(Passengers passengers, Replies replies, long nonce) {
        try {
            passengers.answered(client.lateAnswer(replies, 1, nonce));
        } catch (RuntimeException e) {
            passengers.failed(e);
        }
    }

    /** The outcome of the transaction is unknown: its lease is renewed once and left to pass. */
    public void renewAndLapse(Lease lease) {
        lapse(lease);
        try {
            redelivery.renew(lease, client::sendPatiently);
        } catch (RuntimeException | Error e) {
            StoreLog.failed("renewal of a lease", e);
            redelivery.keep(lease.changes(), e, lease).outcomeUnknown();
        }
    }

    /** The outcome is unknown, and will stay so: the lease is left to pass. */
    public void lapse(Lease lease) {
        redelivery.forget(lease);
        events.on(Event.UNKNOWN_OUTCOME);
    }

    /** Invalidates at once, outside any transaction; becomes pending if it cannot be delivered. */
    public void invalidate(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            evict(changes, Shard.Scope.THESE);
        } catch (RuntimeException | Error e) {
            redelivery.keep(changes, e, this).committed();
            leave(Owed.of(changes, false));
            mirrorWait.awaitSilence();
        }
    }

    /** What is pending is left where others find it, as far as that is possible. */
    private void leave(Owed owed) {
        if (outbox.isUsed()) {
            try {
                outbox.write(owed, null);
            } catch (RuntimeException e) {
                StoreLog.failed("write into the outbox", e);
            }
        }
    }

    /** Invalidates all that was cached until now; becomes pending if it cannot be delivered. */
    public void invalidateEverything() {
        try {
            evict(List.of(), Shard.Scope.EVERYTHING);
        } catch (RuntimeException | Error e) {
            redelivery.keepEverything(e);
            leave(Owed.everything(false));
            mirrorWait.awaitSilence();
        }
    }

    void evict(List<Change> changes, Shard.Scope scope) {
        invalidating((shard, caller) -> shard.evict(caller, changes, scope));
        events.on(Event.EVICTED);
        invalidations.note(RecentInvalidations.Cause.of(scope), changes);
    }

    /** What was invalidated lately. */
    public RecentInvalidations invalidations() {
        return invalidations;
    }

    /** Tries to deliver what is pending before the next heartbeat does. */
    public void deliverNow() {
        redelivery.deliverNow();
    }

    /** What the outbox needs of this. */
    public Outbox.Relay asRelay() {
        return new OutboxRelay(this, client, redelivery.pending(), events);
    }
}
