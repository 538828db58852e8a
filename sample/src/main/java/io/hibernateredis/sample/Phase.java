package io.hibernateredis.sample;

import java.util.HashMap;
import java.util.Map;

/** A phase of the run. Phases differ in the configuration of Hibernate, and in nothing else. */
enum Phase {
    WITHOUT_CACHE("without cache"),
    WITH_CACHE("with cache");

    private static final String PREFIX = "hibernate.";

    private final String title;

    Phase(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * The configuration of Hibernate.
     *
     * @param system the launcher's system properties: those of Hibernate override what the cache is
     *     configured with
     */
    Map<String, String> settings(String redisUri, boolean queries, Map<?, ?> system) {
        if (this == WITHOUT_CACHE) {
            return Map.of(
                    "hibernate.cache.use_second_level_cache", "false",
                    "hibernate.cache.use_query_cache", "false");
        }
        var settings = new HashMap<String, String>();
        settings.put("hibernate.cache.use_second_level_cache", "true");
        settings.put("hibernate.cache.region.factory_class", "redis");
        settings.put("hibernate.cache.redis.uri", redisUri);
        settings.put("hibernate.cache.use_query_cache", Boolean.toString(queries));
        system.forEach(
                (name, value) -> {
                    if (name.toString().startsWith(PREFIX)) {
                        settings.put(name.toString(), value.toString());
                    }
                });
        return settings;
    }
}
