package io.hibernateredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.spring.boot.internal.settings.HibernateRedisProperties;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The properties of the starter are the settings of the cache, with the same defaults. */
class PropertiesTest {

    private static final String PREFIX = "hibernate.cache.redis.";

    /** Objects, which are found by a name, and where Redis is. */
    private static final Set<String> LOCATION =
            Set.of(
                    PREFIX + "uri",
                    PREFIX + "client",
                    PREFIX + "ssl_socket_factory",
                    PREFIX + "credentials_provider",
                    PREFIX + "encryption.key_provider");

    /** Of the starter alone. */
    private static final Set<String> OWN =
            Set.of(
                    "hibernate-redis.enabled",
                    "hibernate-redis.health.status-when-bypassed",
                    "hibernate-redis.admin.show-values",
                    "hibernate-redis.admin.hot-keys",
                    "hibernate-redis.admin.write-role",
                    "hibernate-redis.maintenance.enabled",
                    "hibernate-redis.maintenance.warm-up.at-start",
                    "hibernate-redis.maintenance.warm-up.every",
                    "hibernate-redis.maintenance.warm-up.entities",
                    "hibernate-redis.maintenance.warm-up.queries",
                    "hibernate-redis.maintenance.warm-up.hot-keys-file",
                    "hibernate-redis.maintenance.warm-up.hot-keys",
                    "hibernate-redis.maintenance.warm-up.rate",
                    "hibernate-redis.maintenance.sweep-every",
                    "hibernate-redis.maintenance.report-every",
                    "hibernate-redis.page.enabled",
                    "hibernate-redis.page.read-only",
                    "hibernate-redis.page.sample-every",
                    "hibernate-redis.http.version",
                    "hibernate-redis.http.entity-manager-factory",
                    "hibernate-redis.http.policies");

    /** The settings in the manual, with their defaults, or null. */
    private static Map<String, String> documented() throws IOException {
        var section =
                Pattern.compile(
                        "^#### `([^`]+)`\\n(.*?)(?=^##|\\z)", Pattern.MULTILINE | Pattern.DOTALL);
        var standard = Pattern.compile("^Default `([^`]+)`\\.", Pattern.MULTILINE);
        Map<String, String> settings = new LinkedHashMap<>();
        section.matcher(Files.readString(Path.of("../docs/configuration.md")))
                .results()
                .forEach(
                        found -> {
                            var value = standard.matcher(found.group(2));
                            settings.put(found.group(1), value.find() ? value.group(1) : null);
                        });
        return settings;
    }

    private static String property(String setting) {
        return setting.contains("<region>") ? "hibernate-redis.regions" : single(setting);
    }

