package io.hibernateredis.internal.entry;

import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.type.Type;

/**
 * The types that Hibernate's own collections use to disassemble themselves. They are deprecated
 * without a replacement.
 */
@SuppressWarnings("removal")
public final class CollectionTypes {
    private CollectionTypes() {}

    /** The type of the owner's key. */
    public static Type key(CollectionPersister persister) {
        return persister.getKeyType();
    }

    public static Type element(CollectionPersister persister) {
        return persister.getElementType();
    }

    /** The type of a map's keys or a list's positions. */
    public static Type index(CollectionPersister persister) {
        return persister.getIndexType();
    }

    /** The type of the ids of an id bag. */
    static Type id(CollectionPersister persister) {
        return persister.getIdentifierType();
    }

    /** Whether the owner's key is not its id. */
    public static boolean isKeyedByProperty(CollectionPersister persister) {
        return persister.getCollectionType().getLHSPropertyName() != null;
    }
}
