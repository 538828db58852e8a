package io.hibernateredis.internal.delivery;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.MirrorLease;
import io.hibernateredis.internal.protocol.Shard;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Waits until every mirror has applied an invalidation, or may serve nothing any more. Thread-safe.
 */
final class MirrorWait {

    private static final long SHORTEST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 10_000_000;

    private final ShardClient client;
    private final CacheEventListener events;
    private final LongSupplier nanoTime;

    /** Since when Redis has taken no invalidation; 0 if it took the last one. */
    private final AtomicLong silent = new AtomicLong();

    MirrorWait(ShardClient client, CacheEventListener events, LongSupplier nanoTime) {
        this.client = client;
        this.events = events;
        this.nanoTime = nanoTime;
    }

    /**
     * To be called as soon as the answer to what invalidated has arrived. An interrupt does not end
     * it, nor is it lost.
     */
    void await(Shard.Answer invalidated) {
        if (invalidated.behind() == 0) {
            return;
        }
        long since = nanoTime.getAsLong();
        long pause = SHORTEST_NANOS;
        boolean interrupted = Thread.interrupted();
        boolean over = false;
        while (!over && behind(invalidated.seen(), false)) {
            long left = since + MirrorLease.WAIT_NANOS - nanoTime.getAsLong();
            LockSupport.parkNanos(this, Math.min(pause, left));
            interrupted |= Thread.interrupted();
            pause = Math.min(2 * pause, LONGEST_NANOS);
            over = nanoTime.getAsLong() - since >= MirrorLease.WAIT_NANOS;
        }
        if (over) {
            // Those that were waited out are forgotten: a JVM that died is waited for once.
            behind(invalidated.seen(), true);
        }
        events.on(Event.ACKNOWLEDGED, null, 1, nanoTime.getAsLong() - since);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Redis took an invalidation. */
    void answered() {
        silent.set(0);
    }

    /**
     * Redis took none: if it is down, the mirrors that it has not told of it hear of it no more.
     */
    void unanswered() {
        silent.compareAndSet(0, Math.max(1, nanoTime.getAsLong()));
    }

    /**
     * Waits, after an invalidation that could not be delivered, until mirrors may serve nothing if
     * Redis is down for them, too: those that begin later in an outage wait for nothing.
     */
    void awaitSilence() {
        long since = silent.get();
        if (since == 0 || !client.index().knowsMirrors()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        long left = since + MirrorLease.WAIT_NANOS - nanoTime.getAsLong();
        while (left > 0) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            left = since + MirrorLease.WAIT_NANOS - nanoTime.getAsLong();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** True also if that is not known. */
    private boolean behind(LoadTime event, boolean over) {
        try {
            var replies =
                    client.sendPatiently(
                            (shard, caller) -> List.of(shard.await(caller, event, over)));
            return !client.answer(replies, 0).result().equals("0");
        } catch (RuntimeException e) {
            StoreLog.failed("wait for mirrors", e);
            return true;
        }
    }
}
