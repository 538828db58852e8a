package io.hibernateredis.internal.protocol;

/**
 * What a JVM had seen of an index at some moment. Whatever is read from the database afterwards
 * reflects every invalidation up to then.
 *
 * @param nonce which index; 0 if none was seen yet
 * @param clock the index's clock, microseconds
 */
public record LoadTime(long nonce, long clock) {

    /** Nothing was seen yet: what is loaded now may not be put. */
    public static final LoadTime UNKNOWN = new LoadTime(0, 0);

    public boolean isKnown() {
        return nonce != 0;
    }
}
