package io.hibernateredis.spring.boot;

import io.hibernateredis.spring.boot.internal.http.CachingFilter;
import io.hibernateredis.spring.boot.internal.http.CachingInterceptor;
import io.hibernateredis.spring.boot.internal.http.CurrentUser;
import io.hibernateredis.spring.boot.internal.http.Declared;
import io.hibernateredis.spring.boot.internal.http.HttpCaching;
import io.hibernateredis.spring.boot.internal.http.SecurityUser;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.tagged.TaggedCache;
import jakarta.persistence.EntityManagerFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Lets clients keep responses and confirms them by ETags of tags: those on the paths of {@code
 * hibernate-redis.http.policies}, and of handlers that are {@link HttpCached}.
 */
@AutoConfiguration(
        after = {HibernateRedisAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, WebMvcConfigurer.class})
@ConditionalOnBean({EntityManagerFactory.class, HibernateRedisProperties.class})
@ConditionalOnBooleanProperty(name = "hibernate-redis.enabled", matchIfMissing = true)
public final class HibernateRedisHttpAutoConfiguration {

    /** Outside of whatever may add a cookie, as sessions in a store do. */
    private static final int OUTERMOST = Ordered.HIGHEST_PRECEDENCE + 10;

    HibernateRedisHttpAutoConfiguration() {}

    /** Where the module that knows tags is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TaggedCache.class)
    static class Tagged {

        @Bean
        HttpCaching hibernateRedisHttpCaching(
                ListableBeanFactory beans, HibernateRedisProperties properties) {
            return new HttpCaching(
                    properties.http(),
                    () -> beans.getBeansOfType(EntityManagerFactory.class),
                    () -> handlers(beans),
                    HibernateRedisHttpAutoConfiguration::declared);
        }

        private static Map<RequestMappingInfo, HandlerMethod> handlers(ListableBeanFactory beans) {
            Map<RequestMappingInfo, HandlerMethod> all = new HashMap<>();
            beans.getBeansOfType(RequestMappingHandlerMapping.class)
                    .values()
                    .forEach(each -> all.putAll(each.getHandlerMethods()));
            return all;
        }

        @Bean
        FilterRegistrationBean<CachingFilter> hibernateRedisCachingFilter(HttpCaching caching) {
            var registration = new FilterRegistrationBean<>(new CachingFilter(caching));
            registration.setName("hibernateRedisCachingFilter");
            registration.setOrder(OUTERMOST);
            return registration;
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        WebMvcConfigurer hibernateRedisCachingInterceptor(
                HttpCaching caching, ObjectProvider<CurrentUser> user) {
            CurrentUser known = user.getIfAvailable(() -> HttpServletRequest::getRemoteUser);
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    registry.addInterceptor(new CachingInterceptor(caching, known))
                            .order(Ordered.LOWEST_PRECEDENCE);
                }
            };
        }
    }

    /** Where Spring Security is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SecurityContextHolder.class)
    static class Security {

        @Bean
        SecurityUser hibernateRedisCurrentUser() {
            return new SecurityUser();
        }
    }

    /** Where the module is not there: to cache nothing silently would be found out late. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.hibernateredis.tagged.TaggedCache")
    static class Untagged {

        private static final String MODULE = "hibernate-redis-entity-listeners";

        Untagged(HibernateRedisProperties properties) {
            if (!properties.http().policies().isEmpty()) {
                throw new InvalidPropertyException(
                        "hibernate-redis.http.policies",
                        "hibernate-redis.http.policies needs "
                                + MODULE
                                + " on the class path, but was set to "
                                + properties.http().policies().size()
                                + " policies without",
                        "Add the dependency io.hibernateredis:" + MODULE + ".",
                        null);
            }
        }
    }

    /** What is said on a method, or else on its class. */
    private static @Nullable Declared declared(Class<?> type, Method method) {
        HttpCached own = AnnotatedElementUtils.findMergedAnnotation(method, HttpCached.class);
        HttpCached found =
                own == null
                        ? AnnotatedElementUtils.findMergedAnnotation(type, HttpCached.class)
                        : own;
        return found == null
                ? null
                : new Declared(
                        "@HttpCached on "
                                + type.getName()
                                + (own == null ? "" : "." + method.getName()),
                        true,
                        found.cacheControl(),
                        List.of(found.tags()),
                        List.of(found.vary()));
    }
}
