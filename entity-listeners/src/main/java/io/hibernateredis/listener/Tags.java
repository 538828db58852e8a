package io.hibernateredis.listener;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.RowGroups;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.ModelPartContainer;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

/**
 * What a value of the application depends on: names of its own, and what lies in the database.
 * Whatever writes it through Hibernate invalidates the value. Immutable; equal by what was named.
 */
public final class Tags {

    private static final Tags NONE = new Tags(Set.of());

    private final Set<Part> parts;

    private Tags(Set<Part> parts) {
        this.parts = parts;
    }

    /** Something that is named. */
    private sealed interface Part {

        /** All tags whose invalidation makes invalid what depends on it. */
        Set<Tag> dependencies(SessionFactoryImplementor factory);

        /** The tags that are invalidated with it. */
        Set<Tag> own(SessionFactoryImplementor factory);
    }

    /** Nothing: a value that only its time to live ends. */
    public static Tags none() {
        return NONE;
    }

    /** Names of the application's own, as entities say by {@link CacheTags}. */
    public static Tags named(String... names) {
        Set<Part> parts = new LinkedHashSet<>();
        for (String name : names) {
            parts.add(new Named(name));
        }
        return new Tags(parts);
    }

    /** All rows of a table, by its name in the mapping. */
    public static Tags table(String name) {
        return new Tags(Set.of(new OfTable(name)));
    }

    /** All entities of a type and its subtypes, with the collections that they own. */
    public static Tags type(Class<?> entity) {
        return new Tags(Set.of(new OfType(entity)));
    }

    /**
     * One entity, with the collections that it owns. As selective as {@link #rows}: the entity
     * should have a version.
     */
    public static Tags entity(Class<?> entity, Object id) {
        return new Tags(Set.of(new OfEntity(entity, id)));
    }

    /**
     * The rows of an entity's table that have a value, such as {@code rows(Task.class,
     * "project.id", 5)}: rows that get or lose it, and changes of rows that have it. Other rows of
     * the table may be written. Entities without {@code @Version} invalidate all groups.
     *
     * @param path of a property whose column holds an integer, a boolean, a UUID, an enum, or text
     *     where the database compares it as written
     */
    public static Tags rows(Class<?> entity, String path, Object value) {
        return new Tags(Set.of(new Rows(entity, path, value)));
    }

    /** These and others. */
    public Tags and(Tags others) {
        Set<Part> all = new LinkedHashSet<>(parts);
        all.addAll(others.parts);
        return new Tags(all);
    }

    /**
     * All tags that what depends on these depends on, in a session factory. For the modules of this
     * cache.
     *
     * @throws IllegalArgumentException if something that is named does not exist, or its rows
     *     cannot be told apart
     */
    public Set<Tag> dependencies(SessionFactory sessionFactory) {
        var factory = sessionFactory.unwrap(SessionFactoryImplementor.class);
        Set<Tag> tags = new LinkedHashSet<>();
        parts.forEach(part -> tags.addAll(part.dependencies(factory)));
        return tags;
    }

    /**
     * The tags to invalidate, for what depends on these to be invalid. For the modules of this
     * cache.
     *
     * @throws IllegalArgumentException as {@link #dependencies}
     */
    public Set<Tag> own(SessionFactory sessionFactory) {
        var factory = sessionFactory.unwrap(SessionFactoryImplementor.class);
        Set<Tag> tags = new LinkedHashSet<>();
        parts.forEach(part -> tags.addAll(part.own(factory)));
        return tags;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return parts.toString();
    }

