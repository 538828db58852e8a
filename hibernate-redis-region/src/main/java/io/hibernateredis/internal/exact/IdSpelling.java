package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.DatabaseColumns.DatabaseColumn;
import io.hibernateredis.internal.entry.CollectionTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.type.BasicType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether ids are spelled as in their rows. Hibernate considers the decimals 1.5 and 1.50
 * the same id: for an entity, and for references to it, it uses the first spelling that the session
 * has seen, which may differ from the row's. Immutable.
 */
final class IdSpelling {

    /** For values without decimals. */
    static final IdSpelling PLAIN = new IdSpelling(List.of(), false);

    private final List<Leaf> leaves;
    private final boolean unknown;

    /** One column of an id or an attribute. Its type in the database is looked up on use. */
    private record Leaf(boolean isDecimalOfId, ColumnFacts facts, String table, String name) {

        boolean fits(@Nullable Object value) {
            if (!isDecimalOfId || value == null) {
                return true;
            }
            DatabaseColumn column = facts.column(table, name);
            return column != null && facts.values().isExact(value, column);
        }
    }

    private IdSpelling(List<Leaf> leaves, boolean unknown) {
        this.leaves = leaves;
        this.unknown = unknown;
    }

    /** For the id of an entity. */
    static IdSpelling ofId(ColumnFacts facts, EntityPersister entity) {
        return of(facts, entity.getIdentifierMapping(), entity.getIdentifierType(), true, entity);
    }

    /** For the ids that an attribute refers to. */
    static IdSpelling ofAttribute(
            ColumnFacts facts, ModelPart attribute, Type type, EntityPersister entity) {
        return of(facts, attribute, type, false, entity);
    }

    /** For the keys of a map. */
    static IdSpelling ofKey(ColumnFacts facts, CollectionPersister map) {
        var part = map.getAttributeMapping().getIndexDescriptor();
        return part == null ? PLAIN : of(facts, part, CollectionTypes.index(map), false, null);
    }

    /** For the elements of a collection. */
    static IdSpelling ofPart(
            ColumnFacts facts, CollectionPersister collection, ModelPart part, Type type) {
        return collection.isOneToMany() && type instanceof EntityType
                ? ofId(facts, collection.getElementPersister())
                : of(facts, part, type, false, null);
    }

    /** Whether values of a type contain ids with decimals. */
    static boolean matters(ColumnFacts facts, Type type) {
        List<Boolean> kinds = new ArrayList<>();
        flatten(facts, type, false, kinds);
        return kinds.contains(true);
    }

    private static IdSpelling of(
            ColumnFacts facts,
            ModelPart part,
            Type type,
            boolean isId,
            @Nullable EntityPersister entity) {
        List<Boolean> kinds = new ArrayList<>();
        flatten(facts, type, isId, kinds);
        if (!kinds.contains(true)) {
            return PLAIN;
        }
        List<SelectableMapping> columns = new ArrayList<>();
        part.forEachSelectable((i, column) -> columns.add(column));
        if (columns.size() != kinds.size()) {
            return new IdSpelling(List.of(), true);
        }
        List<Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            SelectableMapping column = columns.get(i);
            leaves.add(
                    new Leaf(
                            kinds.get(i),
                            facts,
                            table(column, entity),
                            column.getSelectionExpression()));
        }
        return new IdSpelling(List.copyOf(leaves), false);
    }

    private static String table(SelectableMapping column, @Nullable EntityPersister entity) {
        return entity instanceof UnionSubclassEntityPersister
                ? ((EntityMutationTarget) entity).getTableMappings()[0].getTableName()
                : column.getContainingTableExpression();
    }

    /** Adds, for each column, whether it holds a decimal that belongs to an id. */
    private static void flatten(ColumnFacts facts, Type type, boolean isId, List<Boolean> kinds) {
        if (type instanceof ComponentType component) {
            for (Type each : component.getSubtypes()) {
                flatten(facts, each, isId, kinds);
            }
        } else if (type instanceof EntityType reference) {
            if (reference.isReferenceToPrimaryKey()) {
                String target = reference.getAssociatedEntityName();
                var entity =
                        facts.sessionFactory().getMappingMetamodel().getEntityDescriptor(target);
                flatten(facts, entity.getIdentifierType(), true, kinds);
            } else {
                kinds.add(false);
            }
        } else if (type instanceof BasicType<?>) {
            kinds.add(isId && type.getReturnedClass() == BigDecimal.class);
        } else if (!type.isCollectionType()) {
            kinds.add(false);
            kinds.add(false);
        }
    }

    boolean isPlain() {
        return this == PLAIN;
    }

    /**
     * Whether all ids are spelled as in the row.
     *
     * @param value as disassembled for the cache
     */
    boolean isOfRow(@Nullable Object value) {
        if (isPlain() || value == null || value == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return true;
        }
        List<@Nullable Object> values = new ArrayList<>();
        flatten(value, values);
        if (unknown || values.size() != leaves.size()) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            if (!leaves.get(i).fits(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void flatten(@Nullable Object value, List<@Nullable Object> values) {
        if (value instanceof Object[] parts) {
            for (Object part : parts) {
                flatten(part, values);
            }
        } else {
            values.add(value);
        }
    }
}
