package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.factory.SessionFactoryCaches;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.settings.SettingsReader;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.Map;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.internal.NoCachingRegionFactory;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.CacheInitiator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.service.spi.ServiceException;
import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceInitiator;
import org.hibernate.service.spi.SessionFactoryServiceInitiatorContext;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;
import org.jspecify.annotations.Nullable;

/** Provides {@link RedisCaching} to session factories that use this cache. */
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
            var factory = context.getServiceRegistry().getService(RegionFactory.class);
            if (factory instanceof RedisRegionFactory redis) {
                return caching(
                        redis.unwrap(SessionFactoryCaches.class), context.getSessionFactory());
            }
            warnIfConfigured(factory, context.getSessionFactory());
            return CacheInitiator.INSTANCE.initiateService(context);
        }

        /** Hibernate passes exceptions of this type through and wraps all others. */
        private static CacheImplementor caching(
                SessionFactoryCaches caches, SessionFactoryImplementor sessionFactory) {
            try {
                return new RedisCaching(caches, sessionFactory);
            } catch (CacheException e) {
                throw new ServiceException(String.valueOf(e.getMessage()), e.getCause());
            }
        }

        /**
         * Warns if the cache is configured but another region factory is active, unless the
         * second-level cache was disabled by Hibernate's own setting.
         */
        private static void warnIfConfigured(
                @Nullable RegionFactory active, SessionFactoryImplementor sessionFactory) {
            Map<String, Object> settings = sessionFactory.getProperties();
            Object enabled = settings.get(AvailableSettings.USE_SECOND_LEVEL_CACHE);
            boolean isOff = enabled != null && enabled.toString().equalsIgnoreCase("false");
            if (!isOff
                    && settings.keySet().stream()
                            .anyMatch(name -> name.startsWith(SettingsReader.PREFIX))) {
                RegionLog.otherFactory(
                        active == null || active instanceof NoCachingRegionFactory
                                ? "disabled"
                                : "provided by " + active.getClass().getName());
            }
        }
    }
}
