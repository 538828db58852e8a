package io.hibernateredis.spring.boot.internal.caching;

import io.hibernateredis.region.RedisRegionFactory;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.spi.RegionFactory;

/** The region factories that Hibernate can find. */
final class RegionFactories {

    private static final String OURS = RedisRegionFactory.class.getName();

    private RegionFactories() {}

    /**
     * Whether a value of {@code hibernate.cache.region.factory_class} chooses this cache.
     *
     * @param chosen a name, a class, or an object
     */
    static boolean isOurs(Object chosen) {
        return chosen instanceof RedisRegionFactory
                || chosen.equals(RedisRegionFactory.class)
                || chosen.toString().equals(OURS)
                || chosen.toString().equals("redis");
    }

    /**
     * The classes of the others on the class path, with commas between; empty if there are none.
     */
    static String others() {
        var others = new TreeSet<String>();
        try {
            for (var provider : ServiceLoader.load(StrategyRegistrationProvider.class)) {
                StreamSupport.stream(provider.getStrategyRegistrations().spliterator(), false)
                        .filter(each -> each.getStrategyRole() == RegionFactory.class)
                        .map(StrategyRegistration::getStrategyImplementation)
                        .map(Class::getName)
                        .filter(name -> !name.equals(OURS))
                        .forEach(others::add);
            }
        } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
            // Hibernate reports those that cannot be loaded; here it is about a message alone.
        }
        return String.join(", ", others);
    }
}
