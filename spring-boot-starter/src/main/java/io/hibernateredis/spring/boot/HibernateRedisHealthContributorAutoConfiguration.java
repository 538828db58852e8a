package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.health.CacheHealth;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import jakarta.persistence.EntityManagerFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Says in the health of the application whether Redis is bypassed. {@code
 * management.health.hibernateredis.enabled=false} turns it off.
 */
@AutoConfiguration(
        after = {HibernateRedisAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({EntityManagerFactory.class, HibernateRedisProperties.class})
@ConditionalOnBooleanProperty(name = "hibernate-redis.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("hibernateredis")
public final class HibernateRedisHealthContributorAutoConfiguration {

    HibernateRedisHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "hibernateRedisHealthContributor")
    HealthContributor hibernateRedisHealthContributor(
            Map<String, EntityManagerFactory> factories, HibernateRedisProperties properties) {
        String bypassed = properties.health().statusWhenBypassed();
        Map<String, CacheHealth> all = new LinkedHashMap<>();
        factories.forEach((name, factory) -> all.put(name, new CacheHealth(factory, bypassed)));
        return all.size() == 1
                ? all.values().iterator().next()
                : CompositeHealthContributor.fromMap(all);
    }
}
