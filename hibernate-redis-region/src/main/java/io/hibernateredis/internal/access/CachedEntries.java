package io.hibernateredis.internal.access;

import io.hibernateredis.internal.protocol.Keyspace;

/**
 * The entries of one role, for those who look at them without a session. Immutable.
 *
 * @param role an entity or a collection, by its name in the mapping
 */
public record CachedEntries(String role, Keyspace keyspace, Reader reader) {

    /** Reads what Hibernate caches. */
    public interface Reader {

        /**
         * Decodes the body of an entry.
         *
         * @throws io.hibernateredis.internal.codec.CorruptEntryException if it belongs to another
         *     mapping or is damaged
         */
        Object read(byte[] bytes, int from);
    }
}
