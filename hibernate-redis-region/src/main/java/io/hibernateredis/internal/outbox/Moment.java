package io.hibernateredis.internal.outbox;

import java.util.concurrent.TimeUnit;

/**
 * A point in time of this JVM. Immutable.
 *
 * @param nanos as {@link System#nanoTime}, which may stand still while the machine is suspended
 * @param millis as {@link System#currentTimeMillis}, which may be set
 */
record Moment(long nanos, long millis) {

    static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /** How long ago it was, or more. */
    long ageNanos() {
        return Math.max(
                System.nanoTime() - nanos,
                TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - millis));
    }
}
