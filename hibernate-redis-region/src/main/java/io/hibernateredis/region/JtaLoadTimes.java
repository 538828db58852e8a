package io.hibernateredis.region;

import io.hibernateredis.store.LoadTime;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Since when each JTA transaction is known: sessions that join it later share its snapshot of the
 * database, so what they load is no newer than what the first one had seen. Thread-safe.
 */
final class JtaLoadTimes {

    private final Map<Transaction, LoadTime> first =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * The load time of the transaction that a session joins.
     *
     * @param seen what the session had seen when it was opened
     * @return null if transactions are not JTA's
     */
    @Nullable LoadTime ofCurrent(SharedSessionContractImplementor session, LoadTime seen) {
        var services = session.getFactory().getServiceRegistry();
        if (!services.requireService(TransactionCoordinatorBuilder.class).isJta()) {
            return null;
        }
        Transaction transaction = current(services.getService(JtaPlatform.class));
        return transaction == null ? seen : first.computeIfAbsent(transaction, t -> seen);
    }

    private static @Nullable Transaction current(@Nullable JtaPlatform platform) {
        TransactionManager manager =
                platform == null ? null : platform.retrieveTransactionManager();
        try {
            return manager == null ? null : manager.getTransaction();
        } catch (SystemException e) {
            return null;
        }
    }
}
