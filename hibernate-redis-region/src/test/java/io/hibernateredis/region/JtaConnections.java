package io.hibernateredis.region;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.transaction.jta.platform.internal.AbstractJtaPlatform;

/** One connection to H2 for each JTA transaction, which commits and rolls back with it. */
public final class JtaConnections implements ConnectionProvider {

    private static final long serialVersionUID = 1L;

    private final HookedConnections connections;
    private final transient Map<Transaction, Connection> enlisted = new ConcurrentHashMap<>();

    public JtaConnections(String url) {
        connections = new HookedConnections(url);
    }

    HookedConnections hooks() {
        return connections;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            Transaction transaction = Narayana.MANAGER.getTransaction();
            if (transaction == null) {
                return connections.getConnection();
            }
            Connection known = enlisted.get(transaction);
            if (known == null) {
                known = connections.getConnection();
                known.setAutoCommit(false);
                enlisted.put(transaction, known);
                transaction.enlistResource(new Resource(transaction, known));
            }
            return known;
        } catch (SystemException | RollbackException e) {
            throw new SQLException(e);
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        if (!enlisted.containsValue(connection)) {
            connection.close();
        }
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return true;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> unwrapType) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> unwrapType) {
        throw new IllegalArgumentException(unwrapType.getName());
    }

    /** A plain connection as the only resource of a transaction, committed in one phase. */
    private final class Resource implements XAResource {

        private final Transaction transaction;
        private final Connection connection;

        Resource(Transaction transaction, Connection connection) {
            this.transaction = transaction;
            this.connection = connection;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            end(Connection::commit);
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            end(Connection::rollback);
        }

        private void end(Ending ending) throws XAException {
            enlisted.remove(transaction);
            try (connection) {
                ending.of(connection);
            } catch (SQLException | RuntimeException e) {
                throw new XAException(XAException.XAER_RMFAIL);
            }
        }

        @Override
        public int prepare(Xid xid) {
            return XA_OK;
        }

        @Override
        public void start(Xid xid, int flags) {}

        @Override
        public void end(Xid xid, int flags) {}

        @Override
        public void forget(Xid xid) {}

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public Xid[] recover(int flag) {
            return new Xid[0];
        }
    }

    private interface Ending {
        void of(Connection connection) throws SQLException;
    }

    /** The transaction manager, which writes nothing to disk. */
    public static final class Narayana extends AbstractJtaPlatform {

        private static final long serialVersionUID = 1L;

        public static final TransactionManager MANAGER = start();

        private static TransactionManager start() {
            for (String store : new String[] {null, "communicationStore", "stateStore"}) {
                ObjectStoreEnvironmentBean bean =
                        store == null
                                ? BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class)
                                : BeanPopulator.getNamedInstance(
                                        ObjectStoreEnvironmentBean.class, store);
                bean.setObjectStoreType(VolatileStore.class.getName());
            }
            return com.arjuna.ats.jta.TransactionManager.transactionManager();
        }

        @Override
        protected TransactionManager locateTransactionManager() {
            return MANAGER;
        }

        @Override
        protected UserTransaction locateUserTransaction() {
            return com.arjuna.ats.jta.UserTransaction.userTransaction();
        }
    }
}
