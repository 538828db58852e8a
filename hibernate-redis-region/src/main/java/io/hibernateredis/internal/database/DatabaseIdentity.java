package io.hibernateredis.internal.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hibernateredis.internal.codec.Digests;
import io.hibernateredis.internal.database.DatabaseUrl.Place;
import io.hibernateredis.internal.log.RegionLog;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.cfg.AvailableSettings;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the database whose rows are cached: the same text for all clients of the same
 * database, and different texts for different databases, as far as the database can be identified.
 * Immutable.
 *
 * @param description human-readable; contains no secret
 */
public record DatabaseIdentity(String description) {

    /**
     * Identifies the cluster and the database in it, whatever the address, and also after a
     * failover to a physical copy.
     */
    private static final String POSTGRESQL =
            """
            select c.system_identifier::text, d.oid::text, d.datname, current_schema()
            from pg_control_system() c, pg_database d where d.datname = current_database()
            """;

    private static final String PROCESS = "io.hibernateredis.process";

    /**
     * The length is limited by the eight characters of {@link #name}: two databases collide with a
     * probability of 2^-48.
     */
    private static final int NAME_BYTES = 6;

    /** The suffix that separates the namespace from those of other databases. */
    public String name() {
        byte[] hash = Digests.sha256(description.getBytes(UTF_8));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(hash, NAME_BYTES));
    }

    /**
     * Asks a database for its identity.
     *
     * @param settings Hibernate's settings, which may select another schema than the connection's
     * @param classes finds the driver's classes
     * @throws SQLException if the database does not answer
     */
    public static DatabaseIdentity read(
            Connection connection, Map<String, Object> settings, Function<String, Class<?>> classes)
            throws SQLException {
        try {
            if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                var known = postgresql(connection, settings);
                if (known != null) {
                    return known;
                }
            }
            var url = DatabaseUrl.of(String.valueOf(connection.getMetaData().getURL()));
            if (url.place() == Place.SERVER) {
                return new DatabaseIdentity(url.location() + schema(connection, settings));
            }
            return new DatabaseIdentity(
                    embedded(h2Database(connection, classes), url) + schema(connection, settings));
        } finally {
            // The query has begun a transaction if the pool does not use auto-commit.
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }

    private static @Nullable DatabaseIdentity postgresql(
            Connection connection, Map<String, Object> settings) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSTGRESQL);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String database = row.getString(1) + "/" + row.getString(2);
            Object schema = settings.get(AvailableSettings.DEFAULT_SCHEMA);
            return new DatabaseIdentity(
                    "postgresql "
                            + database
                            + " schema "
                            + (schema == null ? row.getString(4) : schema));
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                throw e;
            }
            // Not PostgreSQL but a database with its protocol, or a user without the privilege.
            RegionLog.identityUnavailable(e);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return null;
        }
    }

    private static String embedded(@Nullable Object database, DatabaseUrl url) {
        if (url.place() == Place.CONNECTION) {
            return "memory " + UUID.randomUUID();
        }
        if (url.place() == Place.MEMORY) {
            // A database that was closed and opened again is a new one, with a new object.
            int instance = database == null ? 0 : System.identityHashCode(database);
            return "memory "
                    + process()
                    + " "
                    + url.location()
                    + " "
                    + Integer.toHexString(instance);
        }
        String path = database == null ? null : invoke(database, "getDatabasePath");
        return "file " + file(path == null ? url.location() : path);
    }

    /** H2's database object, if H2 runs in this JVM. */
    private static @Nullable Object h2Database(
            Connection connection, Function<String, Class<?>> classes) {
        try {
            Class<?> type = classes.apply("org.h2.jdbc.JdbcConnection");
            Object session = type.getMethod("getSession").invoke(connection.unwrap(type));
            Method database = session.getClass().getMethod("getDatabase");
            return database.invoke(session);
        } catch (ReflectiveOperationException | SQLException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable String invoke(Object target, String method) {
        try {
            return Objects.toString(target.getClass().getMethod(method).invoke(target), null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * Identifies a file by device and inode where possible, so that the identity is the same in two
     * containers that share the file, and differs in two that merely use the same path. HSQLDB
     * replaces its files while it runs.
     */
    private static String file(String name) {
        Path path = Path.of(name.replaceFirst("^~", System.getProperty("user.home")));
        for (String suffix : List.of(".mv.db", "")) {
            Path file = path.resolveSibling(path.getFileName() + suffix);
            try {
                Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
                if (key != null) {
                    return kernel("random/boot_id") + " " + key;
                }
            } catch (IOException e) {
                // The file belongs to another database.
            }
        }
        return kernel("random/boot_id")
                + " "
                + kernel("hostname")
                + " "
                + path.toAbsolutePath().normalize();
    }

    private static String kernel(String what) {
        try {
            return Files.readString(Path.of("/proc/sys/kernel", what)).strip();
        } catch (IOException e) {
            return String.valueOf(System.getenv().get("COMPUTERNAME"));
        }
    }

    /** An identifier of this JVM, the same for all class loaders. */
    private static String process() {
        return System.getProperties()
                .computeIfAbsent(PROCESS, name -> UUID.randomUUID().toString())
                .toString();
    }

    private static String schema(Connection connection, Map<String, Object> settings) {
        Object catalog = settings.get(AvailableSettings.DEFAULT_CATALOG);
        Object schema = settings.get(AvailableSettings.DEFAULT_SCHEMA);
        return " catalog "
                + (catalog == null ? orEmpty(connection::getCatalog) : catalog)
                + " schema "
                + (schema == null ? orEmpty(connection::getSchema) : schema);
    }

    private interface JdbcCall {
        @Nullable String answer() throws SQLException;
    }

    /** Empty for drivers that do not support the call. */
    private static String orEmpty(JdbcCall call) {
        try {
            return Objects.toString(call.answer(), "");
        } catch (SQLException | AbstractMethodError e) {
            return "";
        }
    }
}
