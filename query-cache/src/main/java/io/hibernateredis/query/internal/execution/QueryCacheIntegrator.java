package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.query.QueryResults;
import org.hibernate.Version;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;

/** Logs once if the module cannot work. */
public final class QueryCacheIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
        if (QueryCacheService.cacheOf(sessionFactory) != null && !QueryResults.isPossible()) {
            QueryLog.off(Version.getVersionString());
        }
    }
}
