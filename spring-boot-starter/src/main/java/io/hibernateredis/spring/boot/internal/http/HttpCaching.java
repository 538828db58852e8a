package io.hibernateredis.spring.boot.internal.http;

import io.hibernateredis.region.RedisRegionFactory;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties.Http;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/**
 * The rules of HTTP caching, and the state of the tags that they name. Both are found when the
 * context is complete. Thread-safe.
 */
public final class HttpCaching implements SmartInitializingSingleton {

    private static final String FACTORY = "hibernate-redis.http.entity-manager-factory";

    private final Http properties;
    private final Supplier<Map<String, EntityManagerFactory>> factories;
    private final Supplier<Map<RequestMappingInfo, HandlerMethod>> handlers;
    private final BiFunction<Class<?>, Method, @Nullable Declared> annotation;
    private @Nullable volatile Ready ready;

    /**
     * @param state null if nothing is cached in Redis
     */
    record Ready(CachingRules rules, @Nullable TagState state) {}

    /**
     * @param factories and the handlers are asked for when they are complete
     * @param annotation what is declared on a method, or else on its class
     */
    public HttpCaching(
            Http properties,
            Supplier<Map<String, EntityManagerFactory>> factories,
            Supplier<Map<RequestMappingInfo, HandlerMethod>> handlers,
            BiFunction<Class<?>, Method, @Nullable Declared> annotation) {
        this.properties = properties;
        this.factories = factories;
        this.handlers = handlers;
        this.annotation = annotation;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var unused = ready();
    }

    /** Found at the first request if beans are initialized lazily. */
    Ready ready() {
        Ready known = ready;
        return known == null ? prepare() : known;
    }

    private synchronized Ready prepare() {
        Ready known = ready;
        if (known == null) {
            known = find();
            ready = known;
        }
        return known;
    }

    private Ready find() {
        SessionFactory factory = cached();
        if (factory == null) {
            if (!properties.policies().isEmpty()) {
                StarterLog.httpCachingOff();
            }
            return new Ready(CachingRules.NONE, null);
        }
        var rules =
                CachingRules.read(
                        properties.policies(), handlers.get(), annotation, new PathTags(factory));
        return new Ready(
                rules, rules.areEmpty() ? null : new TagState(factory, properties.version()));
    }

    private @Nullable SessionFactory cached() {
        Map<String, SessionFactory> found = new TreeMap<>();
        factories
                .get()
                .forEach(
                        (name, factory) -> {
                            var sessionFactory = factory.unwrap(SessionFactory.class);
                            if (RedisRegionFactory.of(sessionFactory) != null) {
                                found.put(name, sessionFactory);
                            }
                        });
        String chosen = properties.entityManagerFactory();
        if (chosen != null && found.containsKey(chosen)) {
            return found.get(chosen);
        }
        if (chosen == null && found.size() == 1) {
            return found.values().iterator().next();
        }
        if (found.isEmpty() || !isUsed()) {
            return null;
        }
        throw new InvalidPropertyException(
                FACTORY,
                FACTORY
                        + " must name one of the entity manager factories that are cached in"
                        + " Redis, which are "
                        + found.keySet()
                        + ", but was '"
                        + (chosen == null ? "" : chosen)
                        + "'",
                "Set " + FACTORY + " to the one whose entities have the tags.",
                null);
    }

    private boolean isUsed() {
        return !properties.policies().isEmpty()
                || handlers.get().values().stream().anyMatch(this::isDeclared);
    }

    private boolean isDeclared(HandlerMethod handler) {
        return annotation.apply(handler.getBeanType(), handler.getMethod()) != null;
    }
}
