package io.hibernateredis.internal.store;

import io.hibernateredis.internal.near.Mirror;
import org.jspecify.annotations.Nullable;

/**
 * Since when a transaction, or a read outside of any, is served what is near. For one thread, which
 * may change.
 */
public final class NearScope {

    private Mirror.@Nullable Lease lease;
    private boolean lasts;

    /**
     * To be called before each read.
     *
     * @param inTransaction else the read is as of its own moment, and teaches the next one nothing
     */
    public void reads(boolean inTransaction) {
        lasts = inTransaction;
        if (!inTransaction) {
            end();
        }
    }

    /** Whether what a read is told of invalidations may be of use to the next one. */
    boolean lasts() {
        return lasts;
    }

    Mirror.@Nullable Lease lease() {
        return lease;
    }

    void begins(Mirror.@Nullable Lease next) {
        lease = next;
    }

    /** What is read from now on is not to be older than this moment. */
    public void end() {
        lease = null;
    }
}
