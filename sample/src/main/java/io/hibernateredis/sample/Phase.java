package io.hibernateredis.sample;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A phase of the run. Phases differ in the configuration of Hibernate, and in nothing else; each
 * has tables of its own, because what one writes would bypass the other's cache.
 */
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

    /** Where its tables are. */
    String schema() {
        return "sample_" + name().toLowerCase(Locale.ROOT);
    }

    /** The configuration of Hibernate that creates its tables, which needs no cache. */
    Map<String, String> seeding() {
        var settings = uncached();
        settings.put("jakarta.persistence.schema-generation.database.action", "drop-and-create");
        return settings;
    }

    /**
     * The configuration of Hibernate.
     *
     * @param near the mode of the near cache
     * @param system the launcher's system properties: those of Hibernate override what the cache is
     *     configured with
     */
    Map<String, String> settings(String redisUri, String near, boolean queries, Map<?, ?> system) {
        var settings = uncached();
        if (this == WITHOUT_CACHE) {
            return settings;
        }
        settings.put("hibernate.cache.use_second_level_cache", "true");
        settings.put("hibernate.cache.region.factory_class", "redis");
        settings.put("hibernate.cache.redis.uri", redisUri);
        settings.put("hibernate.cache.redis.near", near);
        settings.put("hibernate.cache.use_query_cache", Boolean.toString(queries));
        system.forEach(
                (name, value) -> {
                    if (name.toString().startsWith(PREFIX)) {
                        settings.put(name.toString(), value.toString());
                    }
                });
        return settings;
    }

    private Map<String, String> uncached() {
        var settings = new HashMap<String, String>();
        settings.put("hibernate.default_schema", schema());
        settings.put("hibernate.cache.use_second_level_cache", "false");
        settings.put("hibernate.cache.use_query_cache", "false");
        return settings;
    }
}
