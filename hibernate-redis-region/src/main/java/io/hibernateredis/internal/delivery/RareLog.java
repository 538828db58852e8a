package io.hibernateredis.internal.delivery;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Logs the first of many like events at once, and of those that follow one every ten seconds, with
 * the number of those left out. Thread-safe.
 */
public final class RareLog {

    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private boolean logged;
    private long loggedNanos;
    private int unlogged;

    public RareLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Logs an event, or counts it.
     *
     * @param line is given how many were left out since the last one
     */
    public void log(IntConsumer line) {
        int before;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (logged && now - loggedNanos < PAUSE_NANOS) {
                unlogged++;
                return;
            }
            logged = true;
            loggedNanos = now;
            before = unlogged;
            unlogged = 0;
        }
        line.accept(before);
    }
}
