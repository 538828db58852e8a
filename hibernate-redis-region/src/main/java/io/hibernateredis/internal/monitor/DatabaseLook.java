package io.hibernateredis.internal.monitor;

import io.hibernateredis.internal.access.CheckedRole.Loaded;
import io.hibernateredis.internal.access.HitSample.Hit;
import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Loads what an entry holds from the database, each in a session of its own that is rolled back.
 * Thread-safe.
 */
final class DatabaseLook {

    private final SessionFactory sessionFactory;

    DatabaseLook(SessionFactory sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    /**
     * @throws RuntimeException if the database does not answer, or refuses
     */
    Loaded at(Hit hit) {
        var builder = sessionFactory.withOptions();
        if (hit.tenant() != null) {
            builder.tenantIdentifier(hit.tenant());
        }
        try (Session session = builder.openSession()) {
            session.setHibernateFlushMode(FlushMode.MANUAL);
            session.setDefaultReadOnly(true);
            // As if nothing had been stored lately.
            session.setCacheMode(CacheMode.REFRESH);
            var internal = session.unwrap(SharedSessionContractImplementor.class);
            boolean isJta =
                    internal.getTransactionCoordinator().getTransactionCoordinatorBuilder().isJta();
            return isJta ? load(hit, internal) : inTransaction(hit, session, internal);
        }
    }

    private static Loaded inTransaction(
            Hit hit, Session session, SharedSessionContractImplementor internal) {
        Transaction transaction = session.beginTransaction();
        try {
            return load(hit, internal);
        } finally {
            transaction.rollback();
        }
    }

    private static Loaded load(Hit hit, SharedSessionContractImplementor session) {
        return hit.role().load(session, hit.entry(), hit.origin());
    }
}
