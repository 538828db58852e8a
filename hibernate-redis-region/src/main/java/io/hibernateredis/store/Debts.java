package io.hibernateredis.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What Redis has yet to be told. A debt is never dropped while this JVM lives, and an invalidation
 * that is owed stops all reads of this store. Thread-safe.
 *
 * <p>An invalidation owed by a transaction that has not ended yet must be delivered after its end:
 * told before, somebody could load the old row again and put it.
 */
final class Debts {

    /** Beyond this many tags the whole namespace is invalidated instead. */
    private static final int MOST_TAGS = 10_000;

    private final Set<Debt> debts = ConcurrentHashMap.newKeySet();

    /**
     * Tags that were not invalidated in time. Reads stop now; it is paid once its transaction has
     * ended.
     *
     * @param owner who will tell of that end; if it is collected before, nobody will
     */
    Debt incur(List<Touch> touches, Object owner) {
        var debt = new Debt(withoutStates(touches), null, owner);
        debts.add(debt);
        return debt;
    }

    /** A close that did not get through. The lease protects everybody, so reads go on. */
    void incurClose(String token, List<Touch> touches) {
        var debt = new Debt(withoutStates(touches), token, this);
        debt.due = Due.CLOSE;
        debts.add(debt);
    }

    /** All that was cached is to be invalidated. */
    void incurEverything() {
        var debt = new Debt(List.of(), null, this);
        debt.everything = true;
        debt.due = Due.INVALIDATE;
        debts.add(debt);
    }

    boolean forbidReading() {
        if (debts.isEmpty()) {
            return false;
        }
        for (Debt debt : debts) {
            if (debt.due != Due.CLOSE) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return debts.size();
    }

    /**
     * Delivers all that is due.
     *
     * @return how many debts were paid
     * @throws RuntimeException as Redis answered; what was not paid stays owed
     */
    int pay(Store store) {
        debts.forEach(Debt::noteLostOwner);
        List<Debt> invalidations = due(Due.INVALIDATE);
        List<Touch> touches = new ArrayList<>();
        invalidations.forEach(debt -> touches.addAll(debt.touches));
        boolean everything =
                touches.size() > MOST_TAGS || invalidations.stream().anyMatch(d -> d.everything);
        if (everything || !touches.isEmpty()) {
            store.evictNow(everything ? List.of() : touches, everything);
            debts.removeAll(invalidations);
        }
        List<Debt> leased = due(Due.LEASE);
        for (Debt debt : leased) {
            var lease = new Lease(UnitOfWork.newToken(), LoadTime.UNKNOWN);
            lease.announced(debt.touches, 0);
            store.renew(lease);
            debts.remove(debt);
        }
        List<Debt> closes = due(Due.CLOSE);
        for (Debt debt : closes) {
            if (debt.token != null) {
                store.closeNow(debt.token, debt.touches);
            }
            debts.remove(debt);
        }
        return invalidations.size() + leased.size() + closes.size();
    }

    private List<Debt> due(Due due) {
        return debts.stream().filter(debt -> debt.due == due).toList();
    }

    private static List<Touch> withoutStates(List<Touch> touches) {
        return touches.stream().map(Touch::withoutState).toList();
    }

    private enum Due {
        /** Its transaction has not ended. */
        NOT_YET,
        INVALIDATE,
        /**
         * Nobody knows how its transaction ended, or when: as a writer that died, for one lease.
         */
        LEASE,
        CLOSE
    }

    /** One thing owed. */
    final class Debt {

        private final List<Touch> touches;
        private final @Nullable String token;
        private final WeakReference<Object> owner;
        private volatile Due due = Due.NOT_YET;
        private volatile boolean everything;

        private Debt(List<Touch> touches, @Nullable String token, Object owner) {
            this.touches = new CopyOnWriteArrayList<>(touches);
            this.token = token;
            this.owner = new WeakReference<>(owner);
        }

        private void noteLostOwner() {
            if (due == Due.NOT_YET && owner.refersTo(null)) {
                unknown();
            }
        }

        void add(Touch touch) {
            touches.addAll(withoutStates(List.of(touch)));
        }

        void committed() {
            due = Due.INVALIDATE;
        }

        void rolledBack() {
            debts.remove(this);
        }

        void unknown() {
            due = Due.LEASE;
        }
    }
}
