package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.sql.SqlTokens;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.jspecify.annotations.Nullable;

/**
 * Makes the id of an entity from the columns of a table that hold it. Immutable.
 *
 * @param identifier of the entity
 * @param columns in the order of the id's, plain
 */
record RowKey(EntityIdentifierMapping identifier, List<String> columns, ColumnValues values) {

    /** The id cannot be determined. */
    static final Object UNKNOWN = new Object();

    static RowKey of(
            EntityIdentifierMapping identifier, List<String> columns, ColumnValues values) {
        return new RowKey(identifier, columns.stream().map(SqlTokens::plain).toList(), values);
    }

    /**
     * The id.
     *
     * @return null if a column is null, so that it refers to nothing; {@link #UNKNOWN} if it cannot
     *     be determined
     */
    @Nullable Object of(ExternalRow.Image image) {
        List<@Nullable Object> parts = new ArrayList<>();
        for (String column : columns) {
            if (!image.knows(column)) {
                return UNKNOWN;
            }
            parts.add(image.value(column));
        }
        if (parts.stream().anyMatch(part -> part == null)) {
            return parts.stream().allMatch(part -> part == null) ? null : UNKNOWN;
        }
        try {
            Iterator<@Nullable Object> next = parts.iterator();
            Object id = value(identifier, next);
            return next.hasNext() ? UNKNOWN : id;
        } catch (RuntimeException e) {
            // Such as a value of another type, or a class that refuses its values.
            return UNKNOWN;
        }
    }

    private @Nullable Object value(ModelPart part, Iterator<@Nullable Object> next) {
        if (part instanceof BasicValuedModelPart basic && next.hasNext()) {
            var mapping = basic.getJdbcMapping();
            if (mapping.getValueConverter() == null) {
                return values.of(mapping, next.next());
            }
        }
        if (part instanceof EmbeddableValuedModelPart embeddable
                && !(part instanceof NonAggregatedIdentifierMapping)) {
            return embedded(embeddable.getEmbeddableTypeDescriptor(), next);
        }
        throw new IllegalArgumentException("not made of plain columns: " + part);
    }

    private Object embedded(EmbeddableMappingType type, Iterator<@Nullable Object> next) {
        List<AttributeMapping> attributes = new ArrayList<>();
        type.forEachAttributeMapping((AttributeMapping each) -> attributes.add(each));
        Object[] state = new Object[attributes.size()];
        for (int i = 0; i < state.length; i++) {
            state[i] = value(attributes.get(i), next);
        }
        return type.getRepresentationStrategy().getInstantiator().instantiate(() -> state);
    }
}
