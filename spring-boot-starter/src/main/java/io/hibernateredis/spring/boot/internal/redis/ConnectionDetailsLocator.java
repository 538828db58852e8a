package io.hibernateredis.spring.boot.internal.redis;

import io.hibernateredis.spring.boot.internal.settings.InvalidPropertyException;
import io.hibernateredis.spring.boot.internal.settings.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Asks the connection details of Spring Data Redis, which may come from its properties, from Docker
 * Compose, or from a container of a test.
 */
public final class ConnectionDetailsLocator implements RedisLocator {

    private static final String BEAN = "the DataRedisConnectionDetails bean";

    private final ObjectProvider<DataRedisConnectionDetails> beans;
    private final SpringDataProperties properties;

    public ConnectionDetailsLocator(
            ObjectProvider<DataRedisConnectionDetails> beans, SpringDataProperties properties) {
        this.beans = beans;
        this.properties = properties;
    }

    @Override
    public Map<String, Setting> locate() {
        DataRedisConnectionDetails details = beans.getIfUnique();
        if (details == null || isFromProperties(details)) {
            return properties.locate();
        }
        Map<String, Setting> settings = properties.timeouts();
        SslBundle bundle = details.getSslBundle();
        settings.put("uri", new Setting(uri(details, bundle != null), BEAN));
        DataRedisConnectionDetails.Sentinel sentinels = details.getSentinel();
        if (sentinels != null) {
            SpringDataProperties.addSentinelCredentials(
                    settings, sentinels.getUsername(), sentinels.getPassword(), BEAN + ", ");
        }
        if (bundle != null) {
            settings.put("ssl_socket_factory", new Setting(new BundleSockets(bundle), BEAN));
        }
        return settings;
    }

    private static String uri(DataRedisConnectionDetails details, boolean tls) {
        if (other(details) != null) {
            throw unsupported(other(details));
        }
        DataRedisConnectionDetails.Sentinel sentinels = details.getSentinel();
        if (sentinels != null) {
            return ServerUri.ofSentinels(
                    tls,
                    details.getUsername(),
                    details.getPassword(),
                    sentinels.getNodes().stream()
                            .map(node -> ServerUri.address(node.host(), node.port()))
                            .toList(),
                    sentinels.getMaster(),
                    sentinels.getDatabase());
        }
        DataRedisConnectionDetails.Standalone server = details.getStandalone();
        if (server == null) {
            throw unsupported(null);
        }
        return ServerUri.of(
                tls,
                details.getUsername(),
                details.getPassword(),
                server.getHost(),
                server.getPort(),
                server.getDatabase());
    }

    /** Those are read directly, so that messages name the property. */
    private static boolean isFromProperties(DataRedisConnectionDetails details) {
        return details.getClass().getSimpleName().equals("PropertiesDataRedisConnectionDetails");
    }

    private static @Nullable String other(DataRedisConnectionDetails details) {
        if (details.getCluster() != null) {
            return "cluster";
        }
        return details.getMasterReplica() != null ? "masterreplica" : null;
    }

    private static InvalidPropertyException unsupported(@Nullable String kind) {
        return SpringDataProperties.unsupported(BEAN, kind == null ? "no server" : kind);
    }
}
