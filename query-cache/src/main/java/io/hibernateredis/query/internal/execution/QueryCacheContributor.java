package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.query.QueryResults;
import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceInitiator;
import org.hibernate.service.spi.SessionFactoryServiceInitiatorContext;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;
import org.jspecify.annotations.Nullable;

/** Gives each session factory that uses this cache a {@link QueryCacheService}. */
public final class QueryCacheContributor implements SessionFactoryServiceContributor {

    @Override
    public void contribute(SessionFactoryServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator
            implements SessionFactoryServiceInitiator<QueryCacheService> {

        @Override
        public Class<QueryCacheService> getServiceInitiated() {
            return QueryCacheService.class;
        }

        @Override
        public @Nullable QueryCacheService initiateService(
                SessionFactoryServiceInitiatorContext context) {
            QueryResults results = QueryResults.of(context.getSessionFactory());
            return results != null && results.isEnabled()
                    ? new QueryCacheService(context.getSessionFactory(), results)
                    : null;
        }
    }
}
