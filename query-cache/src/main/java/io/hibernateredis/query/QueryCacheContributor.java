package io.hibernateredis.query;

import io.hibernateredis.internal.query.QueryResults;
import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceInitiator;
import org.hibernate.service.spi.SessionFactoryServiceInitiatorContext;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;
import org.jspecify.annotations.Nullable;

/** Gives each session factory that uses this cache a {@link QueryCache}. */
public final class QueryCacheContributor implements SessionFactoryServiceContributor {

    @Override
    public void contribute(SessionFactoryServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator implements SessionFactoryServiceInitiator<QueryCache> {

        @Override
        public Class<QueryCache> getServiceInitiated() {
            return QueryCache.class;
        }

        @Override
        public @Nullable QueryCache initiateService(SessionFactoryServiceInitiatorContext context) {
            QueryResults results = QueryResults.of(context.getSessionFactory());
            return results != null && results.isEnabled()
                    ? new QueryCache(context.getSessionFactory(), results)
                    : null;
        }
    }
}