    private static String single(String setting) {
        return switch (setting) {
            case PREFIX + "ssl_socket_factory" -> "hibernate-redis.ssl.bundle";
            case PREFIX + "near" -> "hibernate-redis.near.mode";
            case PREFIX + "encryption" -> "hibernate-redis.encryption.mode";
            case PREFIX + "compression" -> "hibernate-redis.compression.mode";
            default -> "hibernate-redis." + setting.substring(PREFIX.length()).replace('_', '-');
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> metadata() throws IOException {
        String json =
                Files.readString(
                        Path.of("src/main/resources/META-INF/spring-configuration-metadata.json"));
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Object each :
                (Iterable<Object>)
                        JsonParserFactory.getJsonParser().parseMap(json).get("properties")) {
            var property = (Map<String, Object>) each;
            if (property.get("name").toString().startsWith("hibernate-redis.")) {
                all.put(property.get("name").toString(), property);
            }
        }
        return all;
    }

    @Test
    void metadata_isOfEverySettingAndNoOther() throws IOException {
        var expected = new TreeSet<>(OWN);
        documented().keySet().forEach(setting -> expected.add(property(setting)));
        assertThat(new TreeSet<>(metadata().keySet())).isEqualTo(expected);
    }

    @Test
    void metadata_isOfEveryPropertyThatIsBound() throws IOException {
        var bound = new TreeSet<String>();
        collect("hibernate-redis.", HibernateRedisProperties.class, bound);
        assertThat(new TreeSet<>(metadata().keySet())).isEqualTo(bound);
    }

    private static void collect(String prefix, Class<?> type, Set<String> names) {
        RecordComponent[] components = type.getRecordComponents();
        var parameters = type.getDeclaredConstructors()[0].getParameters();
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            Name name = parameters[i].getAnnotation(Name.class);
            String its =
                    name != null
                            ? name.value()
                            : component
                                    .getName()
                                    .replaceAll("([A-Z])", "-$1")
                                    .toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(prefix + its + ".", component.getType(), names);
            } else {
                names.add(prefix + its);
            }
        }
    }

    @Test
    void defaults_ofTheMetadata_areThoseOfTheManual() throws IOException {
        var metadata = metadata();
        documented()
                .forEach(
                        (setting, value) -> {
                            Object ours = metadata.get(property(setting)).get("defaultValue");
                            if (value == null) {
                                assertThat(ours).as(setting).isNull();
                            } else if (!LOCATION.contains(setting)) {
                                assertThat(bound(property(setting), String.valueOf(ours)))
                                        .as(setting)
                                        .isEqualTo(CacheSettings.from(Map.of(setting, value)));
                            } else {
                                assertThat(ours).isEqualTo(value);
                            }
                        });
    }

    @Test
    void everySetting_isReachable() throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (String setting : documented().keySet()) {
            if (LOCATION.contains(setting)) {
                continue;
            }
            String property =
                    property(setting)
                            .replaceAll(
                                    "regions$",
                                    "regions[com.example.Book]"
                                            + setting.substring(setting.lastIndexOf('.')));
            String name =
                    setting.replace("<region>", "com.example.Book").substring(PREFIX.length());
            assertThat(properties(Map.of(property, sample(setting))).settings())
                    .as(setting)
                    .containsOnlyKeys(name)
                    .allSatisfy((key, value) -> assertThat(value.property()).isEqualTo(property));
            values.put(property, sample(setting));
        }
        assertThat(properties(values).settings()).hasSize(values.size());
    }

    private static String sample(String setting) {
        return switch (setting.substring(PREFIX.length())) {
            case "capture_marks", "evict_new_schema", "query.enabled", "monitor.show_keys" ->
                    "false";
            case "connections",
                    "circuit.failures",
                    "index.tags",
                    "index.recent",
                    "max_arguments",
                    "monitor.rate" ->
                    "2000";
            case "compression.threshold", "max_entry_size", "near.size" -> "2MB";
            case "database", "namespace", "outbox.table", "query.deterministic_functions" -> "x";
            case "cache_all",
                    "codec",
                    "compression",
                    "encryption",
                    "near",
                    "on_unreachable",
                    "snapshot" ->
                    "y";
            default -> "3s";
        };
    }

    @Test
    void names_areRelaxed() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                "systemEnvironment", Map.of("HIBERNATEREDIS_READTIMEOUT", "2s")));
        environment
                .getPropertySources()
                .addFirst(
                        new MapPropertySource("x", Map.of("hibernate-redis.maxEntrySize", "1MB")));
        var settings =
                Binder.get(environment)
                        .bind("hibernate-redis", HibernateRedisProperties.class)
                        .get()
                        .settings();
        assertThat(settings.get("read_timeout").value()).hasToString("PT2S");
        assertThat(settings.get("max_entry_size").value()).hasToString("1048576");
    }

    @Test
    void keys_areNotTold() {
        var properties =
                properties(
                        Map.of(
                                "hibernate-redis.encryption.keys", "my-secret",
                                "hibernate-redis.encryption.name-key", "my-other-secret"));
        assertThat(properties.settings()).containsKey("encryption.keys");
        assertThat(properties.toString()).doesNotContain("secret");
    }

    private static HibernateRedisProperties properties(Map<String, Object> values) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("values", values));
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment)
                .bind("hibernate-redis", HibernateRedisProperties.class)
                .get();
    }

    private static CacheSettings bound(String property, String value) {
        Map<String, Object> settings = new HashMap<>();
        properties(Map.of(property, value))
                .settings()
                .forEach((name, setting) -> settings.put(PREFIX + name, setting.value()));
        return CacheSettings.from(settings);
    }
}
