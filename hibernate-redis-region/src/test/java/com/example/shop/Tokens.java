package com.example.shop;

import io.hibernateredis.CredentialsProvider;
import io.hibernateredis.CredentialsProvider.Credentials;
import java.util.Map;

/** Tokens that expire. */
public abstract class Tokens {

    protected abstract String token();

    public final Map<String, Object> settings() {
        // documentation: begin
        CredentialsProvider tokens = () -> new Credentials("shop", token());
        Map<String, Object> settings = Map.of("hibernate.cache.redis.credentials_provider", tokens);
        // documentation: end
        return settings;
    }
}
