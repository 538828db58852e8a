package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.delivery.InvalidationBatch.Close;
import io.hibernateredis.internal.protocol.Change;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What has yet to be delivered to Redis. A pending invalidation is never dropped while this JVM
 * lives, and stops all reads of this store. Thread-safe.
 *
 * <p>An invalidation of a transaction that has not ended must be delivered after its end: delivered
 * before, another session could load the old row again and put it.
 *
 * <p>A close is kept for its use only. The lease held when its transaction ended, so what it hides
 * becomes visible when the lease is over, whether it is closed or not.
 *
 * <p>However long Redis is away, no more than a number of tags is kept for all of them together.
 */
public final class PendingInvalidations {

    private final int maxTags;
    private final LongSupplier nanoTime;
    private final Set<Pending> unfinished = new HashSet<>();
    private final Queue<Close> closes = new ArrayDeque<>();
    private InvalidationBatch invalidations;
    private InvalidationBatch leases;
    private int inDelivery;
    private int closeTags;
    private volatile boolean forbidsReading;

    /**
     * @param maxTags beyond so many tags, they are replaced by wider ones
     */
    PendingInvalidations(int maxTags, LongSupplier nanoTime) {
        this.maxTags = maxTags;
        this.nanoTime = nanoTime;
        this.invalidations = new InvalidationBatch(maxTags);
        this.leases = new InvalidationBatch(maxTags);
    }

    /**
     * Adds invalidations of a transaction that has not ended. Reads stop now; they are delivered
     * once it has ended.
     *
     * @param owner who reports that end; if it is collected before, the outcome is unknown
     */
    synchronized Pending add(List<Change> changes, Object owner) {
        var added = new Pending(owner);
        added.batch.countTransaction();
        added.batch.addAll(changes);
        unfinished.add(added);
        changed();
        return added;
    }

    /** Adds the invalidation of all that was cached so far. */
    synchronized void addEverything() {
        invalidations.countTransaction();
        invalidations.becomeEverything();
        changed();
    }

    /**
     * Adds a close, of a transaction whose lease holds for certain.
     *
     * @param leftNanos for so long
     */
    synchronized void addClose(String token, List<Change> changes, long leftNanos) {
        List<Change> bare = changes.stream().map(Change::withoutState).toList();
        closes.add(new Close(token, bare, nanoTime.getAsLong() + leftNanos));
        closeTags += bare.size();
        changed();
    }

    public boolean forbidsReading() {
        return forbidsReading;
    }

    /** How many transactions' invalidations and closes are pending. */
    public synchronized int count() {
        return unfinished.size() + dueInvalidations() + closes.size();
    }

    /** How many invalidations could be delivered now, or are being delivered. */
    public synchronized int dueInvalidations() {
        return invalidations.transactions() + leases.transactions() + inDelivery;
    }

    /** Whether a transaction has not ended whose invalidations are pending. */
    synchronized boolean hasUnfinished() {
        return !unfinished.isEmpty();
    }

    /** How many tags are kept. */
    public synchronized int size() {
        return invalidations.size() + leases.size() + closeTags + unfinishedSize();
    }

    private int unfinishedSize() {
        int size = 0;
        for (Pending each : unfinished) {
            size += each.batch.size();
        }
        return size;
    }

    private void changed() {
        if (size() > maxTags) {
            closes.clear();
            closeTags = 0;
        }
        if (size() > maxTags) {
            int share = maxTags / 2 / (unfinished.size() + 2);
            invalidations.widen(share);
            leases.widen(share);
            unfinished.forEach(each -> each.batch.widen(share));
        }
        forbidsReading =
                !unfinished.isEmpty()
                        || !invalidations.isEmpty()
                        || !leases.isEmpty()
                        || inDelivery > 0;
    }

    /**
     * Delivers all that is due, in one message.
     *
     * @return how many were delivered
     * @throws RuntimeException as Redis answered; what was not delivered stays pending
     */
    int deliver(ShardClient client, ShardClient.Sender sender) {
        Delivery delivery = begin();
        try {
            return delivery.isEmpty() ? 0 : delivery.send(client, sender);
        } finally {
            end(delivery);
        }
    }

    private synchronized Delivery begin() {
        long now = nanoTime.getAsLong();
        for (Pending each : List.copyOf(unfinished)) {
            if (each.owner.refersTo(null)) {
                each.outcomeUnknown();
            }
        }
        List<Close> useful = new ArrayList<>();
        for (Close close : closes) {
            if (close.lapsesNanos() - now > 0) {
                useful.add(close);
            }
        }
        var delivery = new Delivery(invalidations, leases, useful);
        inDelivery += delivery.transactions();
        invalidations = new InvalidationBatch(maxTags);
        leases = new InvalidationBatch(maxTags);
        closes.clear();
        closeTags = 0;
        changed();
        return delivery;
    }

    /** What was not delivered is pending as before. */
    private synchronized void end(Delivery delivery) {
        inDelivery -= delivery.transactions();
        invalidations.addAll(delivery.invalidations());
        leases.addAll(delivery.leases());
        for (Close close : delivery.closes()) {
            closes.add(close);
            closeTags += close.changes().size();
        }
        changed();
    }

    /** The invalidations of one transaction that has not ended. */
    public final class Pending {

        private final InvalidationBatch batch = new InvalidationBatch(maxTags);
        private final WeakReference<Object> owner;

        private Pending(Object owner) {
            this.owner = new WeakReference<>(owner);
        }

        public void add(Change change) {
            synchronized (PendingInvalidations.this) {
                batch.addAll(List.of(change));
                changed();
            }
        }

        public void committed() {
            synchronized (PendingInvalidations.this) {
                if (unfinished.remove(this)) {
                    invalidations.addAll(batch);
                    changed();
                }
            }
        }

        public void rolledBack() {
            synchronized (PendingInvalidations.this) {
                unfinished.remove(this);
                changed();
            }
        }

        /** It is unknown how it ended, or when: as of a writer that died, for one lease. */
        public void outcomeUnknown() {
            synchronized (PendingInvalidations.this) {
                if (unfinished.remove(this)) {
                    leases.addAll(batch);
                    changed();
                }
            }
        }
    }
}
