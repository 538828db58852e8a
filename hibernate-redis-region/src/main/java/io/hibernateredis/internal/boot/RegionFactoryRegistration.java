package io.hibernateredis.internal.boot;

import io.hibernateredis.region.RedisRegionFactory;
import java.util.List;
import org.hibernate.boot.registry.selector.SimpleStrategyRegistrationImpl;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.spi.RegionFactory;

/**
 * Registers {@code redis} as a short name of the region factory for {@code
 * hibernate.cache.region.factory_class}.
 */
public final class RegionFactoryRegistration implements StrategyRegistrationProvider {

    @Override
    public Iterable<StrategyRegistration<?>> getStrategyRegistrations() {
        return List.of(
                new SimpleStrategyRegistrationImpl<>(
                        RegionFactory.class,
                        RedisRegionFactory.class,
                        "redis",
                        RedisRegionFactory.class.getName()));
    }
}
