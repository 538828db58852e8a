package io.hibernateredis.store;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether Redis may be asked at all.
 *
 * <p>A read is believed only if a write got through within the last second, because Redis keeps its
 * clients when it is demoted. After a few failures in a row nothing is sent any more, so that
 * nobody waits, until a heartbeat gets through. Thread-safe.
 */
final class Trust {

    private final long lastsNanos;
    private final int mostFailures;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long provedNanos;
    private volatile boolean proved;

    Trust(StoreSettings settings) {
        this.lastsNanos = settings.trust().toNanos();
        this.mostFailures = settings.failures();
    }

    /** A write that was sent at this time succeeded. */
    void prove(long sentNanos) {
        provedNanos = sentNanos;
        proved = true;
        failures.set(0);
    }

    /** A write was refused: this server takes none. */
    void end() {
        proved = false;
    }

    void succeeded() {
        if (mayCall()) {
            failures.set(0);
        }
    }

    void failed() {
        failures.incrementAndGet();
    }

    boolean mayCall() {
        return failures.get() < mostFailures;
    }

    boolean mayRead() {
        return proved && mayCall() && System.nanoTime() - provedNanos < lastsNanos;
    }
}
