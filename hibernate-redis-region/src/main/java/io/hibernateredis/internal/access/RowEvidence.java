package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.HiddenRows;
import io.hibernateredis.internal.session.Operation;
import io.hibernateredis.internal.session.RowReader;
import io.hibernateredis.internal.session.SessionWork;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.collection.internal.CollectionDomainResult;
import org.hibernate.sql.results.graph.entity.EntityResultGraphNode;
import org.hibernate.sql.results.graph.entity.internal.EntityFetchJoinedImpl;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a loaded state proves that its row exists. For a fetched reference to a missing
 * row, Hibernate may take the id from the foreign key and create an entity of nulls. Immutable.
 */
final class RowEvidence {

    private final Map<String, Map<String, Integer>> columns = new HashMap<>();

    RowEvidence(EntityPersister root, SessionFactoryImplementor factory) {
        for (String name : root.getSubclassEntityNames()) {
            columns.put(name, read(factory.getMappingMetamodel().getEntityDescriptor(name)));
        }
    }

    /** The attributes that are null if there is no row, with their positions in a state. */
    @SuppressWarnings("removal") // The replacement is not available in Hibernate 7.1.
    private static Map<String, Integer> read(EntityPersister persister) {
        Map<String, Integer> found = new HashMap<>();
        persister.visitAttributeMappings(
                attribute -> {
                    if (!(attribute instanceof PluralAttributeMapping) && isOfColumns(attribute)) {
                        found.put(attribute.getAttributeName(), attribute.getStateArrayPosition());
                    }
                });
        return found;
    }

    private static boolean isOfColumns(AttributeMapping attribute) {
        var plain = new AtomicBoolean(true);
        attribute.forEachSelectable(
                (index, column) -> {
                    if (column.isFormula()
                            || (column.getCustomReadExpression() != null
                                    && !column.getCustomReadExpression()
                                            .endsWith("." + column.getSelectionExpression()))
                            || column.getJdbcMapping().getValueConverter() != null) {
                        plain.set(false);
                    }
                });
        return plain.get();
    }

    /** Whether the row exists; false if unknown. */
    boolean isIn(Object value) {
        if (ReferenceEntries.isReference(value)) {
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Integer> known =
                    columns.get(String.valueOf(map.get(StructuredCacheEntry.SUBCLASS_KEY)));
            return known != null && known.keySet().stream().anyMatch(name -> isSet(map.get(name)));
        }
        var entry = (CacheEntry) value;
        Map<String, Integer> known = columns.get(entry.getSubclass());
        var state = entry.getDisassembledState();
        return known != null && known.values().stream().anyMatch(i -> isSet(state[i]));
    }

    private static boolean isSet(@Nullable Object value) {
        if (value instanceof Object[] parts) {
            for (Object part : parts) {
                if (isSet(part)) {
                    return true;
                }
            }
            return false;
        }
        return value != null && value != LazyPropertyInitializer.UNFETCHED_PROPERTY;
    }

    /** Whether no entity of this hierarchy is fetched by a join; false if unknown. */
    static boolean isFetchedNowhere(@Nullable JdbcValuesMapping mapping, EntityPersister root) {
        if (mapping == null) {
            return false;
        }
        for (var result : mapping.getDomainResults()) {
            if (!(result instanceof FetchParent node) || isFetchedIn(node, root)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an entity may have been initialized from the row of another, so that nothing of it
     * may be put. If a session holds an entity that refers to an uninitialized proxy, and reads it
     * once more with what it refers to, Hibernate initializes that proxy from the joined columns
     * without comparing ids: but by now the row may refer to another entity.
     *
     * @param id of the entity
     */
    static boolean mayBeOfAnother(
            SharedSessionContractImplementor session, EntityPersister root, Object id) {
        Operation operation = SessionWork.of(session).operations().current();
        if (operation.isReplaying()) {
            // Nothing of a cached result is put. To find what reads each of its rows is slow.
            return true;
        }
        JdbcValuesMapping mapping = operation.mapping();
        if (isFetchedNowhere(mapping, root)
                || (mapping == null && RowReader.current() == RowReader.LOADER)) {
            return false;
        }
        // An enhanced entity is its own proxy, of which nothing tells afterwards.
        return root.getBytecodeEnhancementMetadata().isEnhancedForLazyLoading()
                || !root.getIdentifierType().getReturnedClass().isInstance(id)
                || session.getPersistenceContextInternal()
                                .getProxy(session.generateEntityKey(id, root))
                        != null;
    }

    /** Whether keys of a map are fetched or selected; true if unknown. */
    static boolean readsKeys(@Nullable JdbcValuesMapping mapping) {
        return mapping == null || mapping.getDomainResults().stream().anyMatch(RowEvidence::hasKey);
    }

    private static boolean hasKey(Object node) {
        if (node instanceof EntityResultGraphNode entity
                && HiddenRows.isKey(entity.getNavigablePath())) {
            return true;
        }
        if (node instanceof FetchParent parent) {
            for (Fetch fetch : parent.getFetches()) {
                if (hasKey(fetch)) {
                    return true;
                }
            }
        }
        // What a loader of collections reads does not show what it fetches.
        return node instanceof CollectionDomainResult;
    }

    private static boolean isFetchedIn(FetchParent node, EntityPersister root) {
        for (Fetch fetch : node.getFetches()) {
            if (fetch instanceof EntityFetchJoinedImpl joined
                    && joined.getEntityValuedModelPart()
                            .getEntityMappingType()
                            .getEntityPersister()
                            .getRootEntityName()
                            .equals(root.getRootEntityName())) {
                return true;
            }
            if (fetch instanceof FetchParent inner && isFetchedIn(inner, root)) {
                return true;
            }
        }
        return false;
    }
}
