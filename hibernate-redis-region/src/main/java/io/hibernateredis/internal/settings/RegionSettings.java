package io.hibernateredis.internal.settings;

import io.hibernateredis.internal.protection.BodyForm;
import java.time.Duration;

/**
 * The settings of one region, each looked up as {@code
 * hibernate.cache.redis.regions.<region>.<name>}, then as {@code hibernate.cache.redis.<name>},
 * then taken from its default.
 *
 * @param ttl how long an entry lives after it is stored; from 1 ms to 3650 days; default 30 min
 * @param near whether entries are kept near, where entries are; default on; for single regions only
 * @param form in which the bodies of entries are stored
 */
public record RegionSettings(Duration ttl, boolean near, BodyForm form) {

    private static final Duration MIN_TTL = Duration.ofMillis(1);
    private static final Duration MAX_TTL = Duration.ofDays(3650);

    static final RegionSettings DEFAULTS =
            new RegionSettings(Duration.ofMinutes(30), true, BodyForm.PLAIN);

    public RegionSettings {
        requireInRange("hibernate.cache.redis.ttl", ttl);
    }

    /**
     * The settings of a region.
     *
     * @param ttlSetting the setting that the value came from, for error messages
     */
    static RegionSettings of(String ttlSetting, Duration ttl, boolean near, BodyForm form) {
        requireInRange(ttlSetting, ttl);
        return new RegionSettings(ttl, near, form);
    }

    private static void requireInRange(String setting, Duration ttl) {
        if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be 1 ms to 3650 days, but was " + ttl);
        }
    }
}
