package com.example.shop;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** An application that gives the cache its own Redis client. */
public final class OwnClient {

    private OwnClient() {}

    public static EntityManagerFactory boot(RedisClient client) {
        // documentation: begin
        Map<String, Object> settings = Map.of("hibernate.cache.redis.client", client);
        EntityManagerFactory shop = Persistence.createEntityManagerFactory("shop", settings);
        // documentation: end
        return shop;
    }
}
