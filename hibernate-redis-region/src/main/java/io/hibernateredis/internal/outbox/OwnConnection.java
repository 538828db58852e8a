package io.hibernateredis.internal.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept while it is used, so that looks do not wait for those of transactions.
 * Each statement is a transaction of its own. For one thread.
 */
final class OwnConnection {

    private static final long IDLE_NANOS = Duration.ofSeconds(3).toNanos();

    /** So that the pool can replace it. */
    private static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    private final OutboxAccess access;
    private @Nullable Connection kept;
    private boolean automatic;
    private long usedNanos;
    private long keptSinceNanos;

    /** Statements. */
    interface Work<R> {
        R on(Connection connection) throws SQLException;
    }

    OwnConnection(OutboxAccess access) {
        this.access = access;
    }

    /** What was kept may have been closed meanwhile: then it is tried once more. */
    <R> R call(Work<R> work) throws SQLException {
        usedNanos = System.nanoTime();
        boolean fresh = kept == null;
        try {
            return work.on(connection());
        } catch (SQLException e) {
            release();
            if (fresh) {
                throw e;
            }
        }
        try {
            return work.on(connection());
        } catch (SQLException e) {
            release();
            throw e;
        }
    }

    private Connection connection() throws SQLException {
        Connection connection = kept;
        if (connection == null) {
            connection = access.obtain();
            kept = connection;
            keptSinceNanos = System.nanoTime();
            automatic = connection.getAutoCommit();
            if (!automatic) {
                connection.setAutoCommit(true);
            }
        }
        return connection;
    }

    void releaseIfIdle() {
        long now = System.nanoTime();
        if (now - usedNanos > IDLE_NANOS || now - keptSinceNanos > KEPT_NANOS) {
            release();
        }
    }

    void release() {
        Connection connection = kept;
        kept = null;
        if (connection == null) {
            return;
        }
        try {
            if (!automatic) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            OutboxLog.failed("the end of a connection's use", e);
        }
        try {
            access.release(connection);
        } catch (SQLException e) {
            OutboxLog.failed("release of a connection", e);
        }
    }
}
