package io.hibernateredis.internal.protocol;

import java.util.function.LongSupplier;

/**
 * Whether the answers of a server are used: only if a write that was sent within the last second
 * succeeded there, because Redis keeps its clients when it is demoted. It decides about answers; a
 * circuit breaker decides whether anything is sent. Thread-safe.
 */
public final class ServerTrust {

    private final long lastsNanos;
    private final LongSupplier nanoTime;
    private volatile long provedNanos;
    private volatile boolean proved;
    private volatile long provedIdentity;
    private boolean ended;
    private long endedNanos;

    ServerTrust(StoreSettings settings, LongSupplier nanoTime) {
        this.lastsNanos = settings.trust().toNanos();
        this.nanoTime = nanoTime;
    }

    /** A write that was sent at this time succeeded. It proves nothing if one was refused since. */
    public synchronized void prove(long sentNanos, long identity) {
        provedIdentity = identity;
        if (ended && sentNanos - endedNanos <= 0) {
            return;
        }
        provedNanos = sentNanos;
        proved = true;
    }

    /** A write was refused just now: this server takes none. */
    public synchronized void end() {
        proved = false;
        ended = true;
        endedNanos = nanoTime.getAsLong();
    }

    /** Whether answers of this server are used: it is the one that took the last write. */
    public boolean believes(long identity) {
        return isFresh() && identity == provedIdentity;
    }

    /** Whether it was another server that took the last write. */
    public boolean provedAnother(long identity) {
        return provedIdentity != 0 && identity != provedIdentity;
    }

    /** How long ago the last write was sent that succeeded; negative if none is known to have. */
    public long ageNanos() {
        return proved ? nanoTime.getAsLong() - provedNanos : -1;
    }

    public boolean isFresh() {
        return proved && nanoTime.getAsLong() - provedNanos < lastsNanos;
    }
}
