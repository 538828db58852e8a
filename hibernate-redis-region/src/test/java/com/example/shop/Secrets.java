package com.example.shop;

import java.util.Map;

/** Where keys are. */
public abstract class Secrets {

    /** The settings of entries that are encrypted. */
    public static Map<String, Object> settings() {
        // documentation: begin
        Map<String, Object> settings =
                Map.of(
                        "hibernate.cache.redis.encryption", "on",
                        "hibernate.cache.redis.encryption.keys", "file:/run/secrets/cache-keys",
                        "hibernate.cache.redis.encryption.name_key",
                                "file:/run/secrets/cache-name-key");
        // documentation: end
        return settings;
    }
}
