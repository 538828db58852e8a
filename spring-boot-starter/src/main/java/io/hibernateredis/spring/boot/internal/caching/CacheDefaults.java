package io.hibernateredis.spring.boot.internal.caching;

import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.settings.SettingsReader;
import io.hibernateredis.spring.boot.internal.log.StarterLog;
import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.spring.boot.internal.settings.Setting;
import java.util.Comparator;
import java.util.Map;
import org.hibernate.cfg.AvailableSettings;
import org.jspecify.annotations.Nullable;

/**
 * Completes the properties of an entity manager factory, so that it caches in Redis. What the
 * application has set there itself stays. Thread-safe.
 */
public final class CacheDefaults {

    private static final String PREFIX = SettingsReader.PREFIX;
    private static final String DISABLED = "hibernate-redis.enabled=false, or a test of JPA alone";

    private final @Nullable CacheSource source;

    private CacheDefaults(@Nullable CacheSource source) {
        this.source = source;
    }

    /** Turns the cache on, with what the application has set outside of its factories. */
    public static CacheDefaults of(CacheSource source) {
        return new CacheDefaults(source);
    }

    /** Turns the cache off. */
    public static CacheDefaults off() {
        return new CacheDefaults(null);
    }

    /**
     * Adds what is missing.
     *
     * @param factory the name of the factory, for messages
     * @throws InvalidPropertyException if a setting is unknown or malformed
     */
    public void complete(String factory, Map<String, Object> properties) {
        Object chosen = properties.get(AvailableSettings.CACHE_REGION_FACTORY);
        if (chosen != null && !RegionFactories.isOurs(chosen)) {
            StarterLog.otherFactoryStays(factory, chosen);
        } else if (isOff(properties)) {
            StarterLog.disabled(factory, AvailableSettings.USE_SECOND_LEVEL_CACHE + "=false");
        } else if (source == null) {
            turnOff(properties);
            StarterLog.disabled(factory, DISABLED);
        } else {
            turnOn(properties, source);
            if (chosen == null) {
                String others = RegionFactories.others();
                if (!others.isEmpty()) {
                    StarterLog.otherFactoryUnused(factory, others);
                }
            }
        }
    }

    private static boolean isOff(Map<String, Object> properties) {
        Object used = properties.get(AvailableSettings.USE_SECOND_LEVEL_CACHE);
        return used != null && used.toString().equalsIgnoreCase("false");
    }

    /** Hibernate would take the region factory that it finds, if it were the only one. */
    private static void turnOff(Map<String, Object> properties) {
        properties.putIfAbsent(AvailableSettings.USE_SECOND_LEVEL_CACHE, "false");
        properties.putIfAbsent(AvailableSettings.USE_QUERY_CACHE, "false");
    }

    private static void turnOn(Map<String, Object> properties, CacheSource source) {
        properties.putIfAbsent(AvailableSettings.CACHE_REGION_FACTORY, "redis");
        properties.putIfAbsent(AvailableSettings.USE_SECOND_LEVEL_CACHE, "true");
        properties.putIfAbsent(AvailableSettings.USE_QUERY_CACHE, "true");
        properties.putIfAbsent(AvailableSettings.JAKARTA_SHARED_CACHE_MODE, "ENABLE_SELECTIVE");
        boolean isLocated =
                properties.containsKey(PREFIX + "uri") || properties.containsKey(PREFIX + "client");
        Map<String, Setting> all = source.settings(!isLocated);
        all.forEach((name, setting) -> properties.putIfAbsent(PREFIX + name, setting.value()));
        check(properties, all);
    }

    private static void check(Map<String, Object> properties, Map<String, Setting> all) {
        try {
            CacheSettings.from(properties);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), properties, all, e);
        }
    }

    /** The message begins with the name of the setting; the application knows it by another. */
    private static InvalidPropertyException invalid(
            String message,
            Map<String, Object> properties,
            Map<String, Setting> all,
            IllegalArgumentException cause) {
        String name =
                properties.keySet().stream()
                        .filter(each -> each.startsWith(PREFIX) && message.startsWith(each))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(null);
        Setting setting = name == null ? null : all.get(name.substring(PREFIX.length()));
        String property =
                setting != null && setting.value().equals(properties.get(name))
                        ? setting.property()
                        : "spring.jpa.properties." + (name == null ? PREFIX : name);
        String text = name == null ? message : property + message.substring(name.length());
        return new InvalidPropertyException(
                property, text, "Correct the value of " + property + ".", cause);
    }
}
