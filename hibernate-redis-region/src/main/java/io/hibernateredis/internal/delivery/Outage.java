package io.hibernateredis.internal.delivery;

import java.time.Duration;

/**
 * Tells the log of an outage of one server: when it begins, after a minute and at ever longer
 * intervals while it lasts, and when it is over. Thread-safe.
 */
public final class Outage {

    private static final long FIRST_REPORT_NANOS = Duration.ofMinutes(1).toNanos();

    /** An outage that begins so soon after another is not news. */
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    private final String server;
    private boolean underWay;
    private boolean everEnded;
    private boolean quiet;
    private long beganNanos;
    private long endedNanos;
    private long reportNanos;
    private long owed;
    private long delivered;

    Outage(String server) {
        this.server = server;
    }

    /** Redis did not answer, or refused. */
    synchronized void failed(Throwable cause) {
        begin(cause);
    }

    /** A transaction commits that could not be announced. */
    public synchronized void owes(Throwable cause) {
        begin(cause);
        owed++;
    }

    public synchronized void delivered(int debts) {
        delivered += debts;
    }

    private void begin(Throwable cause) {
        long now = System.nanoTime();
        if (!underWay) {
            underWay = true;
            quiet = everEnded && now - endedNanos < CALM_NANOS;
            beganNanos = now;
            reportNanos = FIRST_REPORT_NANOS;
            StoreLog.unavailable(server, cause, quiet);
        } else if (now - beganNanos >= reportNanos) {
            reportNanos *= 2;
            StoreLog.stillUnavailable(server, Duration.ofNanos(now - beganNanos), owed, cause);
        }
    }

    /** A heartbeat got through, and all that was due has been delivered. */
    synchronized void over() {
        if (underWay) {
            long now = System.nanoTime();
            StoreLog.availableAgain(server, Duration.ofNanos(now - beganNanos), delivered, quiet);
            endedNanos = now;
        } else if (!everEnded) {
            StoreLog.available(server);
            endedNanos = System.nanoTime() - CALM_NANOS;
        }
        underWay = false;
        everEnded = true;
        owed = 0;
        delivered = 0;
    }
}
