package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.sql.SqlTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableConsumer;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

/**
 * What the mapping has in one table: columns, and the ids of entities and of collections' owners
 * that rows hold. Immutable.
 *
 * @param name as spelled in the mapping
 * @param columns by {@link SqlTokens#plain}
 * @param hierarchies those with rows in the table
 * @param collections the keys of cached collections whose rows, or whose elements' rows, these are
 * @param owners of all collections whose rows these are
 */
record TableRows(
        String name,
        Map<String, Column> columns,
        List<Hierarchy> hierarchies,
        Map<Keyspace, CollectionKey> collections,
        Set<EntityPersister> owners) {

    /**
     * @param name as spelled in the mapping
     */
    record Column(String name, JdbcMapping type) {}

    /**
     * The entities of a hierarchy that have rows in the table.
     *
     * @param version its column, plain; null if it is not in this table
     * @param decidesClass the columns that decide of which class a row is; null for any
     */
    record Hierarchy(
            EntityPersister root,
            RowKey id,
            @Nullable String version,
            @Nullable Set<String> decidesClass,
            Set<String> naturalId) {}

    /** The collection that a row belongs to. */
    record CollectionKey(CachedRole.ById access, RowKey key) {}

    /** Reads it from the mapping. For one use. */
    static final class Reader {

        private final SessionFactoryImplementor sessionFactory;
        private final ColumnValues values;
        private final String table;
        private final Map<String, Column> columns = new HashMap<>();
        private final Map<String, Hierarchy> hierarchies = new HashMap<>();
        private final Map<Keyspace, CollectionKey> collections = new HashMap<>();
        private final Set<EntityPersister> owners = new HashSet<>();

        Reader(SessionFactoryImplementor sessionFactory, ColumnValues values, String table) {
            this.sessionFactory = sessionFactory;
            this.values = values;
            this.table = table;
        }

        TableRows read() {
            var metamodel = sessionFactory.getMappingMetamodel();
            metamodel.forEachEntityDescriptor(this::addEntity);
            metamodel.forEachCollectionDescriptor(this::addCollection);
            return new TableRows(
                    table,
                    Map.copyOf(columns),
                    List.copyOf(hierarchies.values()),
                    Map.copyOf(collections),
                    Set.copyOf(owners));
        }

        private SelectableConsumer into(Set<String> names) {
            return (position, column) -> {
                if (!column.isFormula() && table.equals(column.getContainingTableExpression())) {
                    String spelled = column.getSelectionExpression();
                    String plain = SqlTokens.plain(spelled);
                    names.add(plain);
                    columns.putIfAbsent(plain, new Column(spelled, column.getJdbcMapping()));
                }
            };
        }

        private void addEntity(EntityPersister entity) {
            for (EntityTableMapping each : ((EntityMutationTarget) entity).getTableMappings()) {
                if (each.getTableName().equals(table)) {
                    addEntity(entity, each);
                }
            }
        }

        private void addEntity(EntityPersister entity, EntityTableMapping mapping) {
            List<String> key = new ArrayList<>();
            // Through the interface, because the implementing class differs between versions.
            ((TableDetails) mapping)
                    .getKeyDetails()
                    .forEachKeyColumn(
                            (part, column) -> {
                                key.add(column.getColumnName());
                                columns.putIfAbsent(
                                        SqlTokens.plain(column.getColumnName()),
                                        new Column(
                                                column.getColumnName(), column.getJdbcMapping()));
                            });
            entity.forEachAttributeMapping(
                    attribute -> {
                        if (!(attribute instanceof PluralAttributeMapping)) {
                            attribute.forEachSelectable(into(new HashSet<>()));
                        }
                    });
            hierarchies.computeIfAbsent(entity.getRootEntityName(), name -> hierarchy(entity, key));
        }

        private Hierarchy hierarchy(EntityPersister entity, List<String> key) {
            EntityPersister root =
                    sessionFactory
                            .getMappingMetamodel()
                            .getEntityDescriptor(entity.getRootEntityName());
            Set<String> version = new HashSet<>();
            if (root.isVersioned() && root.optimisticLockStyle().isVersion()) {
                root.getVersionMapping().forEachSelectable(into(version));
            }
            Set<String> naturalId = new HashSet<>();
            if (root.hasNaturalIdentifier()) {
                root.getNaturalIdMapping().forEachSelectable(into(naturalId));
            }
            return new Hierarchy(
                    root,
                    RowKey.of(root.getIdentifierMapping(), key, values),
                    version.size() == 1 ? version.iterator().next() : null,
                    decidingClass(root),
                    naturalId);
        }

        private @Nullable Set<String> decidingClass(EntityPersister root) {
            var discriminator = root.getDiscriminatorMapping();
            if (discriminator == null) {
                return Set.of();
            }
            Set<String> found = new HashSet<>();
            if (discriminator.hasPhysicalColumn()) {
                discriminator.forEachSelectable(into(found));
                return found;
            }
            return discriminator.isFormula() ? null : Set.of();
        }

        private void addCollection(CollectionPersister collection) {
            PluralAttributeMapping attribute = collection.getAttributeMapping();
            List<String> key = new ArrayList<>();
            boolean[] elsewhere = new boolean[1];
            attribute
                    .getKeyDescriptor()
                    .visitKeySelectables(
                            (position, column) -> {
                                key.add(column.getSelectionExpression());
                                elsewhere[0] |=
                                        column.isFormula()
                                                || !table.equals(
                                                        column.getContainingTableExpression());
                                into(new HashSet<>()).accept(position, column);
                            });
            addRest(attribute);
            if (List.of(collection.getCollectionSpaces()).contains(table)) {
                owners.add(collection.getOwnerEntityPersister());
            }
            CachedRole.ById access = CachedRole.ById.of(collection.getCacheAccessStrategy());
            if (access != null && !elsewhere[0] && !CollectionTypes.isKeyedByProperty(collection)) {
                var owner = collection.getOwnerEntityPersister().getIdentifierMapping();
                collections.put(
                        access.keyspace(),
                        new CollectionKey(access, RowKey.of(owner, key, values)));
            }
        }

        private void addRest(PluralAttributeMapping attribute) {
            if (attribute.getIdentifierDescriptor() != null) {
                attribute.getIdentifierDescriptor().forEachSelectable(into(new HashSet<>()));
            }
            attribute.getElementDescriptor().forEachSelectable(into(new HashSet<>()));
            if (attribute.getIndexDescriptor() != null) {
                attribute.getIndexDescriptor().forEachSelectable(into(new HashSet<>()));
            }
        }
    }
}
