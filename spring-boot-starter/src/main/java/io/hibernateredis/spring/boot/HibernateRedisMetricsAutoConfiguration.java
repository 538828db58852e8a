package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.metrics.CacheMetricsBinding;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Registers the meters of the cache with Micrometer. */
@AutoConfiguration(
        after = {HibernateRedisAutoConfiguration.class, HibernateJpaAutoConfiguration.class},
        afterName =
                "org.springframework.boot.micrometer.metrics.autoconfigure"
                        + ".CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({EntityManagerFactory.class, MeterRegistry.class})
public final class HibernateRedisMetricsAutoConfiguration {

    HibernateRedisMetricsAutoConfiguration() {}

    @Bean
    CacheMetricsBinding hibernateRedisMetricsBinding(
            Map<String, EntityManagerFactory> factories, MeterRegistry registry) {
        return new CacheMetricsBinding(factories, registry);
    }
}
