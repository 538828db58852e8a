package io.hibernateredis.internal.exact;

import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * An entity whose state was written, as its session holds it.
 *
 * @param loadedState the same array that the session uses for dirty checking
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity alone
public record WrittenEntity(
        SharedSessionContractImplementor session,
        EntityKey key,
        EntityPersister persister,
        Object[] loadedState) {

    /** How it was written. */
    public enum How {
        INSERTED,
        UPDATED
    }

    /** Null if the session does not manage the entity. */
    public static @Nullable WrittenEntity of(
            SharedSessionContractImplementor session, EntityPersister root, Object id) {
        var context = session.getPersistenceContextInternal();
        EntityKey key = session.generateEntityKey(id, root);
        Object entity = context.getEntity(key);
        var entry = entity == null ? null : context.getEntry(entity);
        Object[] loaded = entry == null ? null : entry.getLoadedState();
        return entry == null || loaded == null
                ? null
                : new WrittenEntity(session, key, entry.getPersister(), loaded);
    }

    /**
     * Whether the session still holds the entity in the state that was written. After a clear, an
     * eviction or a refresh, a rollback to a savepoint may have restored the row.
     */
    boolean isHeld() {
        if (session.isClosed()) {
            return false;
        }
        var context = session.getPersistenceContextInternal();
        Object entity = context.getEntity(key);
        var entry = entity == null ? null : context.getEntry(entity);
        return entry != null && entry.getLoadedState() == loadedState;
    }

    /** The state in a cache entry, structured or not. */
    public @Nullable Object[] disassembled(Object cacheEntry) {
        if (!(cacheEntry instanceof Map<?, ?> structured)) {
            return ((CacheEntry) cacheEntry).getDisassembledState();
        }
        String[] names = persister.getPropertyNames();
        var state = new @Nullable Object[names.length];
        for (int i = 0; i < names.length; i++) {
            state[i] = structured.get(names[i]);
        }
        return state;
    }
}
