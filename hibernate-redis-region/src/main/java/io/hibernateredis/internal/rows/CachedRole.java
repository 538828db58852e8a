package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.transaction.UnitOfWork;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A role that is cached, as those see it who invalidate its entries. Thread-safe. */
public interface CachedRole {

    /** Where its entries lie. */
    Keyspace keyspace();

    /** Invalidates an entry, or all entries if the same row may lie in several of them. */
    void invalidate(UnitOfWork unit, SharedSessionContractImplementor session, Entry entry);

    /** One whose entries are known by an id: an entity's, or that of a collection's owner. */
    interface ById extends CachedRole {

        Entry entry(Object id, @Nullable String tenant);

        /** The role behind an access, or null if it is another cache's, or none. */
        static @Nullable ById of(@Nullable CachedDomainDataAccess access) {
            return access instanceof ById role ? role : null;
        }
    }

    /** The role behind an access, or null if it is another cache's, or none. */
    static @Nullable CachedRole of(@Nullable CachedDomainDataAccess access) {
        return access instanceof CachedRole role ? role : null;
    }
}
