package io.hibernateredis.internal.session;

import io.hibernateredis.internal.protocol.LoadTime;
import io.hibernateredis.internal.protocol.Tag;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one JTA transaction share: the database snapshot, so that their loads count
 * as no newer than the snapshot of the first session, and each other's uncommitted writes.
 * Thread-safe.
 */
public final class JtaTransactions {

    private final Map<Transaction, Joined> joined =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * A transaction that sessions have joined.
     *
     * @param since the load time of the first session
     * @param changed what any of the sessions has changed
     */
    public record Joined(LoadTime since, Set<Tag> changed) {}

    /**
     * Joins a session to the current transaction.
     *
     * @param seen the load time of the session when it was opened
     * @return null if transactions are not JTA transactions
     */
    @Nullable Joined join(SharedSessionContractImplementor session, LoadTime seen) {
        var services = session.getFactory().getServiceRegistry();
        if (!services.requireService(TransactionCoordinatorBuilder.class).isJta()) {
            return null;
        }
        Transaction transaction = current(services.getService(JtaPlatform.class));
        return transaction == null
                ? new Joined(seen, ConcurrentHashMap.newKeySet())
                : joined.computeIfAbsent(
                        transaction, t -> new Joined(seen, ConcurrentHashMap.newKeySet()));
    }

    /**
     * The transaction of this thread, if sessions have joined it; those sessions may be closed by
     * now.
     */
    public @Nullable Joined current(SessionFactoryImplementor factory) {
        var services = factory.getServiceRegistry();
        if (!services.requireService(TransactionCoordinatorBuilder.class).isJta()) {
            return null;
        }
        Transaction transaction = current(services.getService(JtaPlatform.class));
        return transaction == null ? null : joined.get(transaction);
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
