package io.hibernateredis.capture.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far a capture is. Thread-safe. */
public final class Progress {

    private final String slot;
    private final Clock clock;
    private volatile Phase phase = Phase.CONNECTING;
    private volatile boolean toldDisconnected;
    private volatile long positionLsn;
    private volatile long behindBytes = -1;
    private volatile long oldestMicros;
    private volatile long contactMillis;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong own = new AtomicLong();
    private volatile long lastLagMicros;

    public Progress(String slot, Clock clock) {
        this.slot = slot;
        this.clock = clock;
        this.contactMillis = clock.millis();
    }

    public Phase phase() {
        return phase;
    }

    /** Everything that was committed before this position of the log was evicted. */
    public long positionLsn() {
        return positionLsn;
    }

    /** How many bytes of the log are not evicted yet; -1 if that is unknown. */
    public long behindBytes() {
        return behindBytes;
    }

    public long changes() {
        return changes.get();
    }

    /** How many changes were left alone, because they had come through the cache. */
    public long own() {
        return own.get();
    }

    void foundOwn(int rows) {
        own.addAndGet(rows);
    }

    /** How long the last change that was evicted had been committed then. */
    public Duration lastLag() {
        return Duration.of(lastLagMicros, ChronoUnit.MICROS);
    }

    /**
     * For how long the oldest change that is known and not evicted has been committed; while none
     * is read, for how long that is so.
     */
    public Duration lag() {
        long oldest = oldestMicros;
        if (oldest != 0) {
            return Duration.ofMillis(
                    Math.max(0, clock.millis() - TimeUnit.MICROSECONDS.toMillis(oldest)));
        }
        return phase == Phase.STREAMING
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, clock.millis() - contactMillis));
    }

    /** Enters a phase, which is logged if it is another one. */
    synchronized void enter(Phase next, @Nullable Throwable cause) {
        boolean isNews = next != phase || (next == Phase.CONNECTING && !toldDisconnected);
        if (isNews && phase != Phase.CLOSED) {
            phase = next;
            toldDisconnected = next == Phase.CONNECTING;
            CaptureLog.changed(slot, next, cause);
        }
    }

    void inContact() {
        contactMillis = clock.millis();
    }

    void received(long oldest) {
        oldestMicros = oldest;
    }

    void evicted(Batch batch) {
        long oldest = batch.oldestMicros();
        if (oldest != 0) {
            lastLagMicros = Math.max(0, TimeUnit.MILLISECONDS.toMicros(clock.millis()) - oldest);
        }
        changes.addAndGet(batch.changes());
        oldestMicros = 0;
    }

    void reached(long lsn) {
        positionLsn = Math.max(positionLsn, lsn);
    }

    /** The log may be another one. */
    void beginsAnew() {
        positionLsn = 0;
    }

    void behind(long bytes) {
        behindBytes = bytes;
    }
}
