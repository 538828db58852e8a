package io.hibernateredis.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.SessionEventListener;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hides from a transaction what was loaded after it began, if its isolation is above READ
 * COMMITTED: all that it reads is to be of one snapshot. Not thread-safe, as its session is not.
 *
 * <p>The database takes the snapshot with the first statement of the transaction. What is found
 * valid after that, and was loaded before the transaction began, did not change in between, so it
 * is in the snapshot. What is found before it may change until it is taken.
 *
 * <ul>
 *   <li>If connections begin above READ COMMITTED, nothing is read from the cache before the first
 *       statement, and nothing that was loaded after the begin.
 *   <li>Else a transaction may have been given a higher isolation than others. Its connection is
 *       asked, once, when it finds what was loaded after its begin.
 * </ul>
 */
public final class SnapshotIsolation {

    private final SharedSessionContractImplementor session;
    private final boolean byDefault;
    private boolean listening;
    private boolean hasSnapshot;
    private @Nullable Boolean asked;

    /**
     * @param byDefault whether connections begin with an isolation above READ COMMITTED
     */
    SnapshotIsolation(SharedSessionContractImplementor session, boolean byDefault) {
        this.session = session;
        this.byDefault = byDefault;
    }

    /** A transaction begins. */
    void begin() {
        hasSnapshot = false;
        asked = null;
        if (byDefault && !listening) {
            listening = true;
            session.getEventListenerManager().addListener(new Statements());
        }
    }

    /** Whether the next statement takes the snapshot, so that nothing is to be read before it. */
    boolean awaitsSnapshot() {
        return byDefault && !hasSnapshot;
    }

    /** Whether what was loaded after the begin of the transaction is not for it to see. */
    boolean hidesLaterLoads() {
        if (byDefault) {
            return true;
        }
        if (asked == null) {
            asked = isAboveReadCommitted();
        }
        return asked;
    }

    /** A transaction without a connection has no snapshot yet. */
    private boolean isAboveReadCommitted() {
        var connection = session.getJdbcCoordinator().getLogicalConnection();
        if (!connection.isPhysicallyConnected()) {
            return false;
        }
        try {
            return isAboveReadCommitted(connection.getPhysicalConnection());
        } catch (SQLException | RuntimeException e) {
            // What cannot be told may be the case.
            return true;
        }
    }

    public static boolean isAboveReadCommitted(Connection connection) throws SQLException {
        return connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED;
    }

    /** Learns that the database has been asked for something. */
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
