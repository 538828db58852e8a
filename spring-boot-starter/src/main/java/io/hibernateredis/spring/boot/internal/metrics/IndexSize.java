package io.hibernateredis.spring.boot.internal.metrics;

import io.hibernateredis.internal.store.Store;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How large the index is, which Redis is asked for at most once in ten seconds, and not while it is
 * bypassed. Thread-safe.
 */
final class IndexSize {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private boolean asked;
    private long askedNanos;
    private double lasting = Double.NaN;
    private double recent = Double.NaN;

    IndexSize(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized double lasting(Store store) {
        ask(store);
        return lasting;
    }

    synchronized double recent(Store store) {
        ask(store);
        return recent;
    }

    private void ask(Store store) {
        long now = nanoTime.getAsLong();
        if (!store.isReadable() || (asked && now - askedNanos < KEPT_NANOS)) {
            return;
        }
        asked = true;
        askedNanos = now;
        try {
            long[] size = store.inspector().indexSize();
            lasting = size[0];
            recent = size[1];
        } catch (RuntimeException e) {
            lasting = Double.NaN;
            recent = Double.NaN;
        }
    }
}
