package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.transaction.UnitOfWork;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A cached role, as seen by the code that invalidates its entries. Thread-safe. */
public interface CachedRole {

    /** Where its entries lie. */
    Keyspace keyspace();

    /** Invalidates an entry, or all entries if several of them may hold the same row. */
    void invalidate(UnitOfWork unit, SharedSessionContractImplementor session, Entry entry);

    /**
     * A role whose entries are identified by an id: that of an entity, or of a collection's owner.
     */
    interface ById extends CachedRole {

        Entry entry(Object id, @Nullable String tenant);

        /** Invalidates what is cached of a row whose tenant is unknown. */
        void invalidateRow(UnitOfWork unit, Object id);

        /** The role behind an access, or null if there is none, or it belongs to another cache. */
        static @Nullable ById of(@Nullable CachedDomainDataAccess access) {
            return access instanceof ById role ? role : null;
        }
    }

    /** The role behind an access, or null if there is none, or it belongs to another cache. */
    static @Nullable CachedRole of(@Nullable CachedDomainDataAccess access) {
        return access instanceof CachedRole role ? role : null;
    }
}
