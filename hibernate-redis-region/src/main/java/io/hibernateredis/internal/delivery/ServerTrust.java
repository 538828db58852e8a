package io.hibernateredis.internal.delivery;

import io.hibernateredis.internal.protocol.StoreSettings;

/**
 * Whether what Redis says is believed: only if a write got through within the last second, because
 * Redis keeps its clients when it is demoted. Thread-safe.
 */
final class ServerTrust {

    private final long lastsNanos;
    private volatile long provedNanos;
    private volatile boolean proved;
    private volatile long provedIdentity;
    private boolean ended;
    private long endedNanos;

    ServerTrust(StoreSettings settings) {
        this.lastsNanos = settings.trust().toNanos();
    }

    /** A write that was sent at this time succeeded. It proves nothing if one was refused since. */
    synchronized void prove(long sentNanos, long identity) {
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

    /** Whether what this server says may be believed: it was the one that took the last write. */
    boolean believes(long identity) {
        return isFresh() && identity == provedIdentity;
    }

    /** Whether it was another server that took the last write. */
    boolean provedAnother(long identity) {
        return provedIdentity != 0 && identity != provedIdentity;
    }

    boolean isFresh() {
        return proved && System.nanoTime() - provedNanos < lastsNanos;
    }
}
