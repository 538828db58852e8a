package io.hibernateredis.internal.boot;

import io.hibernateredis.internal.factory.SessionFactoryCaches;
import io.hibernateredis.region.RedisRegionFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.mapping.Table;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryAwareService;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.tool.schema.TargetType;
import org.hibernate.tool.schema.internal.SchemaManagementToolInitiator;
import org.hibernate.tool.schema.spi.SchemaManagementTool;
import org.hibernate.tool.schema.spi.TargetDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Evicts everything after Hibernate has created, dropped, truncated or populated the schema, at
 * boot or later: the previous rows are gone, and the current ones were written without the cache.
 *
 * <p>A migration only adds what is missing. It evicts if a table was missing, since the previous
 * rows of that table are gone.
 */
public final class SchemaTools implements ServiceContributor {

    private static final Set<String> CHANGING_METHODS =
            Set.of("doCreation", "doDrop", "doTruncate", "doPopulation", "doMigration");

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator implements StandardServiceInitiator<SchemaManagementTool> {

        @Override
        public Class<SchemaManagementTool> getServiceInitiated() {
            return SchemaManagementTool.class;
        }

        @Override
        public @Nullable SchemaManagementTool initiateService(
                Map<String, Object> settings, ServiceRegistryImplementor registry) {
            var tool = SchemaManagementToolInitiator.INSTANCE.initiateService(settings, registry);
            var caches = tool == null ? null : caches(registry);
            return caches == null ? tool : (SchemaManagementTool) observed(tool, caches, registry);
        }

        private static @Nullable SessionFactoryCaches caches(ServiceRegistry registry) {
            try {
                return registry.getService(RegionFactory.class) instanceof RedisRegionFactory redis
                        ? redis.unwrap(SessionFactoryCaches.class)
                        : null;
            } catch (RuntimeException e) {
                // Outside of a session factory, the services that the cache needs may be missing.
                return null;
            }
        }
    }

    /**
     * A proxy, because the interfaces of the tool and of the objects its getters return differ
     * between versions of Hibernate.
     */
    private static Object observed(
            Object target, SessionFactoryCaches caches, ServiceRegistry registry) {
        Set<Class<?>> interfaces = new HashSet<>();
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            interfaces.addAll(Set.of(type.getInterfaces()));
        }
        interfaces.removeIf(
                type ->
                        !type.getName().startsWith("org.hibernate.tool.schema.spi.")
                                && type != ServiceRegistryAwareService.class);
        return Proxy.newProxyInstance(
                SchemaTools.class.getClassLoader(),
                interfaces.toArray(Class<?>[]::new),
                (proxy, method, arguments) -> {
                    boolean evicts = evicts(method, arguments, registry);
                    try {
                        Object result = method.invoke(target, arguments);
                        return result != null && method.getName().startsWith("getSchema")
                                ? observed(result, caches, registry)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        // Also after a failure, which may have left the schema half created.
                        if (evicts) {
                            caches.schemaIsNew(!method.getName().equals("doDrop"));
                        }
                    }
                });
    }

    private static boolean evicts(
            Method method, Object @Nullable [] arguments, ServiceRegistry registry) {
        if (arguments == null
                || !CHANGING_METHODS.contains(method.getName())
                || isScript(arguments)) {
            return false;
        }
        return !method.getName().equals("doMigration")
                || !(arguments[0] instanceof Metadata metadata)
                || lacksTable(metadata, registry);
    }

    /** Whether only a script is written. */
    private static boolean isScript(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof TargetDescriptor target) {
                return !target.getTargetTypes().contains(TargetType.DATABASE);
            }
        }
        return false;
    }

    /** Whether a table of the mapping is missing in the database, or this cannot be determined. */
    private static boolean lacksTable(Metadata metadata, ServiceRegistry registry) {
        var access = registry.requireService(JdbcServices.class).getBootstrapJdbcConnectionAccess();
        try {
            Connection connection = access.obtainConnection();
            try {
                Set<String> present = tables(connection);
                Object named =
                        registry.requireService(ConfigurationService.class)
                                .getSettings()
                                .get(AvailableSettings.DEFAULT_SCHEMA);
                String schema =
                        Objects.toString(named == null ? connection.getSchema() : named, "");
                return metadata.collectTableMappings().stream()
                        .filter(Table::isPhysicalTable)
                        .anyMatch(table -> !isPresent(table, schema, present));
            } finally {
                access.releaseConnection(connection);
            }
        } catch (SQLException | RuntimeException e) {
            return true;
        }
    }

    private static boolean isPresent(Table table, String standard, Set<String> present) {
        Identifier schema = table.getSchemaIdentifier();
        String name = table.getNameIdentifier().getText();
        return present.contains(key(schema == null ? standard : schema.getText(), name))
                || present.contains(key("", name));
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows =
                connection.getMetaData().getTables(connection.getCatalog(), null, "%", null)) {
            while (rows.next()) {
                String schema = Objects.toString(rows.getString("TABLE_SCHEM"), "");
                names.add(key(schema, rows.getString("TABLE_NAME")));
            }
        }
        return names;
    }

    private static String key(String schema, String name) {
        return (schema + "." + name).toLowerCase(Locale.ROOT);
    }
}
