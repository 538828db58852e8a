package io.hibernateredis.spring.boot.internal.redis;

import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.spring.boot.internal.settings.Setting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Reads {@code spring.data.redis.*}, whether Spring Data Redis is there or not, by the rules of
 * Spring Boot: a URL takes the place of host, port, user, password and database, and a bundle turns
 * encryption on.
 */
public final class SpringDataProperties implements RedisLocator {

    static final String PREFIX = "spring.data.redis.";

    private static final String DEFAULT_HOST = "localhost";

    /** Whether each of these is set decides whether Redis is said to be anywhere. */
    private static final List<String> WHERE =
            List.of(
                    "host",
                    "port",
                    "username",
                    "password",
                    "database",
                    "ssl.enabled",
                    "ssl.bundle");

    private final Binder binder;
    private final ObjectProvider<SslBundles> bundles;

    public SpringDataProperties(Environment environment, ObjectProvider<SslBundles> bundles) {
        this.binder = Binder.get(environment);
        this.bundles = bundles;
    }

    @Override
    public Map<String, Setting> locate() {
        requireOneMaster();
        Map<String, Setting> settings = timeouts();
        String url = text("url");
        String bundle = text("ssl.bundle");
        if (isSet("sentinel")) {
            addSentinels(settings);
        } else if (StringUtils.hasText(url)) {
            settings.put(
                    "uri", new Setting(withColon(withoutQuery(encrypted(url))), PREFIX + "url"));
        } else if (WHERE.stream().anyMatch(name -> text(name) != null)) {
            settings.put("uri", new Setting(uri(isEncrypted()), PREFIX + "host"));
        }
        if (isEncrypted() && StringUtils.hasText(bundle)) {
            SslBundles all = bundles.getObject();
            settings.put(
                    "ssl_socket_factory",
                    new Setting(new BundleSockets(all.getBundle(bundle)), PREFIX + "ssl.bundle"));
        }
        return settings;
    }

    /** The timeouts that are set, whatever else says where Redis is. */
    Map<String, Setting> timeouts() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        Map.of("timeout", "read_timeout", "connect-timeout", "connect_timeout")
                .forEach(
                        (property, name) -> {
                            Duration value = value(property, Duration.class);
                            if (value != null) {
                                settings.put(name, new Setting(value, PREFIX + property));
                            }
                        });
        return settings;
    }

    private void requireOneMaster() {
        for (String kind : List.of("cluster", "masterreplica")) {
            if (isSet(kind)) {
                throw unsupported(PREFIX + kind, kind);
            }
        }
    }

    private boolean isSet(String group) {
        return binder.bind(PREFIX + group, Bindable.mapOf(String.class, Object.class)).isBound();
    }

    private void addSentinels(Map<String, Setting> settings) {
        Integer database = value("database", Integer.class);
        String uri =
                ServerUri.ofSentinels(
                        isEncrypted(),
                        text("username"),
                        text("password"),
                        binder.bind(PREFIX + "sentinel.nodes", Bindable.listOf(String.class))
                                .orElse(List.of()),
                        Objects.requireNonNullElse(text("sentinel.master"), ""),
                        database == null ? 0 : database);
        settings.put("uri", new Setting(uri, PREFIX + "sentinel"));
        addSentinelCredentials(
                settings,
                text("sentinel.username"),
                text("sentinel.password"),
                PREFIX + "sentinel.");
    }

    /**
     * @param source that of the settings, for messages
     */
    static void addSentinelCredentials(
            Map<String, Setting> settings,
            @Nullable String user,
            @Nullable String password,
            String source) {
        if (StringUtils.hasText(user)) {
            settings.put("sentinel_user", new Setting(user, source + "username"));
        }
        if (StringUtils.hasText(password)) {
            settings.put("sentinel_password", new Setting(password, source + "password"));
        }
    }

    /** What is said of a Redis that is not one server. */
    static InvalidPropertyException unsupported(String property, String kind) {
        return new InvalidPropertyException(
                property,
                property
                        + " configures a Redis ("
                        + kind
                        + ") that the second-level cache cannot use: it needs one master",
                "Set hibernate-redis.uri to a single Redis server for the cache, or"
                        + " hibernate-redis.enabled=false to run without it.",
                null);
    }

    private boolean isEncrypted() {
        Boolean enabled = value("ssl.enabled", Boolean.class);
        return enabled == null ? StringUtils.hasText(text("ssl.bundle")) : enabled;
    }

    /** As Spring Boot has it, encryption that is turned on applies to a URL that says nothing. */
    private String encrypted(String url) {
        return isEncrypted() && url.startsWith("redis:")
                ? "rediss:" + url.substring("redis:".length())
                : url;
    }

    /** Spring Boot ignores what stands behind a question mark, which some clients read. */
    private static String withoutQuery(String url) {
        int query = url.indexOf('?', url.lastIndexOf('@') + 1);
        return query < 0 ? url : url.substring(0, query);
    }

    /** For Spring Boot, what stands before the {@code @} without a colon is a password. */
    static String withColon(String url) {
        int begin = url.indexOf("//") + 2;
        int at = url.lastIndexOf('@');
        boolean isPassword = begin >= 2 && at > begin && !url.substring(begin, at).contains(":");
        return isPassword ? url.substring(0, begin) + ":" + url.substring(begin) : url;
    }

    private String uri(boolean tls) {
        String host = text("host");
        Integer port = value("port", Integer.class);
        Integer database = value("database", Integer.class);
        return ServerUri.of(
                tls,
                text("username"),
                text("password"),
                host == null ? DEFAULT_HOST : host,
                port == null ? 0 : port,
                database == null ? 0 : database);
    }

    private @Nullable String text(String name) {
        return value(name, String.class);
    }

    private <T> @Nullable T value(String name, Class<T> type) {
        return binder.bind(PREFIX + name, type).orElse(null);
    }
}
