package io.hibernateredis.internal.protocol;

import java.util.ArrayList;
import java.util.List;

/** What one writer in flight has announced, kept so that it can be renewed. Thread-safe. */
public final class Lease {

    private final String token;
    private final LoadTime loaded;
    private final List<Change> changes = new ArrayList<>();
    private long renewedNanos;
    private boolean lapsed;

    public Lease(String token, LoadTime loaded) {
        this.token = token;
        this.loaded = loaded;
    }

    public String token() {
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
    public synchronized void announced(List<Change> more, long sentNanos) {
        if (changes.isEmpty()) {
            renewedNanos = sentNanos;
        }
        changes.addAll(more);
    }

    /**
     * All that had been announced was, once more, by a message sent at this time.
     *
     * @param lastsNanos how long it holds
     */
    public synchronized void renewed(long sentNanos, long lastsNanos) {
        lapsed |= leftNanos(sentNanos, lastsNanos) <= 0;
        renewedNanos = sentNanos;
    }

    /** Whether it may have lapsed before it was renewed. */
    public synchronized boolean hasLapsed() {
        return lapsed;
    }

    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    public synchronized boolean isDue(long nanos, long everyNanos) {
        return nanos - renewedNanos >= everyNanos;
    }

    /** How long it holds for certain from now on; 0 or less if it may have lapsed. */
    public synchronized long leftNanos(long nanos, long lastsNanos) {
        return lastsNanos - (nanos - renewedNanos);
    }
}
