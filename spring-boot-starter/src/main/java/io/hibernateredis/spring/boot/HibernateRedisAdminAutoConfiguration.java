package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.admin.AdminRequests;
import io.hibernateredis.spring.boot.internal.admin.Admins;
import io.hibernateredis.spring.boot.internal.admin.CacheEndpoint;
import io.hibernateredis.spring.boot.internal.page.CachePage;
import io.hibernateredis.spring.boot.internal.page.History;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import jakarta.persistence.EntityManagerFactory;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The actuator endpoint {@code hibernatecache}, and the page at {@code /hibernate-redis}, for those
 * who run the cache.
 */
@AutoConfiguration(
        after = {HibernateRedisAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnBean({EntityManagerFactory.class, HibernateRedisProperties.class})
@ConditionalOnBooleanProperty(name = "hibernate-redis.enabled", matchIfMissing = true)
public final class HibernateRedisAdminAutoConfiguration {

    HibernateRedisAdminAutoConfiguration() {}

    @Bean
    Admins hibernateRedisAdmins(ListableBeanFactory beans, HibernateRedisProperties properties) {
        return new Admins(
                () -> beans.getBeansOfType(EntityManagerFactory.class),
                properties.admin().hotKeys());
    }

    @Bean
    AdminRequests hibernateRedisAdminRequests(Admins admins, HibernateRedisProperties properties) {
        return new AdminRequests(admins, properties.admin());
    }

    /** Where the actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
    static class Endpoint {

        @Bean
        @ConditionalOnAvailableEndpoint(CacheEndpoint.class)
        CacheEndpoint hibernateRedisCacheEndpoint(AdminRequests requests, Admins admins) {
            admins.used();
            return new CacheEndpoint(requests);
        }
    }

    /** Where the page is wanted. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Servlet.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnBooleanProperty("hibernate-redis.page.enabled")
    static class Page {

        @Bean
        History hibernateRedisHistory(
                ListableBeanFactory beans, HibernateRedisProperties properties) {
            return new History(
                    () -> beans.getBeansOfType(EntityManagerFactory.class),
                    properties.page().sampleEvery());
        }

        @Bean
        ServletRegistrationBean<CachePage> hibernateRedisPage(
                AdminRequests requests,
                Admins admins,
                History history,
                HibernateRedisProperties properties) {
            var page =
                    new CachePage(requests, admins.used(), history, properties.page().readOnly());
            var registration = new ServletRegistrationBean<>(page, CachePage.PATH + "/*");
            registration.setName("hibernateRedisPage");
            return registration;
        }
    }
}
