package io.hibernateredis.spring.boot;

import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.caching.CacheDefaults;
import io.hibernateredis.spring.boot.internal.caching.CacheSource;
import io.hibernateredis.spring.boot.internal.caching.CachedFactories;
import io.hibernateredis.spring.boot.internal.caching.FirstHits;
import io.hibernateredis.spring.boot.internal.changes.FlywayChanges;
import io.hibernateredis.spring.boot.internal.changes.LiquibaseChanges;
import io.hibernateredis.spring.boot.internal.changes.SchemaChanges;
import io.hibernateredis.spring.boot.internal.changes.ScriptChanges;
import io.hibernateredis.spring.boot.internal.hints.CacheHints;
import io.hibernateredis.spring.boot.internal.redis.ConnectionDetailsLocator;
import io.hibernateredis.spring.boot.internal.redis.RedisLocator;
import io.hibernateredis.spring.boot.internal.redis.SpringDataProperties;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;

/**
 * Caches the entities and queries of every entity manager factory in Redis. {@code
 * hibernate-redis.enabled=false} turns it off.
 */
@AutoConfiguration(before = HibernateJpaAutoConfiguration.class)
@ConditionalOnClass({RedisRegionFactory.class, AbstractEntityManagerFactoryBean.class})
@EnableConfigurationProperties(HibernateRedisProperties.class)
@ImportRuntimeHints(CacheHints.class)
public final class HibernateRedisAutoConfiguration {

    HibernateRedisAutoConfiguration() {}

    @Bean
    static CachedFactories hibernateRedisCachedFactories(
            ObjectProvider<CacheDefaults> defaults, ObjectProvider<SchemaChanges> changes) {
        return new CachedFactories(defaults, changes);
    }

    @Bean
    CacheDefaults hibernateRedisCacheDefaults(
            HibernateRedisProperties properties, RedisLocator locator, BeanFactory beans) {
        return properties.enabled()
                ? CacheDefaults.of(new CacheSource(properties, locator, beans))
                : CacheDefaults.off();
    }

    @Bean
    SchemaChanges hibernateRedisSchemaChanges() {
        return new SchemaChanges();
    }

    @Bean
    FirstHits hibernateRedisFirstHits(ObjectProvider<EntityManagerFactory> factories) {
        return new FirstHits(factories);
    }

    @Bean
    @ConditionalOnMissingBean(RedisLocator.class)
    SpringDataProperties hibernateRedisLocator(
            Environment environment, ObjectProvider<SslBundles> bundles) {
        return new SpringDataProperties(environment, bundles);
    }

    /** Where Spring Data Redis is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    static class SpringData {

        @Bean
        ConnectionDetailsLocator hibernateRedisConnectionDetailsLocator(
                ObjectProvider<DataRedisConnectionDetails> details,
                Environment environment,
                ObjectProvider<SslBundles> bundles) {
            return new ConnectionDetailsLocator(
                    details, new SpringDataProperties(environment, bundles));
        }
    }

    /** Where SQL scripts may run at start. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
        DataSourceScriptDatabaseInitializer.class,
        SqlInitializationProperties.class
    })
    static class Scripts {

        @Bean
        static ScriptChanges hibernateRedisScriptChanges(
                ObjectProvider<SchemaChanges> changes,
                ObjectProvider<SqlInitializationProperties> properties,
                ObjectProvider<DataSource> dataSource,
                ResourceLoader resources) {
            return new ScriptChanges(changes, properties, dataSource, resources);
        }
    }

    /** Where Flyway may run at start. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Flyway.class)
    static class FlywayMigrations {

        @Bean
        FlywayChanges hibernateRedisFlywayChanges(ObjectProvider<SchemaChanges> changes) {
            return new FlywayChanges(changes);
        }
    }

    /** Where Liquibase may run at start. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SpringLiquibase.class)
    static class LiquibaseMigrations {

        @Bean
        static LiquibaseChanges hibernateRedisLiquibaseChanges(
                ObjectProvider<SchemaChanges> changes) {
            return new LiquibaseChanges(changes);
        }
    }
}
