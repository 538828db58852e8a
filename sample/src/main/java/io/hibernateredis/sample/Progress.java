package io.hibernateredis.sample;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints a line for each second as soon as all workers have told theirs; thread-safe. */
final class Progress {
    private final Phase phase;
    private final int workers;
    private final PrintStream out;
    private final Map<String, Tick> sums = new HashMap<>();
    private final Map<String, Integer> told = new HashMap<>();

    Progress(Phase phase, int workers, PrintStream out) {
        this.phase = phase;
        this.workers = workers;
        this.out = out;
    }

    synchronized void tell(Tick tick) {
        String key = tick.stage() + tick.second();
        var sum = sums.merge(key, tick, Tick::plus);
        if (told.merge(key, 1, Integer::sum) == workers) {
            sums.remove(key);
            out.printf(
                    "%-14s %-8s %4d s %7d requests/s, %d errors, %d stale reads%n",
                    phase.title(),
                    sum.stage(),
                    sum.second(),
                    sum.requests(),
                    sum.errors(),
                    sum.stale());
        }
    }
}
