package io.hibernateredis.internal.settings;

import io.hibernateredis.CredentialsProvider;
import io.hibernateredis.OnUnreachable;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.near.NearSettings;
import io.hibernateredis.internal.protection.BodyForm;
import io.hibernateredis.internal.protection.Compression;
import io.hibernateredis.internal.protection.ProtectionKeys;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.ConnectionSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * All settings under {@code hibernate.cache.redis}. Immutable.
 *
 * @param client the application's own Jedis client, or null to connect by {@code connection}
 * @param outboxTable the name of the table of the outbox, whether it is used or not
 * @param near whether entries are kept in the memory of this JVM
 * @param database the configured name of the database, {@link #AUTO} or {@link #NONE}
 * @param marksTransactions whether transactions leave a mark in the database's log
 * @param evictsNewSchema whether the namespace is evicted when Hibernate has created the schema
 * @param cacheAll what is cached without an annotation; default nothing
 * @param defaults the settings of regions without settings of their own
 * @param regions the settings of regions with settings of their own, by unqualified name
 * @param codec how values are encoded; default binary
 * @param statementSnapshots whether every statement sees the latest commit, so that a load is as
 *     recent as the statement rather than the transaction; default false
 * @param query the settings of the query cache module
 * @param monitor whether hits are compared with the database
 */
public record CacheSettings(
        ConnectionSettings connection,
        @Nullable Object client,
        StoreSettings store,
        String outboxTable,
        NearSettings near,
        String database,
        boolean marksTransactions,
        boolean evictsNewSchema,
        CacheAll cacheAll,
        RegionSettings defaults,
        Map<String, RegionSettings> regions,
        CodecFormat codec,
        boolean statementSnapshots,
        QuerySettings query,
        MonitorSettings monitor) {

    /** The database is asked for its identity. */
    public static final String AUTO = "auto";

    private static final String OUTBOX_TABLE = "hibernate_redis_outbox";

    /** Entries of different databases are separated by the namespace alone. */
    public static final String NONE = "none";

    private enum Switch {
        TRUE,
        FALSE
    }

    private enum OnOff {
        ON,
        OFF
    }

    private enum Snapshot {
        TRANSACTION,
        STATEMENT
    }

    /**
     * Reads the settings from Hibernate's configuration.
     *
     * @throws IllegalArgumentException if a setting is unknown or malformed; the message names the
     *     setting, the rule and the value, and for an unknown setting the nearest known one
     */
    public static CacheSettings from(Map<String, Object> configuration) {
        var reader = new SettingsReader(configuration);
        var connection = connection(reader);
        Object client = reader.object("client");
        String outboxTable = outboxTable(reader);
        NearSettings near = near(reader);
        String database = database(reader);
        boolean marksTransactions =
                reader.choice("capture_marks", Switch.class, Switch.FALSE) == Switch.TRUE;
        boolean evictsNewSchema = isOn(reader, "evict_new_schema");
        var cacheAll = reader.choice("cache_all", CacheAll.class, CacheAll.NONE);
        var defaults =
                new RegionSettings(
                        reader.duration("ttl", RegionSettings.DEFAULTS.ttl()), true, form(reader));
        Map<String, RegionSettings> regions = regions(reader, defaults);
        boolean encrypts = forms(defaults, regions).anyMatch(BodyForm::encrypted);
        StoreSettings store = store(reader, EncryptionSettings.read(reader, encrypts));
        var codec = reader.choice("codec", CodecFormat.class, CodecFormat.BINARY);
        var snapshot = reader.choice("snapshot", Snapshot.class, Snapshot.TRANSACTION);
        QuerySettings query = query(reader);
        var monitor = monitor(reader);
        reader.rejectUnknown();
        return new CacheSettings(
                connection,
                client,
                store,
                outboxTable,
                near,
                database,
                marksTransactions,
                evictsNewSchema,
                cacheAll,
                defaults,
                regions,
                codec,
                snapshot == Snapshot.STATEMENT,
                query,
                monitor);
    }

    private static MonitorSettings monitor(SettingsReader reader) {
        return new MonitorSettings(
                reader.integer("monitor.rate", MonitorSettings.OFF.rate()),
                reader.choice("monitor.show_keys", Switch.class, Switch.FALSE) == Switch.TRUE);
    }

    private static QuerySettings query(SettingsReader reader) {
        return new QuerySettings(
                isOn(reader, "query.enabled"),
                reader.duration("query.wait", Duration.ofSeconds(2)),
                reader.list("query.deterministic_functions"));
    }

    private static ConnectionSettings connection(SettingsReader reader) {
        var settings =
                ConnectionSettings.of(
                                reader.text("uri", "redis://localhost:6379"),
                                reader.duration("connect_timeout", Duration.ofSeconds(1)),
                                reader.duration("read_timeout", Duration.ofSeconds(1)),
                                reader.duration("borrow_timeout", Duration.ofMillis(250)),
                                reader.integer("connections", 16))
                        .with(reader.instance("ssl_socket_factory", SSLSocketFactory.class))
                        .with(reader.instance("credentials_provider", CredentialsProvider.class));
        String user = reader.text("sentinel_user", "");
        String password = reader.text("sentinel_password", "");
        return user.isEmpty() && password.isEmpty()
                ? settings
                : settings.withSentinelCredentials(
                        user.isEmpty() ? null : user, password.isEmpty() ? null : password);
    }

    private static StoreSettings store(SettingsReader reader, ProtectionKeys keys) {
        var standard = StoreSettings.DEFAULTS;
        var store =
                new StoreSettings(
                        reader.text("namespace", standard.namespace()),
                        reader.duration("lease", standard.lease()),
                        reader.duration("heartbeat", standard.heartbeat()),
                        reader.duration("trust", standard.trust()),
                        reader.integer("circuit.failures", standard.failures()),
                        reader.choice(
                                "on_unreachable", OnUnreachable.class, standard.onUnreachable()),
                        reader.integer("index.tags", standard.tags()),
                        reader.integer("index.recent", standard.recent()),
                        reader.duration("index.horizon", standard.horizon()),
                        reader.integer("max_entry_size", standard.maxEntrySize()),
                        reader.integer("max_arguments", standard.maxArguments()),
                        keys);
        requireOnePart(store.namespace());
        return store;
    }

    /** The name of the table of the outbox; null if the configuration has none. */
    public static @Nullable String outboxTable(Map<String, Object> configuration) {
        var reader = new SettingsReader(configuration);
        var setting = reader.choice("on_unreachable", OnUnreachable.class, OnUnreachable.COMMIT);
        return setting == OnUnreachable.OUTBOX ? outboxTable(reader) : null;
    }

    private static String outboxTable(SettingsReader reader) {
        return reader.text("outbox.table", OUTBOX_TABLE);
    }

    private static NearSettings near(SettingsReader reader) {
        var standard = NearSettings.OFF;
        return new NearSettings(
                reader.choice("near", NearSettings.Mode.class, standard.mode()),
                reader.integer("near.size", (int) standard.bytes()));
    }

    private static Map<String, RegionSettings> regions(
            SettingsReader reader, RegionSettings defaults) {
        Map<String, RegionSettings> regions = new HashMap<>();
        for (String region : reader.regions()) {
            String ttl = "regions." + region + ".ttl";
            var near = reader.choice("regions." + region + ".near", OnOff.class, OnOff.ON);
            regions.put(
                    region,
                    RegionSettings.of(
                            SettingsReader.PREFIX + ttl,
                            reader.duration(ttl, defaults.ttl()),
                            near == OnOff.ON,
                            form(reader, "regions." + region + ".", defaults.form())));
        }
        return Map.copyOf(regions);
    }

    private static BodyForm form(SettingsReader reader) {
        var standard = BodyForm.PLAIN;
        int threshold = reader.integer("compression.threshold", standard.threshold());
        return form(
                reader, "", new BodyForm(standard.compression(), threshold, standard.encrypted()));
    }

    private static BodyForm form(SettingsReader reader, String prefix, BodyForm standard) {
        OnOff encryption = standard.encrypted() ? OnOff.ON : OnOff.OFF;
        return new BodyForm(
                reader.choice(prefix + "compression", Compression.class, standard.compression()),
                standard.threshold(),
                reader.choice(prefix + "encryption", OnOff.class, encryption) == OnOff.ON);
    }

    private static boolean isOn(SettingsReader reader, String name) {
        return reader.choice(name, Switch.class, Switch.TRUE) == Switch.TRUE;
    }

    private static String database(SettingsReader reader) {
        String database = reader.text("database", AUTO);
        if (!database.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + "database must be auto, none, or 1 to 64 of A-Z a-z 0-9 . _ -, but"
                            + " was "
                            + database);
        }
        return database;
    }

    /** The part after an {@code @} is reserved for the database. */
    private static void requireOnePart(String namespace) {
        if (namespace.contains("@")) {
            throw new IllegalArgumentException(
                    SettingsReader.PREFIX
                            + "namespace must be 1 to 64 of A-Z a-z 0-9 . _ -, but was "
                            + namespace);
        }
    }

    /** Each form in which bodies of entries may be stored. */
    public Stream<BodyForm> forms() {
        return forms(defaults, regions);
    }

    private static Stream<BodyForm> forms(
            RegionSettings defaults, Map<String, RegionSettings> regions) {
        return Stream.concat(Stream.of(defaults), regions.values().stream())
                .map(RegionSettings::form);
    }

    public RegionSettings region(String name) {
        return regions.getOrDefault(name, defaults);
    }
}
