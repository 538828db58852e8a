package io.hibernateredis.internal.session;

import org.hibernate.event.spi.LoadEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The nested loads by id that a session is executing. A load whose entity is found in the cache is
 * noted here, because Hibernate then asks for the natural id of the entity. Not thread-safe, like
 * its session.
 */
public final class RunningLoads {

    // Most sessions execute one load at a time.
    private @Nullable Load innermost;

    private static final class Load {

        private final LoadEvent event;
        private final @Nullable Load outer;
        private @Nullable EntityPersister found;

        Load(LoadEvent event, @Nullable Load outer) {
            this.event = event;
            this.outer = outer;
        }
    }

    /** Begins a load, which ends with the same event. */
    public void begin(LoadEvent event) {
        innermost = new Load(event, innermost);
    }

    /** Ends a load, and the failed loads nested in it, which fire no end event. */
    public void end(LoadEvent event) {
        for (Load load = innermost; load != null; load = load.outer) {
            if (load.event == event) {
                innermost = load.outer;
                return;
            }
        }
    }

    /**
     * Records that an entity was found in the cache.
     *
     * @param root of its hierarchy
     */
    public void found(EntityPersister root, Object id) {
        Load load = innermost;
        if (load != null && id.equals(load.event.getEntityId())) {
            load.found = root;
        }
    }

    /**
     * The id of the entity that is being loaded, if it was found in the cache.
     *
     * @param root of its hierarchy
     */
    public @Nullable Object foundOf(EntityPersister root) {
        Load load = innermost;
        return load != null && load.found == root ? load.event.getEntityId() : null;
    }

    void clear() {
        innermost = null;
    }
}
