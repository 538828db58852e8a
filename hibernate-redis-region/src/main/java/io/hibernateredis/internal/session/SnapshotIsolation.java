package io.hibernateredis.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.SessionEventListener;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hides from a transaction what was loaded after it began, if its isolation is above READ
 * COMMITTED, because all its reads must come from one snapshot. Not thread-safe, as its session is
 * not.
 *
 * <p>The database takes the snapshot at the first statement of the transaction. An entry that is
 * found valid after that and was loaded before the transaction began did not change in between, so
 * it is part of the snapshot. An entry that is found earlier may still change before the snapshot
 * is taken.
 *
 * <ul>
 *   <li>If connections start above READ COMMITTED, nothing is read from the cache before the first
 *       statement, and nothing that was loaded after the begin.
 *   <li>Otherwise a single transaction may have a higher isolation. Its connection is asked, once,
 *       when the transaction finds an entry that was loaded after the begin.
 * </ul>
 */
public final class SnapshotIsolation {

    private final SharedSessionContractImplementor session;
    private final boolean byDefault;
    private boolean listening;
    private boolean hasSnapshot;
    private @Nullable Boolean asked;

    /**
     * @param byDefault whether connections start with an isolation above READ COMMITTED
     */
    SnapshotIsolation(SharedSessionContractImplementor session, boolean byDefault) {
        this.session = session;
        this.byDefault = byDefault;
    }

    /** Called when a transaction begins. */
    void begin() {
        hasSnapshot = false;
        asked = null;
        if (byDefault && !listening) {
            listening = true;
            session.getEventListenerManager().addListener(new Statements());
        }
    }

    /**
     * Whether the next statement takes the snapshot, so that the cache must not be read before it.
     */
    boolean awaitsSnapshot() {
        return byDefault && !hasSnapshot;
    }

    /** Whether what was loaded after the transaction began is hidden from it. */
    boolean hidesLaterLoads() {
        if (byDefault) {
            return true;
        }
        if (asked == null) {
            asked = isAboveReadCommitted();
        }
        return asked;
    }

    /**
     * Determines the isolation from the connection. A transaction without a connection has no
     * snapshot yet.
     */
    private boolean isAboveReadCommitted() {
        var connection = session.getJdbcCoordinator().getLogicalConnection();
        if (!connection.isPhysicallyConnected()) {
            return false;
        }
        try {
            return isAboveReadCommitted(connection.getPhysicalConnection());
        } catch (SQLException | RuntimeException e) {
            // If it cannot be determined, assume a higher isolation.
            return true;
        }
    }

    public static boolean isAboveReadCommitted(Connection connection) throws SQLException {
        return connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED;
    }

    /** Notices the first statement of the transaction. */
    private final class Statements implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        @Override
        public void jdbcExecuteStatementEnd() {
            hasSnapshot = true;
        }

        @Override
        public void jdbcExecuteBatchEnd() {
            hasSnapshot = true;
        }
    }
}
