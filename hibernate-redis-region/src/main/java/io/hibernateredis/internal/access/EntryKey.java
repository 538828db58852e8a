package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Entry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * What Hibernate passes around as a cache key: the entry, and what it was made from.
 *
 * @param origin the id, or the values of the natural id
 * @param session the session that made the key of a natural id, which Hibernate evicts without
 *     telling whose it is
 * @param asked the entity that is looked for, which may be a subclass; null if it is no entity
 * @param ambiguous whether the entry may be but one of those that are meant, or not the one: its
 *     tenant is not given, or the id is not of the mapping's type
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
