package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.entry.EntryKeys;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Whether a row of an entity was overwritten as its session had loaded it. Thread-safe.
 *
 * <p>What a session loaded may have been overwritten by others before it overwrites the row itself.
 * Each write of a row touches the row's tag; so the index knows, when the writer announces itself,
 * whether somebody else did since the writer's first load. An entity that is cached has that tag as
 * its entry's; one that is not gets one of an entry that is never stored. A version that the
 * statement asks for tells as well, but of statements that leave versions alone.
 */
final class RowImages {

    /** Nothing is ever stored there. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private final EntityPersister persister;
    private final CachedRole.@Nullable ById access;
    private final Keyspace keyspace;
    private final EntryKeys keys;
    private final KeyColumns keyColumns;
    private final boolean versioned;

    /** Of the tables that others write by statements, or by collections, and not by this tag. */
    private final List<Tag> unknownRows = new ArrayList<>();

    RowImages(RowGroups groups, EntityPersister persister) {
        this.persister = persister;
        this.access = CachedRole.ById.of(persister.getCacheAccessStrategy());
        String root = groups.nameOf(persister.getRootEntityName());
        this.keyspace =
                access == null ? new Keyspace(root, root + "##Row", TTL) : access.keyspace();
        this.keys = EntryKeys.of(persister.getIdentifierType(), persister.getFactory());
        this.keyColumns = KeyColumns.ofIdentifier(groups, persister);
        this.versioned = persister.isVersioned() && persister.optimisticLockStyle().isVersion();
        List<String> tables = new ArrayList<>();
        groups.of(persister).forEachTable(tables::add);
        if (access == null || tables.stream().anyMatch(groups::isWrittenByCollections)) {
            tables.forEach(table -> unknownRows.add(Tag.unknownRows(groups.nameOf(table))));
        }
    }

    /** What the tags of rows that are not cached lie in; null if the entity is cached. */
    @Nullable Keyspace extraKeyspace() {
        return access == null ? keyspace : null;
    }

    /** Whether a row has one tag, whatever its id is written like. */
    boolean areTellable() {
        return keyColumns.areExact();
    }

    private Entry row(Object id, SharedSessionContractImplementor session) {
        if (access != null) {
            return access.entry(id, session.getTenantIdentifier());
        }
        Object key =
                DefaultCacheKeysFactory.staticCreateEntityKey(
                        id, persister, persister.getFactory(), null);
        return keyspace.entry(null, keys.of(DefaultCacheKeysFactory.staticGetEntityId(key)));
    }

    /** A row was written, whatever in it. */
    void invalidate(
            UnitOfWork unit, @Nullable SharedSessionContractImplementor session, Object id) {
        if (session == null) {
            unit.invalidateAll(keyspace);
        } else if (areTellable()) {
            unit.invalidateAnyway(row(id, session));
        }
    }

    /**
     * What tells whether an attribute of a row was overwritten as it was loaded: none of these was
     * touched since.
     */
    Collection<Tag> deciding(Object id, SharedSessionContractImplementor session, int attribute) {
        List<Tag> deciding = new ArrayList<>(unknownRows);
        if (!versioned || !persister.getPropertyVersionability()[attribute]) {
            deciding.add(row(id, session).tag());
        } else {
            deciding.add(keyspace.floor());
        }
        return deciding;
    }
}
