package io.hibernateredis.store;

import java.util.ArrayList;
import java.util.List;

/** What one writer in flight has announced, kept so that it can be renewed. Thread-safe. */
final class Lease {

    private final String token;
    private final LoadTime loaded;
    private final List<Touch> touches = new ArrayList<>();
    private long renewedNanos;

    Lease(String token, LoadTime loaded) {
        this.token = token;
        this.loaded = loaded;
    }

    String token() {
        return token;
    }

    /** What the writer had seen before it read what it changes. */
    LoadTime loaded() {
        return loaded;
    }

    /**
     * Was announced by a message sent at this time. What is announced later is held from then on,
     * and what was before is due no later for it.
     */
    synchronized void announced(List<Touch> more, long sentNanos) {
        if (touches.isEmpty()) {
            renewedNanos = sentNanos;
        }
        touches.addAll(more);
    }

    /** All that had been announced was, once more, by a message sent at this time. */
    synchronized void renewed(long sentNanos) {
        renewedNanos = sentNanos;
    }

    synchronized List<Touch> touches() {
        return List.copyOf(touches);
    }

    synchronized boolean isDue(long nanos, long everyNanos) {
        return nanos - renewedNanos >= everyNanos;
    }

    /** How long it holds for certain from now on; 0 or less if it may have lapsed. */
    synchronized long leftNanos(long nanos, long lastsNanos) {
        return lastsNanos - (nanos - renewedNanos);
    }
}