    private record Named(String name) implements Part {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return new LinkedHashSet<>(Tag.named(name).andWider());
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            return Set.of(Tag.named(name));
        }
    }

    private record OfTable(String name) implements Part {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return own(factory);
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            var all = new TreeSet<String>();
            var metamodel = factory.getMappingMetamodel();
            metamodel.forEachEntityDescriptor(entity -> all.addAll(spacesOf(entity)));
            metamodel.forEachCollectionDescriptor(
                    collection -> all.addAll(List.of(collection.getCollectionSpaces())));
            if (!all.contains(name)) {
                throw new IllegalArgumentException(
                        "no entity or collection lies in a table " + name + ", but in " + all);
            }
            return tables(factory, List.of(name));
        }
    }

    private record OfType(Class<?> entity) implements Part {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return own(factory);
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : hierarchy(factory, entity)) {
                tags.addAll(tables(factory, spacesOf(persister)));
                tags.addAll(tables(factory, ownedBy(persister)));
            }
            return tags;
        }
    }

    private record OfEntity(Class<?> entity, Object id) implements Part {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : hierarchy(factory, entity)) {
                for (EntityTableMapping table : tablesOf(persister)) {
                    tags.addAll(groupOr(factory, table).dependencies());
                }
                tags.addAll(tables(factory, ownedBy(persister)));
            }
            return tags;
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            Set<Tag> tags = new LinkedHashSet<>();
            for (EntityPersister persister : hierarchy(factory, entity)) {
                for (EntityTableMapping table : tablesOf(persister)) {
                    tags.addAll(groupOr(factory, table).own());
                }
            }
            return tags;
        }

        /** The table's row, or the whole table if its rows cannot be told apart. */
        private RowGroup groupOr(SessionFactoryImplementor factory, EntityTableMapping table) {
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
                            : RowGroups.of(factory).canonical(table.getTableName(), column, value);
            return text == null
                    ? RowGroup.wholeTable(factory, table.getTableName())
                    : RowGroup.of(factory, table.getTableName(), column, text);
        }
    }

    private record Rows(Class<?> entity, String path, Object value) implements Part {

        @Override
        public Set<Tag> dependencies(SessionFactoryImplementor factory) {
            return group(factory).dependencies();
        }

        @Override
        public Set<Tag> own(SessionFactoryImplementor factory) {
            return group(factory).own();
        }

        private RowGroup group(SessionFactoryImplementor factory) {
            return RowGroup.of(factory, persister(factory, entity), path, value);
        }
    }

    private static EntityPersister persister(SessionFactoryImplementor factory, Class<?> entity) {
        var found = factory.getMappingMetamodel().findEntityDescriptor(entity.getName());
        if (found == null) {
            throw new IllegalArgumentException(entity.getName() + " is not an entity");
        }
        return found;
    }

    private static List<EntityPersister> hierarchy(
            SessionFactoryImplementor factory, Class<?> entity) {
        List<EntityPersister> all = new ArrayList<>();
        for (String name : persister(factory, entity).getSubclassEntityNames()) {
            all.add(factory.getMappingMetamodel().getEntityDescriptor(name));
        }
        return all;
    }

    private static List<EntityTableMapping> tablesOf(EntityPersister persister) {
        return List.of(((EntityMutationTarget) persister).getTableMappings());
    }

    private static Set<String> spacesOf(EntityPersister persister) {
        Set<String> names = new LinkedHashSet<>();
        for (Object space : persister.getQuerySpaces()) {
            names.add(space.toString());
        }
        return names;
    }

    /** The tables of the collections that an entity writes. */
    private static Set<String> ownedBy(EntityPersister persister) {
        Set<String> names = new LinkedHashSet<>();
        persister.forEachAttributeMapping(
                attribute -> {
                    if (attribute instanceof PluralAttributeMapping collection
                            && !collection.getCollectionDescriptor().isInverse()) {
                        names.addAll(
                                List.of(
                                        collection
                                                .getCollectionDescriptor()
                                                .getCollectionSpaces()));
                    }
                });
        return names;
    }

    private static Set<Tag> tables(SessionFactoryImplementor factory, Collection<String> names) {
        RowGroups groups = RowGroups.of(factory);
        Set<Tag> tags = new LinkedHashSet<>();
        names.forEach(name -> tags.add(Tag.table(groups.nameOf(name))));
        return tags;
    }

    /** A group of rows, as tags. */
    record RowGroup(Set<Tag> dependencies, Set<Tag> own) {

        static RowGroup wholeTable(SessionFactoryImplementor factory, String table) {
            Set<Tag> tags = tables(factory, List.of(table));
            return new RowGroup(tags, tags);
        }

        static RowGroup of(
                SessionFactoryImplementor factory, String table, String column, String value) {
            var grouping = Grouping.of(RowGroups.of(factory).nameOf(table), List.of(column));
            Tag group = grouping.group(List.of(value));
            Set<Tag> all = new LinkedHashSet<>(group.andWider());
            all.add(grouping.tag());
            return new RowGroup(all, Set.of(group));
        }

        /** The identifier at the other end of an association lies in the association's column. */
        private static @Nullable ModelPart columnsOf(EntityPersister persister, String path) {
            int end = path.lastIndexOf('.');
            if (end > 0
                    && part(persister, path.substring(0, end))
                            instanceof ToOneAttributeMapping reference
                    && reference.isReferenceToPrimaryKey()
                    && path.substring(end + 1)
                            .equals(
                                    reference
                                            .getEntityMappingType()
                                            .getIdentifierMapping()
                                            .getAttributeName())) {
                return reference;
            }
            return part(persister, path);
        }

        private static @Nullable ModelPart part(EntityPersister persister, String path) {
            ModelPart part = persister;
            for (String name : path.split("\\.", -1)) {
                part =
                        part instanceof ModelPartContainer container
                                ? container.findSubPart(name, null)
                                : null;
            }
            return part;
        }

        /**
         * @throws IllegalArgumentException if the path does not lead to one column that can tell
         *     rows apart, or the value is not one of it
         */
        static RowGroup of(
                SessionFactoryImplementor factory,
                EntityPersister persister,
                String path,
                Object value) {
            String what = path + " of " + persister.getEntityName();
            ModelPart part = columnsOf(persister, path);
            List<SelectableMapping> columns = new ArrayList<>();
            if (part != null && !(part instanceof PluralAttributeMapping)) {
                part.forEachSelectable((index, column) -> columns.add(column));
            }
            if (columns.size() != 1) {
                throw new IllegalArgumentException(
                        what + " is " + (part == null ? "no property" : "not in one column"));
            }
            SelectableMapping column = columns.get(0);
            String table = column.getContainingTableExpression();
            boolean own =
                    tablesOf(persister).stream().anyMatch(t -> t.getTableName().equals(table));
            if (!own
                    || !RowGroups.of(factory).isGroupable(table, column.getSelectionExpression())) {
                throw new IllegalArgumentException(
                        what
                                + " cannot tell rows apart: it must lie in the entity's own table,"
                                + " be written by Hibernate alone, and hold an integer, a boolean,"
                                + " a UUID, an enum, or text that the database compares as"
                                + " written");
            }
            String text =
                    RowGroups.of(factory)
                            .canonical(
                                    table,
                                    column.getSelectionExpression(),
                                    column.getJdbcMapping().convertToRelationalValue(value));
            if (text == null) {
                throw new IllegalArgumentException(what + " does not hold values such as " + value);
            }
            return of(factory, table, column.getSelectionExpression(), text);
        }
    }
}
