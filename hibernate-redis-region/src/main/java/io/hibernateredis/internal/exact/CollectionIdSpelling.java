package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.entry.CollectionTypes;
import java.util.List;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** The spelling of the ids in the entries of one collection role. Immutable. */
public final class CollectionIdSpelling {

    private final List<IdSpelling> parts;

    public CollectionIdSpelling(ColumnFacts facts, CollectionPersister collection) {
        var mapping = collection.getAttributeMapping();
        Type element = CollectionTypes.element(collection);
        var elements =
                IdSpelling.ofPart(facts, collection, mapping.getElementDescriptor(), element);
        this.parts =
                switch (collection.getCollectionSemantics().getCollectionClassification()) {
                    case MAP, SORTED_MAP, ORDERED_MAP ->
                            List.of(IdSpelling.ofKey(facts, collection), elements);
                    case ID_BAG -> List.of(IdSpelling.PLAIN, elements);
                    default -> List.of(elements);
                };
    }

    /** Whether elements or keys of a cached collection contain ids whose spelling may differ. */
    static boolean matters(ColumnFacts facts, CollectionPersister collection) {
        return collection.hasCache()
                && (IdSpelling.matters(facts, CollectionTypes.element(collection))
                        || (collection.hasIndex()
                                && IdSpelling.matters(facts, CollectionTypes.index(collection))));
    }

    /** Whether all ids are spelled as in their rows. */
    public boolean isOfRows(@Nullable Object[] state) {
        for (int i = 0; i < state.length; i++) {
            if (!parts.get(i % parts.size()).isOfRow(state[i])) {
                return false;
            }
        }
        return true;
    }
}
