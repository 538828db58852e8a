package io.hibernateredis.internal.query;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.sql.results.graph.DomainResultGraphNode;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.basic.BasicFetch;
import org.hibernate.sql.results.graph.embeddable.EmbeddableResultGraphNode;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.jspecify.annotations.Nullable;

/**
 * Instantiates an embeddable of basic values from a cached row as a validator, because its
 * constructor may reject them. Immutable.
 */
final class EmbeddableValidator {

    private final EmbeddableMappingType embeddable;
    private final int[] columns;
    private final @Nullable BasicValueConverter<?, ?>[] converters;

    private EmbeddableValidator(EmbeddableMappingType embeddable) {
        this.embeddable = embeddable;
        this.columns = new int[embeddable.getNumberOfAttributeMappings()];
        this.converters = new @Nullable BasicValueConverter<?, ?>[columns.length];
        Arrays.fill(columns, -1);
    }

    /**
     * The validator of an embeddable in a cached row.
     *
     * @param column returns the position of a node's first value in a cached row, or -1
     * @return null if the embeddable has other than basic values, or is polymorphic
     */
    static @Nullable EmbeddableValidator of(
            EmbeddableResultGraphNode node, ToIntFunction<DomainResultGraphNode> column) {
        var validator = new EmbeddableValidator(node.getReferencedMappingType());
        for (Fetch fetch : node.getFetches()) {
            if (fetch instanceof BasicFetch<?> basic
                    && fetch.getFetchedMapping() instanceof BasicAttributeMapping attribute
                    && attribute.getStateArrayPosition() < validator.columns.length) {
                int position = attribute.getStateArrayPosition();
                validator.columns[position] = column.applyAsInt(basic);
                validator.converters[position] = attribute.getJdbcMapping().getValueConverter();
            }
        }
        boolean known =
                !validator.embeddable.isPolymorphic()
                        && Arrays.stream(validator.columns).allMatch(at -> at >= 0);
        return known ? validator : null;
    }

    /** Throws anything if the embeddable cannot be instantiated. */
    void validate(@Nullable Object[] row) {
        embeddable.getRepresentationStrategy().getInstantiator().instantiate(() -> converted(row));
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object[] converted(@Nullable Object[] row) {
        var values = new @Nullable Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            Object value = row[columns[i]];
            var converter = (BasicValueConverter<Object, Object>) converters[i];
            values[i] = converter == null || value == null ? value : converter.toDomainValue(value);
        }
        return values;
    }
}
