package io.hibernateredis.region;

import io.hibernateredis.store.Entry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What Hibernate passes around as a cache key: the entry, and what it was made from.
 *
 * @param origin the id, or the values of the natural id
 * @param session the session that made the key of a natural id, which Hibernate evicts without
 *     telling whose it is
 */
record EntryKey(Entry entry, Object origin, @Nullable SharedSessionContractImplementor session) {

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
