package io.hibernateredis.internal.near;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Logs when something stops to work, and when it works again. One that stops again soon after is
 * not news, and is logged at DEBUG. Thread-safe.
 */
final class StateLog {

    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final Stopped stopped;
    private final Works works;
    private boolean failing;
    private boolean everWorkedAgain;
    private boolean quiet;
    private long beganNanos;
    private long endedNanos;

    /** The line that says that it does not work. */
    interface Stopped {
        void log(Throwable cause, boolean quietly);
    }

    /** The line that says that it works again. */
    interface Works {
        void log(Duration after, boolean quietly);
    }

    StateLog(LongSupplier nanoTime, Stopped stopped, Works works) {
        this.nanoTime = nanoTime;
        this.stopped = stopped;
        this.works = works;
    }

    synchronized void failed(Throwable cause) {
        if (failing) {
            return;
        }
        failing = true;
        beganNanos = nanoTime.getAsLong();
        quiet = everWorkedAgain && beganNanos - endedNanos < CALM_NANOS;
        stopped.log(cause, quiet);
    }

    synchronized void works() {
        if (!failing) {
            return;
        }
        failing = false;
        everWorkedAgain = true;
        endedNanos = nanoTime.getAsLong();
        works.log(Duration.ofNanos(endedNanos - beganNanos), quiet);
    }
}
