package io.hibernateredis.internal.store;

import io.hibernateredis.internal.protocol.ComputeLock;
import io.hibernateredis.internal.protocol.Entry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one JVM compute an entry, and the others wait for it. Advisory, as the {@link ComputeLock}
 * that it takes. For one thread and one entry.
 *
 * <ol>
 *   <li>Each look for the entry asks for the lock in the same round trip.
 *   <li>If the entry is there, that ends the wait.
 *   <li>If the lock is held by this thread, or by none, it is this thread's turn.
 *   <li>If another JVM holds it, the thread pauses and looks again.
 *   <li>If the lock has changed hands and the entry is not there, then what the first holder
 *       computed was not kept, and neither may the next be: the wait ends without a turn. So it
 *       does at the deadline, or if the look tells that nothing could be kept now.
 * </ol>
 */
public final class ComputeTurn {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ComputeLock lock;
    private final LongSupplier nanoTime;
    private final long deadline;

    /** Looks for an entry. */
    public interface Look<T> {

        /**
         * Looks once.
         *
         * @param lock to be taken in the same round trip
         */
        @Nullable T find(ComputeLock lock);

        /** Whether, by the last look, what is computed now would not be kept. */
        boolean isPointless();
    }

    /**
     * A turn that is not asked for yet.
     *
     * @param patience how long the lock is held at most
     * @param nanoTime as {@link System#nanoTime}
     * @param deadline when to wait no longer, on that clock
     */
    public ComputeTurn(Entry entry, Duration patience, LongSupplier nanoTime, long deadline) {
        this.lock = new ComputeLock(entry, patience);
        this.nanoTime = nanoTime;
        this.deadline = deadline;
    }

    /** The entry, or null if the caller is to compute it: see {@link #isOwn}. */
    public <T> @Nullable T await(Look<T> look) {
        long pause = FIRST_PAUSE_NANOS;
        T found = look.find(lock);
        while (found == null && isAnothers() && !look.isPointless() && paused(pause)) {
            pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
            found = look.find(lock);
        }
        return found;
    }

    private boolean isAnothers() {
        return !lock.isHeld() && !lock.hasNoHolder() && !lock.hasChangedHands();
    }

    /**
     * Whether it is this thread's turn, so that others wait for it. If not, those who wait for this
     * thread have waited for another JVM already, and should not wait any longer.
     */
    public boolean isOwn() {
        return (lock.isHeld() && !lock.hasChangedHands()) || lock.hasNoHolder();
    }

    /** To be released with the entry that is put, or if none is. */
    public ComputeLock lock() {
        return lock;
    }

    /** False if there is no time left, or the thread is interrupted. */
    private boolean paused(long nanos) {
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(nanos, left));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
