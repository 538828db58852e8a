package io.hibernateredis.internal.entry;

import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.Type;

/**
 * The types by which Hibernate's own collections disassemble themselves; it has deprecated them,
 * and no successor.
 */
@SuppressWarnings("removal")
public final class CollectionTypes {
    private CollectionTypes() {}

    /** Of the owner's key. */
    public static Type key(CollectionPersister persister) {
        return persister.getKeyType();
    }

    public static Type element(CollectionPersister persister) {
        return persister.getElementType();
    }

    /** Of a map's keys or a list's positions. */
    public static Type index(CollectionPersister persister) {
        return persister.getIndexType();
    }

    /** Of the ids of an id bag. */
    static Type id(CollectionPersister persister) {
        return persister.getIdentifierType();
    }

    /** Whether the owner's key is something else than its id. */
    public static boolean isKeyedByProperty(CollectionPersister persister) {
        return persister.getCollectionType().getLHSPropertyName() != null;
    }
}
