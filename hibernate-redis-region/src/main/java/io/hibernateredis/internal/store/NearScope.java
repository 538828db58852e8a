package io.hibernateredis.internal.store;

import io.hibernateredis.internal.near.Mirror;
import org.jspecify.annotations.Nullable;

/**
 * Since when a transaction, or a read outside of any, is served what is near. For one thread, which
 * may change.
 */
public final class NearScope {

    private Mirror.@Nullable Lease lease;

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
