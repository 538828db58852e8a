package io.hibernateredis.internal.entry;

import org.hibernate.engine.spi.EntityUniqueKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whether Hibernate finds the owner of a cached collection in the session. For a collection
     * that is keyed by a property, it otherwise queries the database for the owner, which costs
     * what the cache is to save, and fails if no entity has that value any more.
     */
    public static boolean isOwnerAtHand(
            CollectionPersister persister, Object key, SharedSessionContractImplementor session) {
        EntityPersister owner = persister.getOwnerEntityPersister();
        String property = persister.getCollectionType().getLHSPropertyName();
        if (property == null || owner.getIdentifierType().getReturnedClass().isInstance(key)) {
            return true;
        }
        var unique =
                new EntityUniqueKey(
                        owner.getEntityName(),
                        property,
                        key,
                        persister.getKeyType(),
                        session.getFactory());
        return session.getPersistenceContextInternal().getEntity(unique) != null;
    }

    /** The entity of the keys of a map, or null if the keys are not entities. */
    public static @Nullable EntityPersister indexEntity(CollectionPersister collection) {
        return collection.getAttributeMapping().getIndexDescriptor()
                        instanceof EntityCollectionPart entities
                ? entities.getEntityMappingType().getEntityPersister()
                : null;
    }
}
