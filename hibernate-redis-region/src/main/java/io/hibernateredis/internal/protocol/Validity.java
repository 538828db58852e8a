package io.hibernateredis.internal.protocol;

/**
 * The rule by which what was read is judged: an entry is valid if and only if it was loaded from
 * the same index, and not before the last invalidation of anything it depends on. Functions of
 * their arguments alone.
 */
final class Validity {

    /** When a tag was invalidated whose invalidations are unknown: nothing is valid. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private Validity() {}

    /**
     * Whether entries may be judged by an index at all.
     *
     * @param known nonce of the index that a script of this JVM has met; another may hold entries
     *     from before this JVM could report that its own was lost
     * @param server identity of the server that answered; an index of another one was restored or
     *     replicated, and lacks what happened since
     */
    static boolean isUsable(IndexState index, long known, long server) {
        return index.nonce() == known && index.identity() == server;
    }

    /** The load time, microseconds, below which nothing is valid whatever it depends on. */
    static long earliestLoad(IndexState index) {
        return Math.max(index.validFrom(), index.lowWater());
    }

    /**
     * Whether an entry is valid.
     *
     * @param nonce of the index that was read
     * @param invalidated when what the entry depends on was last invalidated there, and not below
     *     {@link #earliestLoad}
     */
    static boolean isValid(LoadTime loaded, long nonce, long invalidated) {
        return loaded.nonce() == nonce && !loaded.isBefore(invalidated);
    }
}
