package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.delivery.Owed.Close;
import io.hibernateredis.internal.protocol.Change;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What Redis has yet to be told. An invalidation that is owed is never dropped while this JVM
 * lives, and stops all reads of this store. Thread-safe.
 *
 * <p>An invalidation owed by a transaction that has not ended yet must be delivered after its end:
 * told before, somebody could load the old row again and put it.
 *
 * <p>A close is owed for its use only. The lease held when its transaction ended, so what it hides
 * comes to light when the lease is over, whether it is closed or not.
 *
 * <p>However long Redis is away, no more than {@link #MOST_TAGS} are kept for all of them together.
 */
public final class PendingInvalidations {

    /** Beyond this many tags, wider ones are made to stand for them. */
    public static final int MOST_TAGS = 5000;

    private final Set<Debt> pending = new HashSet<>();
    private final Queue<Close> closes = new ArrayDeque<>();
    private Owed invalidations = new Owed();
    private Owed leases = new Owed();
    private int inPayment;
    private int closeTags;
    private volatile boolean forbidsReading;

    /**
     * Tags that were not invalidated in time. Reads stop now; it is paid once its transaction has
     * ended.
     *
     * @param owner who will tell of that end; if it is collected before, nobody will
     */
    public synchronized Debt incur(List<Change> changes, Object owner) {
        var debt = new Debt(owner);
        debt.owed.count();
        debt.owed.addAll(changes);
        pending.add(debt);
        changed();
        return debt;
    }

    /** All that was cached so far is to be invalidated. */
    public synchronized void incurEverything() {
        invalidations.count();
        invalidations.becomeEverything();
        changed();
    }

    /**
     * A close that did not get through, of a transaction whose lease holds for certain.
     *
     * @param leftNanos for so long
     */
    public synchronized void incurClose(String token, List<Change> changes, long leftNanos) {
        List<Change> bare = changes.stream().map(Change::withoutState).toList();
        closes.add(new Close(token, bare, System.nanoTime() + leftNanos));
        closeTags += bare.size();
        changed();
    }

    public boolean forbidReading() {
        return forbidsReading;
    }

    public synchronized int count() {
        return pending.size() + dueInvalidations() + closes.size();
    }

    /** How many invalidations could be delivered now, or are being delivered. */
    public synchronized int dueInvalidations() {
        return invalidations.debts() + leases.debts() + inPayment;
    }

    /** How many tags are kept. */
    public synchronized int size() {
        return invalidations.size() + leases.size() + closeTags + pendingSize();
    }

    private int pendingSize() {
        int size = 0;
        for (Debt debt : pending) {
            size += debt.owed.size();
        }
        return size;
    }

    private void changed() {
        if (size() > MOST_TAGS) {
            closes.clear();
            closeTags = 0;
        }
        if (size() > MOST_TAGS) {
            int share = MOST_TAGS / 2 / (pending.size() + 2);
            invalidations.widen(share);
            leases.widen(share);
            pending.forEach(debt -> debt.owed.widen(share));
        }
        forbidsReading =
                !pending.isEmpty()
                        || !invalidations.isNothing()
                        || !leases.isNothing()
                        || inPayment > 0;
    }

    /**
     * Delivers all that is due, in one message.
     *
     * @return how many debts were paid
     * @throws RuntimeException as Redis answered; what was not paid stays owed
     */
    public int pay(Link link, Link.Sender sender) {
        Payment payment = begin();
        try {
            return payment.isNothing() ? 0 : payment.send(link, sender);
        } finally {
            end(payment);
        }
    }

    private synchronized Payment begin() {
        long now = System.nanoTime();
        for (Debt debt : List.copyOf(pending)) {
            if (debt.owner.refersTo(null)) {
                debt.unknown();
            }
        }
        List<Close> useful = new ArrayList<>();
        for (Close close : closes) {
            if (close.lapsesNanos() - now > 0) {
                useful.add(close);
            }
        }
        var payment = new Payment(invalidations, leases, useful);
        inPayment += payment.debts();
        invalidations = new Owed();
        leases = new Owed();
        closes.clear();
        closeTags = 0;
        changed();
        return payment;
    }

    /** What was not paid is owed as before. */
    private synchronized void end(Payment payment) {
        inPayment -= payment.debts();
        invalidations.addAll(payment.invalidations());
        leases.addAll(payment.leases());
        for (Close close : payment.closes()) {
            closes.add(close);
            closeTags += close.changes().size();
        }
        changed();
    }

    /** One transaction that has not ended. */
    public final class Debt {

        private final Owed owed = new Owed();
        private final WeakReference<Object> owner;

        private Debt(Object owner) {
            this.owner = new WeakReference<>(owner);
        }

        public void add(Change invalidate) {
            synchronized (PendingInvalidations.this) {
                owed.addAll(List.of(invalidate));
                changed();
            }
        }

        public void committed() {
            synchronized (PendingInvalidations.this) {
                if (pending.remove(this)) {
                    invalidations.addAll(owed);
                    changed();
                }
            }
        }

        public void rolledBack() {
            synchronized (PendingInvalidations.this) {
                pending.remove(this);
                changed();
            }
        }

        /** Nobody knows how it ended, or when: as a writer that died, for one lease. */
        public void unknown() {
            synchronized (PendingInvalidations.this) {
                if (pending.remove(this)) {
                    leases.addAll(owed);
                    changed();
                }
            }
        }
    }
}
