package io.hibernateredis.spring.boot.internal.redis;

import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.spring.boot.internal.settings.Setting;
import java.util.Map;

/** Finds the Redis that the application has configured for Spring Data. */
@FunctionalInterface
public interface RedisLocator {

    /**
     * The settings of the connection, by their names below {@code hibernate.cache.redis}; empty if
     * the application says nothing of a Redis.
     *
     * @throws InvalidPropertyException if what it says is a Redis that this cache cannot use
     */
    Map<String, Setting> locate();
}
