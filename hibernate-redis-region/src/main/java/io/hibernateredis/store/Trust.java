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
    private volatile long provedIdentity;
    private boolean ended;
    private long endedNanos;

    Trust(StoreSettings settings) {
        this.lastsNanos = settings.trust().toNanos();
        this.mostFailures = settings.failures();
    }

    /** A write that was sent at this time succeeded. It proves nothing if one was refused since. */
    synchronized void prove(long sentNanos, long identity) {
        failures.set(0);
        provedIdentity = identity;
        if (ended && sentNanos - endedNanos <= 0) {
            return;
        }
        provedNanos = sentNanos;
        proved = true;
    }

    /** A write was refused at this time: this server takes none. */
    synchronized void end(long nanos) {
        proved = false;
        ended = true;
        endedNanos = nanos;
    }

    void succeeded() {
        if (mayCall()) {
            failures.set(0);
        }
    }

    void failed() {
        failures.incrementAndGet();
    }

    /** Whether what this server says may be believed: it was the one that took the last write. */
    boolean believes(long identity) {
        return mayRead() && identity == provedIdentity;
    }

    /** Whether it was another server that took the last write. */
    boolean provedAnother(long identity) {
        return provedIdentity != 0 && identity != provedIdentity;
    }

    boolean mayCall() {
        return failures.get() < mostFailures;
    }

    boolean mayRead() {
        return proved && mayCall() && System.nanoTime() - provedNanos < lastsNanos;
    }
}
