package io.hibernateredis.tags;

import io.hibernateredis.tags.internal.PendingWrite;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PostUpdate;

/**
 * The entity listener that invalidates what {@link CacheTags} name. It is a default listener of
 * every persistence unit; to declare it once more, by {@code @EntityListeners} or in {@code
 * orm.xml}, changes nothing. Thread-safe.
 */
public class CacheTagsListener {

    /** The entity's row was written. */
    @PostPersist
    @PostUpdate
    @PostRemove
    public void written(Object entity) {
        PendingWrite.emit(entity);
    }
}
