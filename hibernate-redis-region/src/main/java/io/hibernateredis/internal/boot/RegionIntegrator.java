package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.factory.OpeningStore;
import io.hibernateredis.internal.factory.SessionFactoryCache;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.marks.Marks;
import io.hibernateredis.internal.query.QueryInternals;
import io.hibernateredis.internal.session.HibernateVersion;
import io.hibernateredis.internal.session.SnapshotIsolation;
import io.hibernateredis.region.RedisRegionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.Version;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.jspecify.annotations.Nullable;

/** Attaches the cache's listeners to a session factory that uses it. */
public final class RegionIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
        if (!(sessionFactory.getCache().getRegionFactory()
                instanceof RedisRegionFactory regionFactory)) {
            return;
        }
        var cache = regionFactory.unwrap(SessionFactoryCache.class);
        cache.settings().cacheAll().mark(metadata, sessionFactory.getProperties());
        UncacheableMappings.exclude(metadata);
        cache.mapped(sessionFactory, metadata);
        sessionFactory.addObserver(
                new Started(cache, OutboxMapping.nameInSql(metadata, sessionFactory)));
    }

    /** The checks and messages that need the complete mapping. */
    private static final class Started implements SessionFactoryObserver {

        private static final long serialVersionUID = 1L;

        private final transient SessionFactoryCache cache;
        private final @Nullable String outbox;

        Started(SessionFactoryCache cache, @Nullable String outbox) {
            this.cache = cache;
            this.outbox = outbox;
        }

        @Override
        public void sessionFactoryCreated(SessionFactory created) {
            var sessionFactory = created.unwrap(SessionFactoryImplementor.class);
            for (String problem : cache.codecs().problems()) {
                RegionLog.mappingNotCached(problem);
            }
            if (outbox != null) {
                cache.outboxIs(outbox);
            }
            cache.rows().dependents().problems().forEach(RegionLog::notCached);
            if (OpeningStore.mayAskAtBoot(sessionFactory.getProperties())) {
                cache.rows().groups().readColumnsOfText();
                cache.rows().foreignKeys().read();
                cache.exactStates().readColumns();
                cache.checkOutbox();
                if (cache.settings().marksTransactions()) {
                    checkMarks(sessionFactory);
                }
                if (!cache.settings().statementSnapshots()) {
                    readIsolation(sessionFactory);
                }
            }
            if (sessionFactory.getSessionFactoryOptions().isQueryCacheEnabled()
                    && QueryInternals.problem() != null) {
                RegionLog.noQueryInternals(Version.getVersionString(), QueryInternals.problem());
            }
            if (!HibernateVersion.scopesOperations()) {
                RegionLog.noOperationScope(Version.getVersionString());
            }
            UnknownRegions.warn(cache.settings(), sessionFactory);
        }

        private static void checkMarks(SessionFactoryImplementor sessionFactory) {
            var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
            try {
                Connection connection = access.obtainConnection();
                try {
                    Marks.check(connection);
                } finally {
                    access.releaseConnection(connection);
                }
            } catch (SQLException e) {
                throw new CacheException(
                        "hibernate.cache.redis.capture_marks may be true with PostgreSQL alone, by"
                                + " a user who may call pg_logical_emit_message, but: "
                                + e.getMessage(),
                        e);
            }
        }

        private void readIsolation(SessionFactoryImplementor sessionFactory) {
            var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
            try {
                Connection connection = access.obtainConnection();
                try {
                    if (SnapshotIsolation.isAboveReadCommitted(connection)) {
                        cache.sessions().transactionsHaveSnapshots();
                        RegionLog.snapshotsByDefault(cache.settings().store().namespace());
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
