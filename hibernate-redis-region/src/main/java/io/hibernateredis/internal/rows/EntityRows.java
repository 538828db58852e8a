package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Grouping;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.sql.Template;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an entity of one type, and the groups that they belong to. Immutable.
 *
 * <p>The previous image of a row counts as known only if it is certain to be what the database
 * held: for an insert there is none; for an update or delete it is the loaded state, if the
 * statement checks the loaded version and the version changes with every column that matters. Of
 * any other overwritten row only the id is known, which suffices for groupings by the id alone.
 */
final class EntityRows {

    private final RowGroups groups;
    private final EntityPersister persister;
    private final boolean versioned;

    /** The columns of the tables whose rows can be assigned to groups, by table name. */
    private final Map<String, Map<String, RowColumn>> nameable = new HashMap<>();

    /** The tables that hold rows of this entity, and their names in the index. */
    private final Map<String, String> written = new HashMap<>();

    EntityRows(RowGroups groups, EntityPersister persister) {
        this.groups = groups;
        this.persister = persister;
        this.versioned = persister.isVersioned() && persister.optimisticLockStyle().isVersion();
        for (EntityTableMapping table : ((EntityMutationTarget) persister).getTableMappings()) {
            written.put(table.getTableName(), groups.nameOf(table.getTableName()));
            if (isPlain(table)) {
                nameable.put(table.getTableName(), columns(table));
            }
        }
    }

    private boolean isPlain(EntityTableMapping table) {
        return !(persister instanceof UnionSubclassEntityPersister)
                && !table.isOptional()
                && !table.isInverse()
                && table.getInsertCustomSql() == null
                && table.getUpdateCustomSql() == null
                && table.getDeleteCustomSql() == null;
    }

    private Map<String, RowColumn> columns(EntityTableMapping table) {
        Map<String, RowColumn> columns = new HashMap<>();
        persister.forEachAttributeMapping(
                attribute -> {
                    if (attribute instanceof PluralAttributeMapping) {
                        return;
                    }
                    attribute.forEachSelectable(
                            (part, column) -> {
                                if (column.getContainingTableExpression()
                                        .equals(table.getTableName())) {
                                    columns.merge(
                                            column.getSelectionExpression(),
                                            column(table, attribute, part, column),
                                            EntityRows::preferred);
                                }
                            });
                });
        // Through the interface, because the implementing class differs between versions.
        ((TableDetails) table)
                .getKeyDetails()
                .forEachKeyColumn(
                        (part, column) ->
                                columns.put(
                                        column.getColumnName(),
                                        new RowColumn(
                                                RowColumn.IDENTIFIER,
                                                part,
                                                groups.kindOf(
                                                        table.getTableName(),
                                                        column.getColumnName(),
                                                        column.getJdbcMapping()),
                                                true)));
        return columns;
    }

    private RowColumn column(
            EntityTableMapping table,
            AttributeMapping attribute,
            int part,
            SelectableMapping column) {
        int position = attribute.getStateArrayPosition();
        var generator = attribute.getGenerator();
        boolean isSentAsRead =
                column.isInsertable()
                        && !column.isFormula()
                        && isPlain(column)
                        && (generator == null || !generator.generatedOnExecution())
                        && !omitsNulls()
                        && (!(attribute instanceof ToOneAttributeMapping reference)
                                || reference.getReferencedPropertyName() == null);
        return new RowColumn(
                position,
                part,
                isSentAsRead
                        ? groups.kindOf(
                                table.getTableName(),
                                column.getSelectionExpression(),
                                column.getJdbcMapping())
                        : null,
                persister.getPropertyVersionability()[position]);
    }

    /** If nulls are omitted, the database fills in its own defaults. */
    @SuppressWarnings("removal") // The replacement is not available in Hibernate 7.1.
    private boolean omitsNulls() {
        return persister.getEntityMetamodel().isDynamicInsert();
    }

    /** Whether the database stores and returns the value that is sent. */
    private static boolean isPlain(SelectableMapping column) {
        String write = column.getCustomWriteExpression();
        String read = column.getCustomReadExpression();
        return (write == null || write.isEmpty() || write.equals("?"))
                && (read == null
                        || read.equals(Template.TEMPLATE + "." + column.getSelectionExpression()));
    }

    /** Of two attributes that share a column, the one that writes it is used. */
    private static RowColumn preferred(RowColumn one, RowColumn other) {
        return one.kind() != null ? one : other;
    }

    /** The columns of a table that may define groups. */
    Map<String, RowColumn> columnsOf(String table) {
        return nameable.getOrDefault(table, Map.of());
    }

    interface ColumnVisitor {
        void visit(String table, String column, @Nullable ColumnKind kind);
    }

    void forEachColumn(ColumnVisitor visitor) {
        nameable.forEach(
                (table, columns) ->
                        columns.forEach(
                                (name, column) -> visitor.visit(table, name, column.kind())));
    }

    /** Calls an action for each table that holds rows of this entity. */
    void forEachTable(Consumer<String> action) {
        written.keySet().forEach(action);
    }

