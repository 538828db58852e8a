package io.hibernateredis.internal.delivery;

import java.time.Duration;
import java.util.function.IntConsumer;

/** Says something at once, and what follows only now and then, with its number. Thread-safe. */
public final class RareLog {

    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private boolean said;
    private long saidNanos;
    private int unsaid;

    /**
     * @param sentence is given how often it was left out since it was said last
     */
    public void say(IntConsumer sentence) {
        int before;
        synchronized (this) {
            long now = System.nanoTime();
            if (said && now - saidNanos < PAUSE_NANOS) {
                unsaid++;
                return;
            }
            said = true;
            saidNanos = now;
            before = unsaid;
            unsaid = 0;
        }
        sentence.accept(before);
    }
}
