package io.hibernateredis.capture;

import io.hibernateredis.capture.internal.Capture;
import io.hibernateredis.capture.internal.Progress;
import io.hibernateredis.capture.internal.Source;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.region.RedisRegionFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.hibernate.SessionFactory;

/**
 * Reads the changes of a PostgreSQL database from its log, and evicts what depends on the rows,
 * whoever wrote them. What others write is stale for as long as {@link #lag} says, and no longer.
 * Thread-safe.
 *
 * <p>Any number of JVMs may have one for the same slot: one of them reads, and another takes over
 * when it ends. The database keeps what is not evicted yet, so a restart loses nothing.
 */
public final class ChangeCapture implements AutoCloseable {

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final Capture capture;
    private final String slot;
    private final Progress progress;
    private final Thread thread;

    private ChangeCapture(Capture capture, Progress progress, String slot) {
        this.capture = capture;
        this.slot = slot;
        this.progress = progress;
        this.thread = new Thread(capture, "hibernate-redis-capture-" + slot);
        this.thread.setDaemon(true);
    }

    /**
     * Checks the database, and begins to read in a thread of its own.
     *
     * @throws IllegalArgumentException if the session factory's cache is not in Redis
     * @throws IllegalStateException if the database is not as it has to be; the message names the
     *     setting, the rule, and the value
     * @throws SQLException if the database does not answer
     */
    public static ChangeCapture start(SessionFactory sessionFactory, CaptureSettings settings)
            throws SQLException {
        RedisRegionFactory regions = RedisRegionFactory.of(sessionFactory);
        if (regions == null) {
            throw new IllegalArgumentException(
                    "the session factory's second-level cache must be in Redis, but is not");
        }
        var progress = new Progress(settings.slot(), Clock.systemUTC());
        var source =
                new Source(
                        settings.url(),
                        settings.properties(),
                        settings.slot(),
                        settings.publication(),
                        settings.retry());
        var capture = new Capture(regions.unwrap(SessionFactoryCache.class), source, progress);
        capture.check();
        var started = new ChangeCapture(capture, progress, settings.slot());
        started.thread.start();
        return started;
    }

    /** The name of the replication slot. */
    public String slot() {
        return slot;
    }

    public CaptureState state() {
        return CaptureState.valueOf(progress.phase().name());
    }

    /**
     * For how long the oldest change that is not evicted has been committed, as far as it is known;
     * while nothing is read by this JVM, for how long that is so. Compares the clocks of database
     * and JVM.
     */
    public Duration lag() {
        return progress.lag();
    }

    /** How long the last change that was evicted had been committed by then. */
    public Duration lastLag() {
        return progress.lastLag();
    }

    /**
     * How many bytes of the database's log are not evicted, as of a second ago; -1 if it is not
     * known, as in a JVM on standby. Writes to tables that are not mapped count.
     */
    public long lagBytes() {
        return progress.behindBytes();
    }

    /** How many changes of rows this JVM has evicted. */
    public long changes() {
        return progress.changes();
    }

    /**
     * How many changes of rows this JVM has read and not evicted, because they came through the
     * cache: those of transactions that say so by {@code hibernate.cache.redis.capture_marks}.
     */
    public long ownChanges() {
        return progress.own();
    }

    /**
     * Whether what was committed before a position of the log has been evicted by this JVM.
     *
     * @param position as {@code pg_current_wal_lsn()} returns it, such as {@code 0/16B3748}
     */
    public boolean isPast(String position) {
        return progress.positionLsn() >= Capture.lsn(position);
    }

    /** Stops reading, and waits for that. Another JVM takes over. */
    @Override
    public void close() {
        capture.close();
        try {
            thread.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
