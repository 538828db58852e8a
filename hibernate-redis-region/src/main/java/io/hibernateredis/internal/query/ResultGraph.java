package io.hibernateredis.internal.query;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.net.URL;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.EntityDiscriminatorMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.graph.DomainResult;
import org.hibernate.sql.results.graph.DomainResultGraphNode;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.basic.BasicFetch;
import org.hibernate.sql.results.graph.collection.internal.EagerCollectionFetch;
import org.hibernate.sql.results.graph.embeddable.AggregateEmbeddableResultGraphNode;
import org.hibernate.sql.results.graph.embeddable.EmbeddableResultGraphNode;
import org.hibernate.sql.results.graph.entity.AbstractEntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a cached row must satisfy together so that its entities and embeddables can
 * be instantiated: a concrete class, and values for what cannot be null. Thread-safe.
 */
final class ResultGraph {

    /**
     * Bounds the positions of a list's elements, because Hibernate fills a list with nulls up to
     * the position.
     */
    private static final int MAX_GAPS = 10_000;

    private final JdbcValuesMapping mapping;
    private final List<Rule> rules = new ArrayList<>();
    private final List<JoinedKey> joinedKeys = new ArrayList<>();
    private boolean isComplete = true;

    private interface Rule {
        void validate(@Nullable Object[] row, @Nullable Object[] previous, int rows);
    }

    ResultGraph(JdbcValuesMapping mapping) {
        this.mapping = mapping;
        for (var result : mapping.getDomainResults()) {
            if (result instanceof FetchParent node) {
                visit(node, (row, previous) -> true);
            }
        }
    }

    /** Whether everything that Hibernate reads from a row is cached. */
    boolean isComplete() {
        return isComplete;
    }

