package io.hibernateredis.internal.protocol;

/**
 * What a JVM had seen of an index at some moment. What is read from the database afterwards
 * reflects every invalidation up to then.
 *
 * <p>Load times are compared by the methods of this class, so that one of several shards, which has
 * a clock for each of them, can take its place. Immutable.
 *
 * @param nonce which index; 0 if none was seen yet
 * @param clock the index's clock, microseconds
 */
public record LoadTime(long nonce, long clock) {

    /** No index was seen yet: what is loaded now may not be put. */
    public static final LoadTime UNKNOWN = new LoadTime(0, 0);

    public boolean isKnown() {
        return nonce != 0;
    }

    /** Whether an invalidation at a time of the same index may be missing from what was loaded. */
    boolean isBefore(long invalidated) {
        return clock < invalidated;
    }

    /** What was true at both; {@link #UNKNOWN} for two indexes, whose clocks have no order. */
    public LoadTime earlierOf(LoadTime other) {
        if (nonce != other.nonce) {
            return UNKNOWN;
        }
        return clock < other.clock ? this : other;
    }

    /** What is known once both were seen, this one first: of two indexes, the other. */
    LoadTime laterOf(LoadTime other) {
        return nonce == other.nonce && clock > other.clock ? this : other;
    }
}
