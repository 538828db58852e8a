package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.Lease;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases of a store's transactions that are committing. They are held weakly: those of an
 * abandoned session pass like those of a writer that died. Thread-safe.
 */
final class Leases {

    private final Map<String, WeakReference<Lease>> watched = new ConcurrentHashMap<>();

    void watch(Lease lease) {
        watched.put(lease.token(), new WeakReference<>(lease));
    }

    void forget(Lease lease) {
        watched.remove(lease.token());
    }

    /** Those that were not renewed for so long. */
    List<Lease> due(long nanos, long everyNanos) {
        List<Lease> due = new ArrayList<>();
        watched.values().removeIf(reference -> reference.refersTo(null));
        for (WeakReference<Lease> reference : watched.values()) {
            Lease lease = reference.get();
            if (lease != null && lease.isDue(nanos, everyNanos)) {
                due.add(lease);
            }
        }
        return due;
    }
}
