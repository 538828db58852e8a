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
import org.hibernate.metamodel.mapping.ModelPart;
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
 * The rows that an entity of one type lies in, and the groups they belong to. Immutable.
 *
 * <p>An image of a row is taken for known only if it surely is what the database holds: what was
 * just inserted, or what was loaded, if the statement that overwrites it asks for the version that
 * was loaded, and the version changes with every column that matters. Of every other row that is
 * overwritten only its id is known: enough for groupings by nothing else.
 */
final class EntityRows {

    private static final int IDENTIFIER = -1;

    private static final Object UNKNOWN = new Object();

    private final RowGroups groups;
    private final EntityPersister persister;
    private final boolean versioned;

    /** By the name of the table, those whose rows can be named. */
    private final Map<String, Map<String, Column>> nameable = new HashMap<>();

    private final Set<String> written = new HashSet<>();

    /**
     * Where a column's value comes from.
     *
     * @param attribute position of the attribute in the state, or {@link #IDENTIFIER}
     * @param part position of the column among those of the attribute
     * @param kind how values are compared, or null if they cannot be
     * @param counted whether the version changes when the value does
     */
    public record Column(int attribute, int part, @Nullable ColumnKind kind, boolean counted) {}

    EntityRows(RowGroups groups, EntityPersister persister) {
        this.groups = groups;
        this.persister = persister;
        this.versioned = persister.isVersioned() && persister.optimisticLockStyle().isVersion();
        for (EntityTableMapping table : ((EntityMutationTarget) persister).getTableMappings()) {
            written.add(table.getTableName());
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

    private Map<String, Column> columns(EntityTableMapping table) {
        Map<String, Column> columns = new HashMap<>();
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
                                            EntityRows::better);
                                }
                            });
                });
        // By the interface, because the class that implements it differs by version.
        ((TableDetails) table)
                .getKeyDetails()
                .forEachKeyColumn(
                        (part, column) ->
                                columns.put(
                                        column.getColumnName(),
                                        new Column(
                                                IDENTIFIER,
                                                part,
                                                groups.kindOf(
                                                        table.getTableName(),
                                                        column.getColumnName(),
                                                        column.getJdbcMapping()),
                                                true)));
        return columns;
    }

    private Column column(
            EntityTableMapping table,
            AttributeMapping attribute,
            int part,
            SelectableMapping column) {
        int position = attribute.getStateArrayPosition();
        var generator = attribute.getGenerator();
        boolean ours =
                column.isInsertable()
                        && !column.isFormula()
                        && isPlain(column)
                        && (generator == null || !generator.generatedOnExecution())
                        && !omitsNulls()
                        && (!(attribute instanceof ToOneAttributeMapping reference)
                                || reference.getReferencedPropertyName() == null);
        return new Column(
                position,
                part,
                ours
                        ? groups.kindOf(
                                table.getTableName(),
                                column.getSelectionExpression(),
                                column.getJdbcMapping())
                        : null,
                persister.getPropertyVersionability()[position]);
    }

    /** Then the database fills in defaults that nobody here knows. */
    @SuppressWarnings("removal") // What replaces it is not there in Hibernate 7.1.
    private boolean omitsNulls() {
        return persister.getEntityMetamodel().isDynamicInsert();
    }

    /** Whether the database's value is the one that is sent, and that is read. */
    private static boolean isPlain(SelectableMapping column) {
        String write = column.getCustomWriteExpression();
        String read = column.getCustomReadExpression();
        return (write == null || write.isEmpty() || write.equals("?"))
                && (read == null
                        || read.equals(Template.TEMPLATE + "." + column.getSelectionExpression()));
    }

    /** A column that two attributes share is known by the one that writes it. */
    private static Column better(Column one, Column other) {
        return one.kind() != null ? one : other;
    }

    /** The columns of a table by which its rows can be named. */
    Map<String, Column> columnsOf(String table) {
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

    /** The tables that rows of this entity lie in. */
    void forEachTable(Consumer<String> action) {
        written.forEach(action);
    }

    /**
     * Touches what a write changed of the tables of the entity.
     *
     * @param before the state overwritten, or null if there was none
     * @param after the state written, or null if there is none
     * @param beforeKnown whether {@code before} is what the session had loaded
     */
    void invalidate(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            Object id,
            Object @Nullable [] before,
            Object @Nullable [] after,
            boolean beforeKnown) {
        var write = new Write(id, before, after, beforeKnown && (before == null || versioned));
        for (String table : written) {
            String name = groups.nameOf(table);
            Map<String, Column> columns = nameable.get(table);
            Set<Tag> changed =
                    columns == null || session == null
                            ? null
                            : groups(unit, session, table, columns, write);
            if (changed == null) {
                unit.invalidateTable(name);
            } else {
                unit.invalidateRows(name, changed, before != null && write.imagesKnown());
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(
            Object id,
            Object @Nullable [] before,
            Object @Nullable [] after,
            boolean imagesKnown) {}

    /** The groups that a row leaves or joins, or null if that cannot be told. */
    private @Nullable Set<Tag> groups(
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            String table,
            Map<String, Column> columns,
            Write write) {
        Set<Tag> found = new HashSet<>();
        boolean[] changed = null;
        for (Grouping grouping : unit.groupings(groups.nameOf(table))) {
            if (!write.imagesKnown()) {
                if (!isOfIdentifier(grouping, columns)
                        || !add(
                                found,
                                session,
                                table,
                                grouping,
                                columns,
                                write.id(),
                                new Object[0])) {
                    return null;
                }
                continue;
            }
            if (write.before() != null && write.after() != null) {
                changed = changed == null ? changed(session, write) : changed;
                if (!isLookedAt(grouping, columns, changed)) {
                    continue;
                }
            }
            for (Object[] state : new Object[][] {write.before(), write.after()}) {
                if (state != null
                        && !add(found, session, table, grouping, columns, write.id(), state)) {
                    return null;
                }
            }
        }
        return found;
    }

    /** Whether the id of a row alone tells its group. */
    private static boolean isOfIdentifier(Grouping grouping, Map<String, Column> columns) {
        return grouping.by().stream()
                .map(columns::get)
                .allMatch(column -> column != null && column.attribute() == IDENTIFIER);
    }

    private boolean isLookedAt(Grouping grouping, Map<String, Column> columns, boolean[] changed) {
        for (var each : columns.entrySet()) {
            Column column = each.getValue();
            if (grouping.looksAt(each.getKey())
                    && column.attribute() != IDENTIFIER
                    && (!column.counted() || changed[column.attribute()])) {
                return true;
            }
        }
        return false;
    }

    private boolean[] changed(SharedSessionContractImplementor session, Write write) {
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

    /** Adds the group that a row is in, if it is in any; false if that cannot be told. */
    private boolean add(
            Set<Tag> changed,
            SharedSessionContractImplementor session,
            String table,
            Grouping grouping,
            Map<String, Column> columns,
            Object id,
            Object[] state) {
        List<String> values = new ArrayList<>();
        boolean hasNull = false;
        for (String name : grouping.by()) {
            Column column = columns.get(name);
            Object value;
            if (column == null) {
                value = groups.isSibling(persister, table, name) ? null : UNKNOWN;
            } else {
                value = valueOf(session, column, id, state);
            }
            String text =
                    value == null || column == null || column.kind() == null
                            ? null
                            : column.kind().text(value);
            if (value != null && text == null) {
                return false;
            }
            hasNull |= text == null;
            values.add(String.valueOf(text));
        }
        // No condition "column = value" holds for a null.
        if (!hasNull) {
            changed.add(grouping.group(values));
        }
        return true;
    }

    /** The value of a column as it is sent to the database, or {@link #UNKNOWN}. */
    private @Nullable Object valueOf(
            SharedSessionContractImplementor session, Column column, Object id, Object[] state) {
        Object whole = column.attribute() == IDENTIFIER ? id : state[column.attribute()];
        if (whole == null || whole == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return whole == null ? null : UNKNOWN;
        }
        return part(session, column, whole);
    }

    private @Nullable Object part(
            SharedSessionContractImplementor session, Column column, Object whole) {
        ModelPart mapping =
                column.attribute() == IDENTIFIER
                        ? persister.getIdentifierMapping()
                        : persister.getAttributeMapping(column.attribute());
        Object[] found = {UNKNOWN};
        try {
            mapping.breakDownJdbcValues(
                    whole,
                    (part, value, selectable) -> {
                        if (part == column.part()) {
                            found[0] = value;
                        }
                    },
                    session);
        } catch (RuntimeException | LinkageError e) {
            // Such as a reference to an object that is not an entity of this session.
            return UNKNOWN;
        }
        return found[0];
    }
}
