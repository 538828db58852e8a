package io.hibernateredis.internal.database;

import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.log.RegionLog;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.type.EntityType;

/**
 * The foreign keys that exist in the database, which may lack those of the mapping. Without a
 * foreign key, a row may exist before the row that it refers to, so that an insert of the latter
 * changes the content of collections. Unknown keys count as missing. Thread-safe.
 */
public final class ForeignKeys {

    private final SessionFactoryImplementor sessionFactory;
    private volatile Set<Key> keys = Set.of();

    /** A foreign key, by names without schema and quotes, in lower case. */
    private record Key(String table, Set<String> columns, String referenced) {}

    /** One column of a foreign key, from JDBC metadata. */
    private record Part(String schema, String name, String referenced) {}

    public ForeignKeys(SessionFactoryImplementor sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    /** Reads the keys of the relevant tables, with two queries per table. */
    public void read() {
        Set<String> tables = relevantTables();
        if (tables.isEmpty()) {
            return;
        }
        var access = sessionFactory.getJdbcServices().getBootstrapJdbcConnectionAccess();
        try {
            Connection connection = access.obtainConnection();
            try {
                Set<Key> found = new HashSet<>();
                for (String table : tables) {
                    read(connection.getMetaData(), table, found);
                }
                keys = Set.copyOf(found);
            } finally {
                access.releaseConnection(connection);
            }
        } catch (SQLException | RuntimeException e) {
            RegionLog.foreignKeysUnknown(e);
        }
    }

    private Set<String> relevantTables() {
        Set<String> tables = new HashSet<>();
        var metamodel = sessionFactory.getMappingMetamodel();
        metamodel.forEachCollectionDescriptor(
                collection -> {
                    if (collection.hasCache()
                            && (CollectionTypes.element(collection) instanceof EntityType
                                    || CollectionTypes.indexEntity(collection) != null)) {
                        tables.addAll(List.of(collection.getCollectionSpaces()));
                    }
                });
        metamodel.forEachEntityDescriptor(
                entity -> {
                    if (entity instanceof JoinedSubclassEntityPersister
                            && entity.canWriteToCache()) {
                        tables.addAll(tables(entity));
                    }
                });
        return tables;
    }

    private static void read(DatabaseMetaData database, String table, Set<Key> found)
            throws SQLException {
        String name = DatabaseColumns.nameIn(database, table);
        Map<Part, Set<String>> parts = new HashMap<>();
        try (ResultSet rows = database.getImportedKeys(null, null, name)) {
            while (rows.next()) {
                var part =
                        new Part(
                                String.valueOf(rows.getString("FKTABLE_SCHEM")),
                                String.valueOf(rows.getString("FK_NAME")),
                                rows.getString("PKTABLE_NAME"));
                parts.computeIfAbsent(part, each -> new HashSet<>())
                        .add(column(table, rows.getString("FKCOLUMN_NAME")).name());
            }
        }
        Set<String> schemas = schemas(database, name);
        Map<Key, Set<String>> bySchema = new HashMap<>();
        parts.forEach(
                (part, columns) -> {
                    String referenced = column(part.referenced(), "").table();
                    var key = new Key(column(table, "").table(), Set.copyOf(columns), referenced);
                    bySchema.computeIfAbsent(key, each -> new HashSet<>()).add(part.schema());
                });
        bySchema.forEach(
                (key, having) -> {
                    if (having.containsAll(schemas)) {
                        found.add(key);
                    }
                });
    }

    /** The schemas that have a table of this name. In a pattern "_" matches any character. */
    private static Set<String> schemas(DatabaseMetaData database, String name) throws SQLException {
        Set<String> schemas = new HashSet<>();
        try (ResultSet rows =
                database.getTables(null, null, name, new String[] {"TABLE", "BASE TABLE"})) {
            while (rows.next()) {
                if (name.equals(rows.getString("TABLE_NAME"))) {
                    schemas.add(String.valueOf(rows.getString("TABLE_SCHEM")));
                }
            }
        }
        return schemas;
    }

    private static TextColumns.Column column(String table, String name) {
        return TextColumns.Column.of(table, name);
    }

    private static Set<String> tables(EntityPersister persister) {
        Set<String> tables = new HashSet<>();
        for (var table : ((EntityMutationTarget) persister).getTableMappings()) {
            tables.add(table.getTableName());
        }
        return tables;
    }

    /** Whether each row of a collection refers to an existing row of an entity. */
    public boolean hold(
            CollectionPersister collection, CollectionPart part, EntityPersister target) {
        Set<String> columns = new HashSet<>();
        Set<String> tables = new HashSet<>();
        part.forEachSelectable(
                (i, selectable) -> {
                    columns.add(selectable.getSelectionExpression());
                    tables.add(selectable.getContainingTableExpression());
                });
        return tables.size() == 1
                && List.of(collection.getCollectionSpaces()).containsAll(tables)
                && hold(tables.iterator().next(), columns, tables(target));
    }

    /**
     * Whether no table of an entity's subclasses can have an orphaned row, which would turn an
     * inserted entity into one of the subclass.
     */
    public boolean holdSubclassesOf(EntityPersister persister) {
        if (!(persister instanceof JoinedSubclassEntityPersister)) {
            return true;
        }
        Set<String> own = tables(persister);
        for (String name : persister.getSubclassEntityNames()) {
            var subclass = sessionFactory.getMappingMetamodel().getEntityDescriptor(name);
            Set<String> hierarchy = tables(subclass);
            for (var table : ((EntityMutationTarget) subclass).getTableMappings()) {
                Set<String> columns = new HashSet<>();
                // Through the interface, because the implementing class differs between versions.
                ((TableDetails) table)
                        .getKeyDetails()
                        .forEachKeyColumn((i, column) -> columns.add(column.getColumnName()));
                if (!own.contains(table.getTableName())
                        && !hold(table.getTableName(), columns, hierarchy)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean hold(String table, Set<String> columns, Collection<String> referenced) {
        Set<String> names = new HashSet<>();
        columns.forEach(each -> names.add(column(table, each).name()));
        String name = column(table, "").table();
        return referenced.stream()
                .anyMatch(
                        target -> keys.contains(new Key(name, names, column(target, "").table())));
    }
}
