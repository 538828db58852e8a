package io.hibernateredis.internal.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Logs an outage of one server: when it begins, after a minute and at ever longer intervals while
 * it lasts, and when it is over. Thread-safe.
 */
final class Outage {

    private static final long FIRST_REPORT_NANOS = Duration.ofMinutes(1).toNanos();

    /** An outage that begins so soon after another is not news. */
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    private final String server;
    private final LongSupplier nanoTime;
    private boolean underWay;
    private boolean everEnded;
    private boolean quiet;
    private long beganNanos;
    private long endedNanos;
    private long reportNanos;
    private long unannounced;
    private long delivered;

    Outage(String server, LongSupplier nanoTime) {
        this.server = server;
        this.nanoTime = nanoTime;
    }

    /** Redis did not answer, or refused. */
    synchronized void failed(Throwable cause) {
        begin(cause);
    }

    /** The invalidations of a transaction are pending. */
    synchronized void invalidationPending(Throwable cause) {
        begin(cause);
        unannounced++;
    }

    synchronized void delivered(int invalidations) {
        delivered += invalidations;
    }

    private void begin(Throwable cause) {
        long now = nanoTime.getAsLong();
        if (!underWay) {
            underWay = true;
            quiet = everEnded && now - endedNanos < CALM_NANOS;
            beganNanos = now;
            reportNanos = FIRST_REPORT_NANOS;
            StoreLog.unavailable(server, cause, quiet);
        } else if (now - beganNanos >= reportNanos) {
            reportNanos *= 2;
            StoreLog.stillUnavailable(
                    server, Duration.ofNanos(now - beganNanos), unannounced, cause);
        }
    }

    /** A heartbeat was answered, and all that was due has been delivered. */
    synchronized void over() {
        if (underWay) {
            long now = nanoTime.getAsLong();
            StoreLog.availableAgain(server, Duration.ofNanos(now - beganNanos), delivered, quiet);
            endedNanos = now;
        } else if (!everEnded) {
            StoreLog.available(server);
            endedNanos = nanoTime.getAsLong() - CALM_NANOS;
        }
        underWay = false;
        everEnded = true;
        unannounced = 0;
        delivered = 0;
    }
}
