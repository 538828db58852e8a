package io.hibernateredis.region;

import java.time.Duration;

/**
 * The settings of one region, each looked up as {@code
 * hibernate.cache.redis.regions.<region>.<name>}, then as {@code hibernate.cache.redis.<name>},
 * then taken from its default.
 *
 * @param ttl how long an entry lives after it is stored; at least 1 ms; default 30 min
 */
record RegionSettings(Duration ttl) {

    static final RegionSettings DEFAULTS = new RegionSettings(Duration.ofMinutes(30));

    RegionSettings {
        if (ttl.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "hibernate.cache.redis.ttl must be at least 1 ms, but was " + ttl);
        }
    }
}
