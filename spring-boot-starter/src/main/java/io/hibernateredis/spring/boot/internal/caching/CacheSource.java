package io.hibernateredis.spring.boot.internal.caching;

import io.hibernateredis.spring.boot.internal.redis.BundleSockets;
import io.hibernateredis.spring.boot.internal.redis.RedisLocator;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import io.hibernateredis.spring.boot.internal.settings.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.ssl.SslBundles;

/**
 * Collects the settings of the cache: those below {@code hibernate-redis}, and where Redis is from
 * what the application says of it elsewhere, if they do not say it.
 */
public final class CacheSource {

    private static final String PREFIX = HibernateRedisProperties.PREFIX + ".";

    private final HibernateRedisProperties properties;
    private final RedisLocator locator;
    private final BeanFactory beans;

    public CacheSource(
            HibernateRedisProperties properties, RedisLocator locator, BeanFactory beans) {
        this.properties = properties;
        this.locator = locator;
        this.beans = beans;
    }

    /**
     * By their names below {@code hibernate.cache.redis}.
     *
     * @param located whether they are to say where Redis is
     */
    Map<String, Setting> settings(boolean located) {
        Map<String, Setting> settings = new LinkedHashMap<>(properties.settings());
        String keys = properties.encryption().keyProvider();
        put(
                settings,
                "encryption.key_provider",
                "encryption.key-provider",
                keys == null ? null : beans.getBean(keys));
        if (located) {
            own().forEach(settings::putIfAbsent);
            if (!settings.containsKey("uri") && !settings.containsKey("client")) {
                locator.locate().forEach(settings::putIfAbsent);
            }
        }
        return settings;
    }

    private Map<String, Setting> own() {
        Map<String, Setting> own = new LinkedHashMap<>();
        put(own, "uri", "uri", properties.uri());
        String client = properties.client();
        put(own, "client", "client", client == null ? null : beans.getBean(client));
        String provider = properties.credentialsProvider();
        Object credentials = provider == null ? null : beans.getBean(provider);
        put(own, "credentials_provider", "credentials-provider", credentials);
        String bundle = properties.ssl().bundle();
        put(
                own,
                "ssl_socket_factory",
                "ssl.bundle",
                bundle == null
                        ? null
                        : new BundleSockets(beans.getBean(SslBundles.class).getBundle(bundle)));
        return own;
    }

    private static void put(
            Map<String, Setting> settings, String name, String property, @Nullable Object value) {
        if (value != null) {
            settings.put(name, new Setting(value, PREFIX + property));
        }
    }
}
