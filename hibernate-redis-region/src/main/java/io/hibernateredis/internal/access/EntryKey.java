package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * A cache key as Hibernate passes it around: the entry, and what it was derived from.
 *
 * @param origin the id, or the values of the natural id
 * @param session the session that created a natural id's key, because Hibernate evicts natural ids
 *     without passing the session
 * @param asked the entity that is looked for, which may be a subclass; null if it is not an entity
 * @param ambiguous whether the key may mean other entries as well, because it has no tenant, or
 *     because the id is not of the mapped type
 */
record EntryKey(
        Entry entry,
        Object origin,
        @Nullable SharedSessionContractImplementor session,
        @Nullable EntityPersister asked,
        boolean ambiguous) {

    EntryKey(Entry entry, Object origin, @Nullable SharedSessionContractImplementor session) {
        this(entry, origin, session, null, false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryKey that && entry.equals(that.entry);
    }

    @Override
    public int hashCode() {
        return entry.hashCode();
    }

    @Override
    public String toString() {
        return entry.toString();
    }
}