    /**
     * Whether everything that Hibernate reads from this row is cached: for a fetched reference
     * whose target is missing, it reads the foreign key, which may not be cached.
     *
     * @param previous the previous row, or a row of nulls
     */
    boolean isComplete(@Nullable Object[] row, @Nullable Object[] previous) {
        for (JoinedKey key : joinedKeys) {
            if (key.owner().isIn(row, previous) && !isAnySet(row, key.targetId())) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param previous the previous row, or a row of nulls
     * @param rows the number of rows
     */
    void validate(@Nullable Object[] row, @Nullable Object[] previous, int rows) {
        if (!isComplete(row, previous)) {
            throw new CorruptEntryException("A missing target without its foreign key");
        }
        for (Rule rule : rules) {
            rule.validate(row, previous, rows);
        }
    }

    /** The position of a node's first value in a cached row, or -1. */
    int column(DomainResultGraphNode node) {
        int[] columns = columns(node);
        return columns.length == 0 ? -1 : columns[0];
    }

    private int[] columns(DomainResultGraphNode node) {
        var positions = new BitSet();
        node.collectValueIndexesToCache(positions);
        int[] indexes = mapping.getValueIndexesToCacheIndexes();
        return positions.stream()
                .filter(position -> position < indexes.length)
                .map(position -> indexes[position])
                .filter(column -> column >= 0)
                .toArray();
    }

    /**
     * @param owner whether a row contains the entity that the node is a part of
     */
    private void visit(FetchParent node, Presence owner) {
        if (node instanceof AggregateEmbeddableResultGraphNode aggregate) {
            // The parts are not columns of the row but lie within the value of one column. As part
            // of an entity, Hibernate omits that column from the cached row and then fails to find
            // it.
            int position = aggregate.getAggregateValuesArrayPositions()[0];
            isComplete &= mapping.getValueIndexesToCacheIndexes()[position] >= 0;
            return;
        }
        Presence inner = owner;
        if (node instanceof AbstractEntityResultGraphNode entity) {
            inner = presence(entity);
            addEntity(entity, inner);
        } else if (node instanceof EagerCollectionFetch collection) {
            addIndex(collection);
        } else if (node instanceof EmbeddableResultGraphNode embeddable) {
            int[] all = columns(node);
            addRequired(node, (row, previous) -> isAnySet(row, all), null);
            addInstantiation(embeddable, all);
        }
        for (Fetch fetch : node.getFetches()) {
            if (fetch instanceof EntityFetchJoinedImpl joined) {
                addKey(joined, inner);
                visit(joined.getEntityResult(), inner);
            } else if (fetch instanceof FetchParent parent) {
                visit(parent, inner);
            }
        }
    }

    /**
     * The foreign key of a fetched reference, which is not cached.
     *
     * @param owner whether a row contains the entity that refers
     * @param targetId the columns of the id of the entity that is referred to
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record JoinedKey(Presence owner, int[] targetId) {}

    private void addKey(EntityFetchJoinedImpl joined, Presence owner) {
        DomainResult<?> key = new KeyOfFetch(joined).getKeyResult();
        Fetch id = joined.getEntityResult().getIdentifierFetch();
        int[] targetId = id == null ? new int[0] : columns(id);
        if (key == null) {
            return;
        }
        var positions = new BitSet();
        key.collectValueIndexesToCache(positions);
        if (columns(key).length < positions.cardinality()) {
            if (targetId.length == 0) {
                // The owner is found by its id, and then may turn out to refer to nothing.
                isComplete = false;
            } else {
                joinedKeys.add(new JoinedKey(owner, targetId));
            }
        }
    }

    /** A subclass, because Hibernate exposes the key of a fetch only to subclasses. */
    private static final class KeyOfFetch extends EntityFetchJoinedImpl {

        KeyOfFetch(EntityFetchJoinedImpl original) {
            super(original);
        }

        @Override
        protected @Nullable DomainResult<?> getKeyResult() {
            return super.getKeyResult();
        }
    }

    private interface Presence {
        boolean isIn(@Nullable Object[] row, @Nullable Object[] previous);
    }

    private static boolean isAnySet(@Nullable Object[] row, int[] columns) {
        for (int column : columns) {
            if (row[column] != null) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(
            @Nullable Object[] row, @Nullable Object[] previous, int[] columns) {
        for (int column : columns) {
            // Comparing URLs resolves their host names.
            if (row[column] instanceof URL || !Objects.equals(row[column], previous[column])) {
                return false;
            }
        }
        return true;
    }

    /**
     * For an entity that the previous row contains as well, Hibernate reads and caches only the id.
     */
    private Presence presence(AbstractEntityResultGraphNode node) {
        Fetch id = node.getIdentifierFetch();
        int[] idColumns = id == null ? new int[0] : columns(id);
        return (row, previous) -> isAnySet(row, idColumns) && !isSame(row, previous, idColumns);
    }

    private void addEntity(AbstractEntityResultGraphNode node, Presence presence) {
        EntityPersister persister =
                node.getEntityValuedModelPart().getEntityMappingType().getEntityPersister();
        Concrete concrete = concrete(node, persister);
        if (concrete != null) {
            rules.add(
                    (row, previous, rows) -> {
                        if (presence.isIn(row, previous)) {
                            concrete.of(row);
                        }
                    });
        } else if (persister.isAbstract()) {
            return;
        }
        if (!persister.useShallowQueryCacheLayout()) {
            addRequired(node, presence, concrete);
        }
    }

    /** Determines the class from a row. */
    private interface Concrete {
        EntityPersister of(@Nullable Object[] row);
    }

    private @Nullable Concrete concrete(
            AbstractEntityResultGraphNode node, EntityPersister persister) {
        BasicFetch<?> discriminator = node.getDiscriminatorFetch();
        EntityDiscriminatorMapping values = persister.getDiscriminatorMapping();
        int column = discriminator == null ? -1 : column(discriminator);
        if (values == null || column < 0) {
            return null;
        }
        return row -> {
            var details = values.resolveDiscriminatorValue(row[column]);
            var indicated = details == null ? null : details.getIndicatedEntity();
            if (indicated == null
                    || !indicated.isTypeOrSuperType(persister)
                    || indicated.getEntityPersister().isAbstract()) {
                throw new CorruptEntryException("A row of a class that was not queried");
            }
            return indicated.getEntityPersister();
        };
    }

    /** Primitives and versions cannot be null if their parent is present. */
    private void addRequired(FetchParent node, Presence presence, @Nullable Concrete concrete) {
        for (Fetch fetch : node.getFetches()) {
            int column = fetch instanceof BasicFetch<?> ? column(fetch) : -1;
            if (column < 0
                    || !(fetch.getFetchedMapping() instanceof AttributeMapping attribute)
                    || attribute.getPropertyAccess() == null
                    || !attribute
                            .getPropertyAccess()
                            .getGetter()
                            .getReturnTypeClass()
                            .isPrimitive()) {
                continue;
            }
            String name = attribute.getAttributeName();
            rules.add(
                    (row, previous, rows) -> {
                        if (row[column] == null
                                && presence.isIn(row, previous)
                                && (concrete == null
                                        || concrete.of(row).findAttributeMapping(name) != null)) {
                            throw new CorruptEntryException("Null in place of a primitive");
                        }
                    });
        }
    }

    private void addInstantiation(EmbeddableResultGraphNode node, int[] all) {
        var validator = EmbeddableValidator.of(node, this::column);
        if (validator != null) {
            rules.add(
                    (row, previous, rows) -> {
                        if (isAnySet(row, all)) {
                            validator.validate(row);
                        }
                    });
        }
    }

    private void addIndex(EagerCollectionFetch collection) {
        var classification =
                collection
                        .getFetchedMapping()
                        .getCollectionDescriptor()
                        .getCollectionSemantics()
                        .getCollectionClassification();
        if (classification != CollectionClassification.LIST
                && classification != CollectionClassification.ARRAY) {
            return;
        }
        Fetch index = null;
        Fetch element = null;
        for (Fetch fetch : collection.getFetches()) {
            if (fetch.getFetchedMapping() instanceof CollectionPart part
                    && part.getNature() == CollectionPart.Nature.INDEX) {
                index = fetch;
            } else {
                element = fetch;
            }
        }
        int column = index == null ? -1 : column(index);
        int[] elements = element == null ? new int[0] : columns(element);
        if (column >= 0) {
            rules.add(
                    (row, previous, rows) ->
                            requireIndex(row[column], isAnySet(row, elements), rows));
        }
    }

    private static void requireIndex(@Nullable Object index, boolean hasElement, int rows) {
        boolean fits =
                index instanceof Number number
                        ? number.longValue() >= 0 && number.longValue() <= rows + (long) MAX_GAPS
                        : !hasElement;
        if (!fits) {
            throw new CorruptEntryException("A list element at an invalid position");
        }
    }
}
