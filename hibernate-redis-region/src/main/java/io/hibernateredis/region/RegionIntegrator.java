package io.hibernateredis.region;

import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.Version;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;

/** Attaches the cache's listeners to a session factory that uses it. */
public final class RegionIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
        if (!(sessionFactory.getCache().getRegionFactory()
                instanceof RedisRegionFactory regionFactory)) {
            return;
        }
        regionFactory.serves(sessionFactory, metadata);
        var listeners = sessionFactory.getEventListenerRegistry();
        var writes = new WriteListener(regionFactory, sessionFactory);
        listeners.prependListeners(EventType.POST_INSERT, writes);
        listeners.prependListeners(EventType.POST_UPDATE, writes);
        listeners.prependListeners(EventType.PRE_DELETE, writes);
        listeners.prependListeners(EventType.POST_DELETE, writes);
        listeners.prependListeners(EventType.POST_UPSERT, writes);
        listeners.prependListeners(EventType.POST_COLLECTION_RECREATE, writes);
        listeners.prependListeners(EventType.POST_COLLECTION_UPDATE, writes);
        listeners.prependListeners(EventType.POST_COLLECTION_REMOVE, writes);
        listeners.appendListeners(EventType.INIT_COLLECTION, writes);
        listeners.appendListeners(EventType.LOAD, writes);
        listeners.appendListeners(EventType.POST_LOAD, writes);
        listeners.appendListeners(EventType.LOCK, writes);
        sessionFactory.addObserver(new Started(regionFactory));
    }

    /** What can be said only when the mapping is complete. */
    private static final class Started implements SessionFactoryObserver {

        private static final long serialVersionUID = 1L;

        private final transient RedisRegionFactory regionFactory;

        Started(RedisRegionFactory regionFactory) {
            this.regionFactory = regionFactory;
        }

        @Override
        public void sessionFactoryCreated(SessionFactory created) {
            var sessionFactory = created.unwrap(SessionFactoryImplementor.class);
            for (String problem : regionFactory.forms().of(sessionFactory).problems()) {
                RegionLog.notCached("mapping", problem);
            }
            if (sessionFactory.getSessionFactoryOptions().isQueryCacheEnabled()
                    && QueryInternals.problem() != null) {
                RegionLog.noQueryInternals(Version.getVersionString(), QueryInternals.problem());
            }
            regionFactory.rowGroups().readColumnsOfText();
            if (!OperationScopeContributor.isPossible()) {
                RegionLog.noOperationScope(Version.getVersionString());
            }
            if (!regionFactory.settings().statementSnapshots()) {
                tellWhatIsolationAllows(sessionFactory);
            }
        }

        private static void tellWhatIsolationAllows(SessionFactoryImplementor sessionFactory) {
            var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
            try {
                Connection connection = access.obtainConnection();
                try {
                    if (connection.getTransactionIsolation()
                            == Connection.TRANSACTION_READ_COMMITTED) {
                        RegionLog.moreIsAllowed("READ_COMMITTED");
                    }
                } finally {
                    access.releaseConnection(connection);
                }
            } catch (SQLException | RuntimeException e) {
                RegionLog.isolationUnknown(e);
            }
        }
    }
}
