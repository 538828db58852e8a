package io.hibernateredis.region;

import java.time.Duration;

/**
 * The settings of one region, each looked up as {@code
 * hibernate.cache.redis.regions.<region>.<name>}, then as {@code hibernate.cache.redis.<name>},
 * then taken from its default.
 *
 * @param ttl how long an entry lives after it is stored; at least 1 ms and at most 100 years;
 *     default 30 min
 */
record RegionSettings(Duration ttl) {

    private static final Duration LONGEST_TTL = Duration.ofDays(36_500);

    static final RegionSettings DEFAULTS = new RegionSettings(Duration.ofMinutes(30));

    RegionSettings {
        requireTtl("ttl", ttl);
    }

    /**
     * @param setting the name that the time to live was given by, for the message
     */
    static RegionSettings of(String setting, Duration ttl) {
        requireTtl(setting, ttl);
        return new RegionSettings(ttl);
    }

    private static void requireTtl(String setting, Duration ttl) {
        boolean countable = ttl.compareTo(LONGEST_TTL) <= 0;
        if (!countable || ttl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + setting
                            + " must be at least 1 ms and at most 100 years, but was "
                            + ttl);
        }
    }
}
