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
        regionFactory.settings().cacheAll().mark(metadata, sessionFactory.getProperties());
        UncacheableMappings.exclude(metadata);
        regionFactory.serves(sessionFactory, metadata);
        var listeners = sessionFactory.getEventListenerRegistry();
        var writes = new WriteListener(regionFactory);
        listeners.prependListeners(EventType.POST_INSERT, writes);
        listeners.prependListeners(EventType.POST_UPDATE, writes);
        listeners.prependListeners(EventType.POST_UPSERT, writes);
        var collections = new CollectionListener(regionFactory);
        listeners.prependListeners(EventType.PRE_COLLECTION_UPDATE, collections);
        listeners.prependListeners(EventType.POST_COLLECTION_RECREATE, collections);
        listeners.prependListeners(EventType.POST_COLLECTION_UPDATE, collections);
        listeners.prependListeners(EventType.POST_COLLECTION_REMOVE, collections);
        var loads = new LoadListener(regionFactory);
        listeners.appendListeners(EventType.INIT_COLLECTION, loads);
        listeners.prependListeners(EventType.LOAD, new RunningLoads.Begin());
        listeners.appendListeners(EventType.LOAD, loads);
        listeners.appendListeners(EventType.POST_LOAD, loads);
        listeners.appendListeners(EventType.LOCK, loads);
        DeleteListener.register(regionFactory, listeners);
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
            regionFactory.dependents().problems().forEach(RegionLog::notCached);
            if (OpeningStore.mayAskAtBoot(sessionFactory.getProperties())) {
                regionFactory.rowGroups().readColumnsOfText();
                regionFactory.foreignKeys().read();
                regionFactory.exactStates().readColumns();
                if (!regionFactory.settings().statementSnapshots()) {
                    learnIsolation(sessionFactory);
                }
            }
            if (sessionFactory.getSessionFactoryOptions().isQueryCacheEnabled()
                    && QueryInternals.problem() != null) {
                RegionLog.noQueryInternals(Version.getVersionString(), QueryInternals.problem());
            }
            if (!OperationScopeContributor.isPossible()) {
                RegionLog.noOperationScope(Version.getVersionString());
            }
            UnknownRegions.tell(regionFactory.settings(), sessionFactory);
        }

        private void learnIsolation(SessionFactoryImplementor sessionFactory) {
            var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
            try {
                Connection connection = access.obtainConnection();
                try {
                    if (SnapshotIsolation.isAboveReadCommitted(connection)) {
                        regionFactory.transactionsHaveSnapshots();
                        RegionLog.snapshotsByDefault();
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
