package io.hibernateredis.spring.boot.internal.metrics;

import io.hibernateredis.region.RedisRegionFactory;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Registers the meters of all entity manager factories, once the application is complete. */
public final class CacheMetricsBinding implements SmartInitializingSingleton {

    private static final String SUFFIX = "EntityManagerFactory";

    private final Map<String, EntityManagerFactory> factories;
    private final MeterRegistry registry;

    public CacheMetricsBinding(
            Map<String, EntityManagerFactory> factories, MeterRegistry registry) {
        this.factories = factories;
        this.registry = registry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        factories.forEach(
                (name, factory) -> {
                    var cache = RedisRegionFactory.of(factory.unwrap(SessionFactory.class));
                    if (cache != null) {
                        CacheMetrics.bind(registry, shortened(name), cache);
                    }
                });
    }

    /** As Spring Boot names them in Hibernate's own metrics. */
    public static String shortened(String name) {
        int rest = name.length() - SUFFIX.length();
        return rest > 0 && name.regionMatches(true, rest, SUFFIX, 0, SUFFIX.length())
                ? name.substring(0, rest)
                : name;
    }
}
