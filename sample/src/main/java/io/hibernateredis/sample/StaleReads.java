package io.hibernateredis.sample;

import java.io.PrintStream;
import java.util.concurrent.atomic.LongAdder;

/** Counts stale reads and tells the first few; thread-safe. */
final class StaleReads {
    private static final int TOLD = 5;

    private final LongAdder count = new LongAdder();
    private final PrintStream out;

    StaleReads(PrintStream out) {
        this.out = out;
    }

    void found(String what) {
        count.increment();
        if (count.sum() <= TOLD) {
            out.println("Stale read: " + what);
        }
    }

    long count() {
        return count.sum();
    }
}
