package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.caching.CacheDefaults;
import io.hibernateredis.spring.boot.internal.caching.CachedFactories;
import io.hibernateredis.spring.boot.internal.changes.SchemaChanges;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Turns the cache off in tests of JPA alone ({@code @DataJpaTest}), which are to pass without a
 * Redis. A test that imports {@link HibernateRedisAutoConfiguration} has it.
 */
@AutoConfiguration(
        before = HibernateJpaAutoConfiguration.class,
        after = HibernateRedisAutoConfiguration.class)
@ConditionalOnMissingBean(CachedFactories.class)
public final class HibernateRedisSliceAutoConfiguration {

    HibernateRedisSliceAutoConfiguration() {}

    @Bean
    static CachedFactories hibernateRedisCachedFactories(
            ObjectProvider<CacheDefaults> defaults, ObjectProvider<SchemaChanges> changes) {
        return new CachedFactories(defaults, changes);
    }

    @Bean
    CacheDefaults hibernateRedisCacheDefaults() {
        return CacheDefaults.off();
    }
}
