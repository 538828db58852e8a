package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.entry.HiddenRows;
import io.hibernateredis.internal.session.SessionWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.jspecify.annotations.Nullable;

/**
 * What joins do with entities of which a restriction, or a soft delete, hides some. A join that
 * fetches what is referred to applies the restriction, and reads a reference as null although the
 * row has one; what the mapping itself fetches, every reader joins. A join that fetches the keys of
 * a map does not apply it, and reads what is hidden. Immutable.
 */
final class RestrictedJoins {

    /** An attribute that is, or contains, a reference to what a restriction may hide. */
    private record Reference(String attribute, int position, EntityPersister target) {}

    private final Map<String, List<Reference>> references = new HashMap<>();
    private final boolean isReadWithHiddenKeys;

    RestrictedJoins(EntityPersister root, SessionFactoryImplementor factory) {
        for (String name : root.getSubclassEntityNames()) {
            List<Reference> found = new ArrayList<>();
            factory.getMappingMetamodel()
                    .getEntityDescriptor(name)
                    .forEachAttributeMapping(
                            attribute -> {
                                if (!(attribute instanceof PluralAttributeMapping)) {
                                    add(found, attribute, attribute);
                                }
                            });
            if (!found.isEmpty()) {
                references.put(name, List.copyOf(found));
            }
        }
        isReadWithHiddenKeys =
                (HiddenRows.mayExist(root) && isKeyOfAMap(root, factory))
                        || references.values().stream()
                                .flatMap(List::stream)
                                .anyMatch(each -> isKeyOfAMap(each.target(), factory));
    }

    private static void add(
            List<Reference> found, AttributeMapping outer, AttributeMapping attribute) {
        if (attribute instanceof ToOneAttributeMapping reference) {
            EntityPersister target = reference.getEntityMappingType().getEntityPersister();
            if (HiddenRows.mayBeRestricted(target)) {
                found.add(
                        new Reference(
                                outer.getAttributeName(), outer.getStateArrayPosition(), target));
            }
        } else if (attribute instanceof EmbeddableValuedModelPart embeddable) {
            embeddable
                    .getEmbeddableTypeDescriptor()
                    .forEachAttributeMapping(part -> add(found, outer, part));
        }
    }

    private static boolean isKeyOfAMap(EntityPersister root, SessionFactoryImplementor factory) {
        boolean[] found = {false};
        factory.getMappingMetamodel()
                .forEachCollectionDescriptor(
                        collection -> {
                            EntityPersister key = CollectionTypes.indexEntity(collection);
                            found[0] |=
                                    key != null
                                            && key.getRootEntityName()
                                                    .equals(root.getRootEntityName());
                        });
        return found[0];
    }

    /**
     * Whether what is being loaded may be the key of a map, and hidden from other readers, or refer
     * to such a key.
     */
    boolean mayReadHidden(SharedSessionContractImplementor session) {
        return isReadWithHiddenKeys
                && RowEvidence.readsKeys(SessionWork.of(session).operations().current().mapping());
    }

    /** Whether a loaded state may have null where its row has a reference. */
    boolean mayHaveNulls(SharedSessionContractImplementor session, Object value) {
        if (references.isEmpty() || ReferenceEntries.isReference(value)) {
            return false;
        }
        for (Reference each : of(value)) {
            if (hasNull(stateOf(value, each)) && isJoined(session, each.target())) {
                return true;
            }
        }
        return false;
    }

    private List<Reference> of(Object value) {
        String subclass =
                value instanceof Map<?, ?> map
                        ? String.valueOf(map.get(StructuredCacheEntry.SUBCLASS_KEY))
                        : ((CacheEntry) value).getSubclass();
        return references.getOrDefault(subclass, List.of());
    }

    private static @Nullable Object stateOf(Object value, Reference reference) {
        return value instanceof Map<?, ?> map
                ? map.get(reference.attribute())
                : ((CacheEntry) value).getDisassembledState()[reference.position()];
    }

    private static boolean hasNull(@Nullable Object value) {
        if (value instanceof Object[] parts) {
            for (Object part : parts) {
                if (hasNull(part)) {
                    return true;
                }
            }
        }
        return value == null;
    }

    private static boolean isJoined(
            SharedSessionContractImplementor session, EntityPersister target) {
        var operations = SessionWork.of(session).operations();
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        if (operations.isLoader()
                && influencers.getEffectiveEntityGraph().getGraph() == null
                && !influencers.hasEnabledFetchProfiles()
                && !influencers.hasEnabledCascadingFetchProfile()) {
            return false;
        }
        JdbcValuesMapping mapping = operations.current().mapping();
        return !RowEvidence.isFetchedNowhere(mapping, target);
    }
}
