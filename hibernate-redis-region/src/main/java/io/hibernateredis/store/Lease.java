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

    synchronized void announced(List<Touch> more, long nanos) {
        touches.addAll(more);
        renewedNanos = nanos;
    }

    synchronized List<Touch> touches() {
        return List.copyOf(touches);
    }

    synchronized boolean isDue(long nanos, long everyNanos) {
        return nanos - renewedNanos >= everyNanos;
    }
}
