package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Tag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;

/** One thing that a value depends on, before it is resolved in a session factory. Immutable. */
public sealed interface TagSource {

    /** All tags whose invalidation invalidates what depends on it. */
    Set<Tag> dependencies(SessionFactoryImplementor factory);

    /** The tags that are invalidated with it. */
    Set<Tag> own(SessionFactoryImplementor factory);

    record Named(String name) implements TagSource {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return new LinkedHashSet<>(Tag.named(name).andWider());
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            return Set.of(Tag.named(name));
        }
    }

    record OfTable(String name) implements TagSource {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return own(factory);
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            var all = new TreeSet<String>();
            var metamodel = factory.getMappingMetamodel();
            metamodel.forEachEntityDescriptor(entity -> all.addAll(EntityTables.spacesOf(entity)));
            metamodel.forEachCollectionDescriptor(
                    collection -> all.addAll(List.of(collection.getCollectionSpaces())));
            if (!all.contains(name)) {
                throw new IllegalArgumentException(
                        "no entity or collection lies in a table " + name + ", but in " + all);
            }
            return EntityTables.tables(factory, List.of(name));
        }
    }

    record OfType(Class<?> entity) implements TagSource {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return own(factory);
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : EntityTables.hierarchy(factory, entity)) {
                tags.addAll(EntityTables.tables(factory, EntityTables.spacesOf(persister)));
                tags.addAll(EntityTables.tables(factory, EntityTables.ownedBy(persister)));
            }
            return tags;
        }
    }

    record OfEntity(Class<?> entity, Object id) implements TagSource {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : EntityTables.hierarchy(factory, entity)) {
                for (EntityTableMapping table : EntityTables.tablesOf(persister)) {
                    tags.addAll(groupOr(factory, table).dependencies());
                }
                tags.addAll(EntityTables.tables(factory, EntityTables.ownedBy(persister)));
            }
            return tags;
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : EntityTables.hierarchy(factory, entity)) {
                for (EntityTableMapping table : EntityTables.tablesOf(persister)) {
                    tags.addAll(groupOr(factory, table).own());
                }
            }
            return tags;
        }

        /** The table's row, or the whole table if its rows cannot be told apart. */
        private RowGroupTags groupOr(SessionFactoryImplementor factory, EntityTableMapping table) {
            List<TableDetails.KeyColumn> key = new ArrayList<>();
            // By the interface, because the class that implements it differs by version.
            ((TableDetails) table)
                    .getKeyDetails()
                    .forEachKeyColumn((index, column) -> key.add(column));
            String column = key.get(0).getColumnName();
            Object value = key.get(0).getJdbcMapping().convertToRelationalValue(id);
            String text =
                    key.size() > 1
                            ? null
                            : EntityTables.rowGroups(factory)
                                    .canonical(table.getTableName(), column, value);
            return text == null
                    ? RowGroupTags.wholeTable(factory, table.getTableName())
                    : RowGroupTags.of(factory, table.getTableName(), column, text);
        }
    }

    record OfRows(Class<?> entity, String path, Object value) implements TagSource {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return group(factory).dependencies();
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            return group(factory).own();
        }

        private RowGroupTags group(SessionFactoryImplementor factory) {
            return RowGroupTags.of(factory, EntityTables.persister(factory, entity), path, value);
        }
    }
}
