package io.hibernateredis.query.internal.execution;

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
            var cache = QueryCacheService.cacheOf(context.getSessionFactory());
            return cache == null ? null : new QueryCacheService(context.getSessionFactory(), cache);
        }
    }
}
