package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.maintenance.Maintenance;
import io.hibernateredis.spring.boot.internal.maintenance.MaintenanceMeters;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.tagged.CacheWarmer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Warms the cache up, sweeps it and reports its size: {@code hibernate-redis.maintenance}. */
@AutoConfiguration(
        after = {HibernateRedisAutoConfiguration.class, HibernateJpaAutoConfiguration.class},
        afterName =
                "org.springframework.boot.micrometer.metrics.autoconfigure"
                        + ".CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBean({EntityManagerFactory.class, HibernateRedisProperties.class})
@ConditionalOnBooleanProperty("hibernate-redis.maintenance.enabled")
public final class HibernateRedisMaintenanceAutoConfiguration {

    private static final String ENABLED = "hibernate-redis.maintenance.enabled";

    HibernateRedisMaintenanceAutoConfiguration() {}

    /** Where the module is there that warms up. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CacheWarmer.class)
    static class Tasks {

        @Bean
        Maintenance hibernateRedisMaintenance(
                Map<String, EntityManagerFactory> factories, HibernateRedisProperties properties) {
            return new Maintenance(factories, properties.maintenance());
        }
    }

    /** Where it is not. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.hibernateredis.tagged.CacheWarmer")
    static class NoTasks {

        NoTasks() {
            throw new InvalidPropertyException(
                    ENABLED,
                    ENABLED
                            + " needs io.hibernateredis:hibernate-redis-entity-listeners on the"
                            + " class path",
                    "Add the dependency, or remove " + ENABLED + ".",
                    null);
        }
    }

    /** Where Micrometer is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({MeterRegistry.class, CacheWarmer.class})
    @ConditionalOnBean(MeterRegistry.class)
    static class Meters {

        @Bean
        MaintenanceMeters hibernateRedisMaintenanceMeters(
                Maintenance maintenance, MeterRegistry registry) {
            return new MaintenanceMeters(maintenance, registry);
        }
    }
}
