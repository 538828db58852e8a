package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.entry.CollectionTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.BasicType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * The attribute of an element that identifies its collection of a role: it is stored in the columns
 * of the collection's key, and no other attribute of the element writes them. Immutable.
 *
 * @param attribute position in the element's state
 * @param refers whether it is a reference to the owner, as opposed to the key itself
 * @param optional whether it is stored in an optional table of the element: without a reference no
 *     row is inserted there, and an existing row stays
 */
record KeySource(int attribute, boolean refers, boolean optional) {

    /** The collection cannot be determined. */
    static final Object UNKNOWN = new Object();

    /** A column of the collection's key, and whether an attribute writes it. */
    private record Column(String table, String name, boolean written) {}

    /** Null if no attribute identifies the collection, or not by itself. */
    public static @Nullable KeySource of(CollectionPersister collection, EntityPersister element) {
        if (CollectionTypes.isKeyedByProperty(collection)) {
            return null;
        }
        List<Column> key = new ArrayList<>();
        collection
                .getAttributeMapping()
                .getKeyDescriptor()
                .visitKeySelectables((index, column) -> key.add(column(column)));
        Integer found = null;
        boolean foundWrites = false;
        Set<Integer> writers = new HashSet<>();
        for (AttributeMapping attribute : attributes(element)) {
            int position = attribute.getStateArrayPosition();
            List<Column> columns = columnsOf(attribute);
            boolean writes = columns.stream().allMatch(Column::written);
            if (columns.stream().anyMatch(each -> each.written() && isIn(each, key, element))) {
                writers.add(position);
            }
            if (isTheSame(columns, key, element)
                    && isOfKey(element.getPropertyTypes()[position], collection)
                    && (found == null || (writes && !foundWrites))) {
                found = position;
                foundWrites = writes;
            }
        }
        writers.remove(found);
        boolean ofId = !foundWrites && isPartOfIdentifier(key, element);
        return found == null || !writers.isEmpty() || ofId
                ? null
                : new KeySource(
                        found,
                        element.getPropertyTypes()[found] instanceof EntityType,
                        isOptional(key, element));
    }

    private static boolean isOptional(List<Column> key, EntityPersister element) {
        for (var table : ((EntityMutationTarget) element).getTableMappings()) {
            if (table.isOptional()
                    && key.stream().anyMatch(each -> each.table().equals(table.getTableName()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether attributes of the element, or its id, are stored in columns of the collection's key.
     */
    static boolean isMentioned(CollectionPersister collection, EntityPersister element) {
        List<Column> key = new ArrayList<>();
        collection
                .getAttributeMapping()
                .getKeyDescriptor()
                .visitKeySelectables((index, column) -> key.add(column(column)));
        return isPartOfIdentifier(key, element)
                || attributes(element).stream()
                        .flatMap(attribute -> columnsOf(attribute).stream())
                        .anyMatch(column -> isIn(column, key, element));
    }

    /** The attributes that are not collections. */
    static List<AttributeMapping> attributes(EntityPersister element) {
        List<AttributeMapping> attributes = new ArrayList<>();
        element.forEachAttributeMapping(
                attribute -> {
                    if (!(attribute instanceof PluralAttributeMapping)) {
                        attributes.add(attribute);
                    }
                });
        return attributes;
    }

    private static List<Column> columnsOf(AttributeMapping attribute) {
        List<Column> columns = new ArrayList<>();
        attribute.forEachSelectable((index, column) -> columns.add(column(column)));
        return columns;
    }

    private static Column column(SelectableMapping column) {
        return new Column(
                column.getContainingTableExpression(),
                column.getSelectionExpression(),
                !column.isFormula() && column.isInsertable() && column.isUpdateable());
    }

    private static boolean isTheSame(List<Column> some, List<Column> key, EntityPersister element) {
        boolean same = some.size() == key.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = isIn(some.get(i), key.subList(i, i + 1), element);
        }
        return same;
    }

    private static boolean isIn(Column column, List<Column> key, EntityPersister element) {
        // The tables of a table-per-class hierarchy have different names.
        boolean anyTable = element instanceof UnionSubclassEntityPersister;
        return key.stream()
                .anyMatch(
                        each ->
                                each.name().equals(column.name())
                                        && (anyTable || each.table().equals(column.table())));
    }

    private static boolean isPartOfIdentifier(List<Column> key, EntityPersister element) {
        boolean[] found = new boolean[1];
        element.getIdentifierMapping()
                .forEachSelectable(
                        (index, column) -> found[0] |= isIn(column(column), key, element));
        return found[0];
    }

    /** Whether an attribute's value is the key, or refers to an entity whose id is the key. */
    private static boolean isOfKey(Type type, CollectionPersister collection) {
        if (type instanceof EntityType reference) {
            return reference.isReferenceToPrimaryKey();
        }
        return type instanceof BasicType<?> basic
                && basic.getValueConverter() == null
                && type.getReturnedClass() == CollectionTypes.key(collection).getReturnedClass();
    }

    /**
     * The key of the collection that a row belongs to.
     *
     * @return null if it belongs to none, {@link #UNKNOWN} if it cannot be determined
     */
    @Nullable Object key(@Nullable Object[] state, SharedSessionContractImplementor session) {
        Object value = state[attribute];
        if (value == null) {
            return null;
        }
        if (value == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return UNKNOWN;
        }
        if (!refers) {
            return value;
        }
        if (value instanceof HibernateProxy proxy) {
            return orUnknown(proxy.getHibernateLazyInitializer().getInternalIdentifier());
        }
        Object id = session.getContextEntityIdentifier(value);
        if (id != null) {
            return id;
        }
        EntityPersister owner = session.getEntityPersister(null, value);
        return orUnknown(owner.getIdentifier(value, session));
    }

    private static Object orUnknown(@Nullable Object id) {
        return id == null ? UNKNOWN : id;
    }
}
