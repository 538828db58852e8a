package io.hibernateredis;

import org.jspecify.annotations.Nullable;

/**
 * Is notified of what a cache does. It is called by the thread that reads or commits, so it must be
 * fast. An exception that it throws is logged, once in ten seconds at most, and does not reach that
 * thread. Must be thread-safe. {@link Counters} is one.
 */
@FunctionalInterface
public interface CacheEventListener {

    /** Ignores everything. */
    static CacheEventListener none() {
        return (event, region, times, nanos) -> {};
    }

    /**
     * Something happened.
     *
     * @param region the region of the entries concerned, prefix included, or null if it was no
     *     region's own
     * @param times how often, at least 1
     * @param nanos how long the thread waited, of {@link Counters.Event#ANSWERED} and {@link
     *     Counters.Event#ACKNOWLEDGED}; else 0
     */
    void on(Counters.Event event, @Nullable String region, long times, long nanos);

    default void on(Counters.Event event) {
        on(event, null, 1, 0);
    }

    /** Notifies this listener, then another. */
    default CacheEventListener andThen(CacheEventListener other) {
        return (event, region, times, nanos) -> {
            on(event, region, times, nanos);
            other.on(event, region, times, nanos);
        };
    }
}
