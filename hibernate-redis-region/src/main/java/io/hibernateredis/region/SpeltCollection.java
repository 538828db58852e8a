package io.hibernateredis.region;

import java.util.List;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** The spelling of the ids in the entries of one collection role. Immutable. */
final class SpeltCollection {

    private final List<IdSpelling> parts;

    SpeltCollection(ExactStates states, CollectionPersister collection) {
        var mapping = collection.getAttributeMapping();
        Type element = CollectionTypes.element(collection);
        var elements =
                IdSpelling.ofPart(states, collection, mapping.getElementDescriptor(), element);
        this.parts =
                switch (collection.getCollectionSemantics().getCollectionClassification()) {
                    case MAP, SORTED_MAP, ORDERED_MAP ->
                            List.of(IdSpelling.ofKey(states, collection), elements);
                    case ID_BAG -> List.of(IdSpelling.PLAIN, elements);
                    default -> List.of(elements);
                };
    }

    /** Whether the elements, or the keys, of a cached collection hold ids that may be misspelt. */
    static boolean matters(ExactStates states, CollectionPersister collection) {
        return collection.getCacheAccessStrategy() instanceof CollectionAccess
                && (IdSpelling.matters(states, CollectionTypes.element(collection))
                        || (collection.hasIndex()
                                && IdSpelling.matters(states, CollectionTypes.index(collection))));
    }

    /** Whether all ids are spelt as in their rows. */
    boolean isOfRows(@Nullable Object[] state) {
        for (int i = 0; i < state.length; i++) {
            if (!parts.get(i % parts.size()).isOfRow(state[i])) {
                return false;
            }
        }
        return true;
    }
}
