package io.hibernateredis.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to compute an entry, among all JVMs. Advisory: it saves work, and nothing that
 * must hold relies on it. For one thread.
 *
 * <p>For the modules of this cache.
 */
public final class Lock {

    private final Entry entry;
    private final Duration lasts;
    private @Nullable Long takenNanos;

    /**
     * @param lasts how long it is held at most, at least 1 ms
     */
    public Lock(Entry entry, Duration lasts) {
        this.entry = entry;
        this.lasts = lasts;
    }

    Entry entry() {
        return entry;
    }

    long millis() {
        return lasts.toMillis();
    }

    void taken(long nanos) {
        takenNanos = nanos;
    }

    void released() {
        takenNanos = null;
    }

    /** Whether it was taken, and has not lapsed since. */
    public boolean isHeld() {
        return takenNanos != null && System.nanoTime() - takenNanos < lasts.toNanos();
    }
}
