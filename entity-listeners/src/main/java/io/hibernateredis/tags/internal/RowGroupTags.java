package io.hibernateredis.tags.internal;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.rows.RowGroups;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.ModelPartContainer;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A group of rows, as tags.
 *
 * @param dependencies all tags whose invalidation invalidates what depends on the group
 * @param own the tags that are invalidated with the group
 */
record RowGroupTags(Set<Tag> dependencies, Set<Tag> own) {

    static RowGroupTags wholeTable(SessionFactoryImplementor factory, String table) {
        Set<Tag> tags = EntityTables.tables(factory, List.of(table));
        return new RowGroupTags(tags, tags);
    }

    static RowGroupTags of(
            SessionFactoryImplementor factory, String table, String column, String value) {
        var grouping = Grouping.of(EntityTables.rowGroups(factory).nameOf(table), List.of(column));
        Tag group = grouping.group(List.of(value));
        Set<Tag> all = new LinkedHashSet<>(group.andWider());
        all.add(grouping.tag());
        return new RowGroupTags(all, Set.of(group));
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
     * @throws IllegalArgumentException if the path does not lead to one column that can tell rows
     *     apart, or the value is not one of it
     */
    static RowGroupTags of(
            SessionFactoryImplementor factory,
            EntityPersister persister,
            String path,
            Object value) {
        SelectableMapping column = column(persister, path);
        String name = column.getSelectionExpression();
        String table = column.getContainingTableExpression();
        RowGroups groups = EntityTables.rowGroups(factory);
        boolean own =
                EntityTables.tablesOf(persister).stream()
                        .anyMatch(t -> t.getTableName().equals(table));
        if (!own || !groups.isGroupable(table, name)) {
            throw new IllegalArgumentException(
                    textOf(persister, path)
                            + " cannot tell rows apart: it must lie in the entity's own table,"
                            + " be written by Hibernate alone, and hold an integer, a boolean,"
                            + " a UUID, an enum, or text that the database compares as"
                            + " written");
        }
        String text =
                groups.canonical(
                        table, name, column.getJdbcMapping().convertToRelationalValue(value));
        if (text == null) {
            throw new IllegalArgumentException(
                    textOf(persister, path) + " does not hold values such as " + value);
        }
        return of(factory, table, name, text);
    }

    private static SelectableMapping column(EntityPersister persister, String path) {
        ModelPart part = columnsOf(persister, path);
        List<SelectableMapping> columns = new ArrayList<>();
        if (part != null && !(part instanceof PluralAttributeMapping)) {
            part.forEachSelectable((index, column) -> columns.add(column));
        }
        if (columns.size() != 1) {
            throw new IllegalArgumentException(
                    textOf(persister, path)
                            + " is "
                            + (part == null ? "no property" : "not in one column"));
        }
        return columns.get(0);
    }

    private static String textOf(EntityPersister persister, String path) {
        return path + " of " + persister.getEntityName();
    }
}
