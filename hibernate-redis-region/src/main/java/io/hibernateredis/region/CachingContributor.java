package io.hibernateredis.region;

import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.engine.spi.CacheInitiator;
import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceInitiator;
import org.hibernate.service.spi.SessionFactoryServiceInitiatorContext;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;

/** Gives session factories that use this cache the {@link RedisCaching}. */
public final class CachingContributor implements SessionFactoryServiceContributor {

    @Override
    public void contribute(SessionFactoryServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator
            implements SessionFactoryServiceInitiator<CacheImplementor> {

        @Override
        public Class<CacheImplementor> getServiceInitiated() {
            return CacheImplementor.class;
        }

        @Override
        public CacheImplementor initiateService(SessionFactoryServiceInitiatorContext context) {
            return context.getServiceRegistry().getService(RegionFactory.class)
                            instanceof RedisRegionFactory regionFactory
                    ? new RedisCaching(regionFactory, context.getSessionFactory())
                    : CacheInitiator.INSTANCE.initiateService(context);
        }
    }
}
