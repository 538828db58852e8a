package io.hibernateredis.spring.boot.internal.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * The properties below {@code hibernate-redis}. What is null keeps the default of the cache, which
 * also checks the values: {@code docs/configuration.md} tells what each means.
 *
 * @param regions what differs for single regions, by their names, and then by those of the settings
 */
@ConfigurationProperties(prefix = HibernateRedisProperties.PREFIX, ignoreUnknownFields = false)
public record HibernateRedisProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String uri,
        @DefaultValue Ssl ssl,
        @Nullable String client,
        @Nullable String credentialsProvider,
        @Nullable String sentinelUser,
        @Nullable String sentinelPassword,
        @Nullable Duration connectTimeout,
        @Nullable Duration readTimeout,
        @Nullable Duration borrowTimeout,
        @Nullable Integer connections,
        @Nullable String namespace,
        @Nullable String database,
        @Nullable Boolean captureMarks,
        @Nullable Boolean evictNewSchema,
        @Nullable String cacheAll,
        @Nullable Duration ttl,
        @DefaultValue Map<String, Map<String, String>> regions,
        @Nullable DataSize maxEntrySize,
        @Nullable Integer maxArguments,
        @Nullable String codec,
        @DefaultValue Compression compression,
        @DefaultValue Encryption encryption,
        @DefaultValue Near near,
        @Nullable String onUnreachable,
        @DefaultValue Outbox outbox,
        @Nullable Duration lease,
        @Nullable String snapshot,
        @Nullable Duration heartbeat,
        @Nullable Duration trust,
        @DefaultValue Circuit circuit,
        @DefaultValue Query query,
        @DefaultValue Index index,
        @DefaultValue Monitor monitor,
        @DefaultValue Health health,
        @DefaultValue Admin admin,
        @DefaultValue Maintenances maintenance,
        @DefaultValue Page page,
        @DefaultValue Http http) {

    public static final String PREFIX = "hibernate-redis";

    /** The trust store and client certificate of connections to {@code uri}. */
    public record Ssl(@Nullable String bundle) {}

    /** How entries are compressed. */
    public record Compression(@Nullable String mode, @Nullable DataSize threshold) {}

    /**
     * How entries are encrypted; {@link #toString} leaves the keys out.
     *
     * @param keyProvider name of a bean
     */
    public record Encryption(
            @Nullable String mode,
            @Nullable String keys,
            @Nullable String nameKey,
            @Nullable String keyProvider) {

        @Override
        public String toString() {
            return "encryption " + mode;
        }
    }

    /** Entries in the memory of this JVM. */
    public record Near(@Nullable String mode, @Nullable DataSize size) {}

    /** What is left in the database while Redis is unreachable. */
    public record Outbox(@Nullable String table) {}

    /** When nothing is sent to Redis for a while. */
    public record Circuit(@Nullable Integer failures) {}

    /** The query cache module. */
    public record Query(
            @Nullable Boolean enabled,
            @Name("wait") @Nullable Duration longestWait,
            @Nullable List<String> deterministicFunctions) {}

    /** The size of the index. */
    public record Index(
            @Nullable Integer tags, @Nullable Integer recent, @Nullable Duration horizon) {}

    /** Whether hits are compared with the database. */
    public record Monitor(@Nullable Integer rate, @Nullable Boolean showKeys) {}

    /** What the health of the application says while Redis is bypassed. */
    public record Health(@DefaultValue("DEGRADED") String statusWhenBypassed) {}

    /**
     * What the actuator endpoint and the page show and do.
     *
     * @param writeRole the role that clearing takes, or null if whoever may call may clear
     */
    public record Admin(
            @DefaultValue("false") boolean showValues,
            @DefaultValue("false") boolean hotKeys,
            @Nullable String writeRole) {}

    /**
     * What is done to the cache at start and from time to time.
     *
     * @param sweepEvery how often keys without a time to live are deleted; never if null
     * @param reportEvery how often the size is logged; never if null
     */
    public record Maintenances(
            @DefaultValue("false") boolean enabled,
            @DefaultValue WarmUps warmUp,
            @Nullable Duration sweepEvery,
            @Nullable Duration reportEvery) {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(365);

        public Maintenances {
            requireInRange("sweep-every", sweepEvery);
            requireInRange("report-every", reportEvery);
        }

        static void requireInRange(String name, @Nullable Duration every) {
            if (every != null && (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0)) {
                throw refused(name, "1 s to 365 d", every);
            }
        }

        static InvalidPropertyException refused(String name, String range, Object value) {
            String property = PREFIX + ".maintenance." + name;
            return new InvalidPropertyException(
                    property,
                    property + " must be " + range + ", but was " + value,
                    "Correct the value of " + property + ".",
                    null);
        }
    }

    /**
     * What is loaded before it is asked for.
     *
     * @param entities all entities of a type, by its name or that of its class
     * @param queries by their names
     * @param hotKeysFile where what was read most is kept for the next run; nowhere if null
     * @param hotKeys how many of these
     * @param rate most rows a second; as many as can be if null
     */
    public record WarmUps(
            @DefaultValue("false") boolean atStart,
            @Nullable Duration every,
            @DefaultValue List<String> entities,
            @DefaultValue List<String> queries,
            @Nullable String hotKeysFile,
            @DefaultValue("1000") int hotKeys,
            @Nullable Integer rate) {

        private static final int MOST_KEYS = 100_000;
        private static final int MOST_ROWS = 1_000_000;

        public WarmUps {
            Maintenances.requireInRange("warm-up.every", every);
            if (hotKeys < 1 || hotKeys > MOST_KEYS) {
                throw Maintenances.refused("warm-up.hot-keys", "1 to " + MOST_KEYS, hotKeys);
            }
            if (rate != null && (rate < 1 || rate > MOST_ROWS)) {
                throw Maintenances.refused("warm-up.rate", "1 to " + MOST_ROWS, rate);
            }
        }
    }

    /** The page at {@code /hibernate-redis}. */
    public record Page(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("true") boolean readOnly,
            @DefaultValue("5s") Duration sampleEvery) {

        private static final Duration SHORTEST = Duration.ofMillis(100);
        private static final Duration LONGEST = Duration.ofMinutes(5);

        public Page {
            if (sampleEvery.compareTo(SHORTEST) < 0 || sampleEvery.compareTo(LONGEST) > 0) {
                throw new InvalidPropertyException(
                        PREFIX + ".page.sample-every",
                        PREFIX + ".page.sample-every must be 100 ms to 5 m, but was " + sampleEvery,
                        "Correct the value of " + PREFIX + ".page.sample-every.",
                        null);
            }
        }
    }

    /**
     * Responses that clients may keep.
     *
     * @param version of the application, part of every ETag; random for each start if it is null
     * @param entityManagerFactory the bean whose cache has the tags, if there are several
     * @param policies of which the first one applies whose pattern matches
     */
    public record Http(
            @Nullable String version,
            @Nullable String entityManagerFactory,
            @DefaultValue List<Policy> policies) {}

    /**
     * How responses on some paths may be kept. Null where nothing is set.
     *
     * @param tags what such a response depends on, with variables of the pattern
     * @param vary the headers of a request that it depends on
     */
    public record Policy(
            @Nullable String pattern,
            @Nullable String cacheControl,
            @DefaultValue List<String> tags,
            @DefaultValue List<String> vary) {}

    /**
     * What is set, except where Redis is: each by its name below {@code hibernate.cache.redis}, and
     * with the property that it came from.
     */
    public Map<String, Setting> settings() {
        var settings = new Settings();
        settings.add("sentinel_user", sentinelUser);
        settings.add("sentinel_password", sentinelPassword);
        settings.add("connect_timeout", connectTimeout);
        settings.add("read_timeout", readTimeout);
        settings.add("borrow_timeout", borrowTimeout);
        settings.add("connections", connections);
        settings.add("namespace", namespace);
        settings.add("database", database);
        settings.add("capture_marks", captureMarks);
        settings.add("evict_new_schema", evictNewSchema);
        settings.add("cache_all", cacheAll);
        settings.add("ttl", ttl);
        regions.forEach(
                (region, own) ->
                        own.forEach(
                                (name, value) ->
                                        settings.add(
                                                "regions." + region + "." + name.replace('-', '_'),
                                                "regions[" + region + "]." + name,
                                                value)));
        settings.add("max_entry_size", bytes(maxEntrySize));
        settings.add("max_arguments", maxArguments);
        settings.add("codec", codec);
        addProtection(settings);
        settings.add("near", "near.mode", near.mode);
        settings.add("near.size", bytes(near.size));
        settings.add("on_unreachable", onUnreachable);
        settings.add("outbox.table", outbox.table);
        settings.add("lease", lease);
        settings.add("snapshot", snapshot);
        settings.add("heartbeat", heartbeat);
        settings.add("trust", trust);
        settings.add("circuit.failures", circuit.failures);
        addQueryAndIndex(settings);
        return settings.all;
    }

    private void addProtection(Settings settings) {
        settings.add("compression", "compression.mode", compression.mode);
        settings.add("compression.threshold", bytes(compression.threshold));
        settings.add("encryption", "encryption.mode", encryption.mode);
        settings.add("encryption.keys", encryption.keys);
        settings.add("encryption.name_key", encryption.nameKey);
    }

    private void addQueryAndIndex(Settings settings) {
        settings.add("query.enabled", query.enabled);
        settings.add("query.wait", query.longestWait);
        List<String> functions = query.deterministicFunctions;
        settings.add(
                "query.deterministic_functions",
                functions == null ? null : String.join(",", functions));
        settings.add("index.tags", index.tags);
        settings.add("index.recent", index.recent);
        settings.add("index.horizon", index.horizon);
        settings.add("monitor.rate", monitor.rate);
        settings.add("monitor.show_keys", monitor.showKeys);
    }

    private static @Nullable String bytes(@Nullable DataSize size) {
        return size == null ? null : Long.toString(size.toBytes());
    }

    private static final class Settings {

        private final Map<String, Setting> all = new LinkedHashMap<>();

        void add(String name, @Nullable Object value) {
            add(name, name.replace('_', '-'), value);
        }

        void add(String name, String property, @Nullable Object value) {
            if (value != null) {
                all.put(name, new Setting(value, PREFIX + "." + property));
            }
        }
    }
}