    /**
     * Invalidates the groups of rows, in the tables of the entity, that a write changed.
     *
     * @param session null if it is unknown
     */
    void invalidate(
            UnitOfWork unit, @Nullable SharedSessionContractImplementor session, RowWrite write) {
        boolean imagesKnown = write.beforeKnown() && (write.before() == null || versioned);
        for (var each : written.entrySet()) {
            String table = each.getKey();
            String name = each.getValue();
            Map<String, RowColumn> columns = nameable.get(table);
            Set<Tag> changed = null;
            if (columns != null && session != null) {
                var named = new NamedGroups(table, name, columns);
                boolean known =
                        imagesKnown
                                ? addGroups(named, unit, session, write)
                                : addGroupsById(named, unit, session, write.id());
                changed = known ? named.found() : null;
            }
            if (changed == null) {
                unit.invalidateTable(name);
            } else {
                unit.invalidateRows(name, changed, write.before() != null && imagesKnown);
            }
        }
    }

    /** Adds the groups that a row leaves or joins; false if they cannot be determined. */
    private boolean addGroups(
            NamedGroups named,
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            RowWrite write) {
        boolean[] changed = null;
        for (Grouping grouping : unit.groupings(named.name())) {
            if (write.before() != null && write.after() != null) {
                changed = changed == null ? changed(session, write) : changed;
                if (!isLookedAt(grouping, named.columns(), changed)) {
                    continue;
                }
            }
            for (Object[] state : new Object[][] {write.before(), write.after()}) {
                if (state != null
                        && !named.add(
                                grouping, new RowImage(persister, session, write.id(), state))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Adds the groups of a row of which only the id is known; false if that does not suffice. */
    private boolean addGroupsById(
            NamedGroups named,
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            Object id) {
        var image = new RowImage(persister, session, id, null);
        for (Grouping grouping : unit.groupings(named.name())) {
            if (!named.isByIdentifier(grouping) || !named.add(grouping, image)) {
                return false;
            }
        }
        return true;
    }

    /** The groups of one table that a write changes. */
    private final class NamedGroups {

        private final String table;
        private final String name;
        private final Map<String, RowColumn> columns;
        private final Set<Tag> found = new HashSet<>();

        NamedGroups(String table, String name, Map<String, RowColumn> columns) {
            this.table = table;
            this.name = name;
            this.columns = columns;
        }

        /** The table's name in the index. */
        String name() {
            return name;
        }

        Map<String, RowColumn> columns() {
            return columns;
        }

        Set<Tag> found() {
            return found;
        }

        /** Whether the id of a row alone determines its group. */
        boolean isByIdentifier(Grouping grouping) {
            return grouping.by().stream()
                    .map(columns::get)
                    .allMatch(column -> column != null && column.isOfIdentifier());
        }

        /** Adds the group of a row, if it is in one; false if that is unknown. */
        boolean add(Grouping grouping, RowImage image) {
            List<String> values = new ArrayList<>();
            boolean hasNull = false;
            for (String name : grouping.by()) {
                RowColumn column = columns.get(name);
                RowImage.ColumnText value =
                        column == null ? ofOtherEntity(name) : image.text(column);
                if (value.isUnknown()) {
                    return false;
                }
                hasNull |= value.text() == null;
                values.add(String.valueOf(value.text()));
            }
            // The condition "column = value" never holds for null.
            if (!hasNull) {
                found.add(grouping.group(values));
            }
            return true;
        }

        private RowImage.ColumnText ofOtherEntity(String column) {
            return groups.isSibling(persister, table, column)
                    ? RowImage.ColumnText.NULL
                    : RowImage.ColumnText.UNKNOWN;
        }
    }

    private boolean isLookedAt(
            Grouping grouping, Map<String, RowColumn> columns, boolean[] changed) {
        for (var each : columns.entrySet()) {
            RowColumn column = each.getValue();
            if (grouping.looksAt(each.getKey())
                    && !column.isOfIdentifier()
                    && (!column.counted() || changed[column.attribute()])) {
                return true;
            }
        }
        return false;
    }

    private boolean[] changed(SharedSessionContractImplementor session, RowWrite write) {
        Type[] types = persister.getPropertyTypes();
        boolean[] changed = new boolean[types.length];
        Object[] before = Objects.requireNonNull(write.before());
        Object[] after = Objects.requireNonNull(write.after());
        for (int i = 0; i < types.length; i++) {
            var generator = persister.getAttributeMapping(i).getGenerator();
            changed[i] =
                    (generator != null && generator.generatedOnExecution())
                            || isChanged(types[i], before[i], after[i], session);
        }
        return changed;
    }

    private static boolean isChanged(
            Type type,
            @Nullable Object before,
            @Nullable Object after,
            SharedSessionContractImplementor session) {
        if (after == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return false;
        }
        try {
            return before == LazyPropertyInitializer.UNFETCHED_PROPERTY
                    || type.isDirty(before, after, session);
        } catch (RuntimeException | LinkageError e) {
            return true;
        }
    }
}
