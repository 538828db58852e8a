package io.hibernateredis.spring.boot.internal.caching;

import io.hibernateredis.spring.boot.internal.changes.SchemaChanges;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;

/**
 * Turns the cache on in every entity manager factory of the context, also in those that are not
 * built by Spring Boot, whose customizers they would not see. Runs last, when the application has
 * set all that it sets.
 */
public final class CachedFactories implements BeanPostProcessor {

    private final ObjectProvider<CacheDefaults> defaults;
    private final ObjectProvider<SchemaChanges> changes;

    public CachedFactories(
            ObjectProvider<CacheDefaults> defaults, ObjectProvider<SchemaChanges> changes) {
        this.defaults = defaults;
        this.changes = changes;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof AbstractEntityManagerFactoryBean factory) {
            defaults.getObject().complete(beanName, factory.getJpaPropertyMap());
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof EntityManagerFactory factory) {
            changes.ifAvailable(each -> each.created(beanName, factory));
        }
        return bean;
    }
}
