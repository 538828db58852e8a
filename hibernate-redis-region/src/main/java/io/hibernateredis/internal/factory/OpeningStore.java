package io.hibernateredis.internal.factory;

import io.hibernateredis.CacheEventListener;
import io.hibernateredis.internal.database.DatabaseIdentity;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protection.Bodies;
import io.hibernateredis.internal.protocol.Scripts;
import io.hibernateredis.internal.protocol.StoreSettings;
import io.hibernateredis.internal.redis.RedisServer;
import io.hibernateredis.internal.settings.CacheSettings;
import io.hibernateredis.internal.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.CacheException;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.jspecify.annotations.Nullable;

/**
 * The store of a session factory. It is opened once the database is identified: at boot, or with
 * the first session if the database cannot be asked earlier. A guess could share entries with the
 * wrong database and return rows that do not exist. Thread-safe.
 */
public final class OpeningStore {

    private final SessionFactoryOptions options;
    private final Map<String, Object> configuration;
    private final CacheSettings settings;
    private final RedisServer server;
    private final Scripts scripts;
    private final CacheEventListener listener;
    private final OutboxConnections outbox;
    private volatile @Nullable Store store;
    private boolean closed;

    private OpeningStore(
            SessionFactoryOptions options,
            Map<String, Object> configuration,
            CacheSettings settings,
            RedisServer server,
            Scripts scripts,
            CacheEventListener listener) {
        this.options = options;
        this.configuration = configuration;
        this.settings = settings;
        this.server = server;
        this.scripts = scripts;
        this.listener = listener;
        this.outbox = new OutboxConnections(options);
    }

    /**
     * Opens the store if that is possible now.
     *
     * @param listener is notified of what the store does
     * @throws IllegalArgumentException if the client in the settings is not a Jedis client, or a
     *     library is missing
     */
    public static OpeningStore of(
            SessionFactoryOptions options,
            Map<String, Object> configuration,
            CacheSettings settings,
            CacheEventListener listener) {
        settings.forms().forEach(Bodies::require);
        var scripts = Scripts.standard();
        RedisServer server =
                settings.client() == null
                        ? RedisServer.at(
                                settings.connection(),
                                scripts.all(),
                                settings.store().longestValue())
                        : RedisServer.of(settings.client(), scripts.all());
        var opening = new OpeningStore(options, configuration, settings, server, scripts, listener);
        opening.openAtBoot();
        return opening;
    }

    private void openAtBoot() {
        if (!settings.database().equals(CacheSettings.AUTO)) {
            boolean named = !settings.database().equals(CacheSettings.NONE);
            open(named ? settings.database() : null, named ? settings.database() : "any database");
        } else if (options.isMultiTenancyEnabled()) {
            openUnidentified("each tenant has its own connections");
        } else if (!mayAskAtBoot(configuration)) {
            askLater(AvailableSettings.ALLOW_METADATA_ON_BOOT + "=false");
        } else {
            openIdentified();
        }
    }

    /** What keeps the store from being opened is thrown: it is not the database's. */
    private void openIdentified() {
        DatabaseIdentity identity;
        try {
            identity = ask();
        } catch (UnsupportedOperationException e) {
            openUnidentified("the application provides the connections");
            return;
        } catch (SQLException | RuntimeException e) {
            if (options.getCurrentTenantIdentifierResolver() != null) {
                // Asking later would identify the database of whichever tenant comes first.
                openUnidentified("it cannot be queried without a tenant (" + e.getMessage() + ")");
            } else {
                askLater(String.valueOf(e.getMessage()));
            }
            return;
        }
        open(identity);
    }

    private void askLater(String reason) {
        RegionLog.databaseAskedLater(settings.store().namespace(), reason);
    }

    /** Whether Hibernate may take a connection while it boots. */
    public static boolean mayAskAtBoot(Map<String, Object> configuration) {
        Object allowed = configuration.get(AvailableSettings.ALLOW_METADATA_ON_BOOT);
        String text = allowed == null ? "true" : allowed.toString().toLowerCase(Locale.ROOT);
        return !text.equals("false") && !text.equals("disallow");
    }

    /**
     * The store.
     *
     * @throws CacheException if it is not open yet, and the database cannot be identified
     */
    public Store get() {
        Store open = store;
        return open == null ? openLater() : open;
    }

    /** The way to the outbox. */
    OutboxConnections outbox() {
        return outbox;
    }

    /** The store, or null if it is not open yet. */
    @Nullable Store opened() {
        return store;
    }

    private synchronized Store openLater() {
        Store open = store;
        if (open != null) {
            return open;
        }
        if (closed) {
            throw new CacheException("the region factory is stopped");
        }
        try {
            open(ask());
        } catch (UnsupportedOperationException e) {
            openUnidentified("the application provides the connections");
        } catch (SQLException e) {
            throw new CacheException(
                    "the database cannot be identified; set hibernate.cache.redis.database to name"
                            + " it",
                    e);
        }
        return Objects.requireNonNull(store);
    }

    private DatabaseIdentity ask() throws SQLException {
        var registry = options.getServiceRegistry();
        var classes = registry.requireService(ClassLoaderService.class);
        var access = registry.requireService(JdbcServices.class).getBootstrapJdbcConnectionAccess();
        Connection connection = access.obtainConnection();
        try {
            return DatabaseIdentity.read(connection, configuration, classes::classForName);
        } finally {
            access.releaseConnection(connection);
        }
    }

    private void open(DatabaseIdentity identity) {
        open(identity.name(), identity.description());
    }

    private void openUnidentified(String reason) {
        RegionLog.databaseUnknown(settings.store().namespace(), reason);
        open(null, "any database");
    }

    private void open(@Nullable String database, String description) {
        StoreSettings plain = settings.store();
        StoreSettings own = database == null ? plain : plain.of(database);
        RegionLog.database(own.namespace(), server.toString(), description);
        store = Store.open(own, settings.near(), server, scripts, listener, outbox);
    }

    public synchronized void close() {
        closed = true;
        Store open = store;
        if (open == null) {
            server.close();
        } else {
            open.close();
        }
    }
}
