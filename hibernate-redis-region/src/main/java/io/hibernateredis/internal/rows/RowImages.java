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
 * Detects whether a row was overwritten in the state in which its session had loaded it.
 * Thread-safe.
 *
 * <p>Between a session's load of a row and its own write, other writers may have changed the row.
 * Every write of a row invalidates the row's tag, so the index knows, when the writer announces
 * itself, whether the tag was invalidated since the writer's first load. For a cached entity this
 * is the tag of its entry; for others it is the tag of an entry that is never stored. A version
 * check in the statement proves it as well, except for statements that leave versions alone.
 */
final class RowImages {

    /** Required by the keyspace; nothing is ever stored in it. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private final EntityPersister persister;
    private final CachedRole.@Nullable ById access;
    private final Keyspace keyspace;
    private final EntryKeys keys;
    private final KeyColumns keyColumns;
    private final boolean versioned;

    /**
     * Tags of the tables that are also written without this tag, by statements or by collections.
     */
    private final List<Tag> unknownRows = new ArrayList<>();

    /** What decides if the statement asks for the version. */
    private final List<Tag> decidingByVersion;

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
        List<Tag> byVersion = new ArrayList<>(unknownRows);
        byVersion.add(keyspace.floor());
        tables.forEach(table -> byVersion.add(Tag.versionsUntrusted(groups.nameOf(table))));
        this.decidingByVersion = List.copyOf(byVersion);
    }

    /** The keyspace of the tags of rows that are not cached; null if the entity is cached. */
    @Nullable Keyspace extraKeyspace() {
        return access == null ? keyspace : null;
    }

    /** Whether a row has one tag, however its id is written. */
    boolean haveOneTag() {
        return keyColumns.areExact();
    }

    private Entry row(Object id, SharedSessionContractImplementor session) {
        if (access != null) {
            return access.entry(id, session.getTenantIdentifier());
        }
        return tagOf(id);
    }

    /** Where its tag stands if it has no tenant. */
    Entry rowOfNoTenant(Object id) {
        return access == null ? tagOf(id) : access.entry(id, null);
    }

    private Entry tagOf(Object id) {
        Object key =
                DefaultCacheKeysFactory.staticCreateEntityKey(
                        id, persister, persister.getFactory(), null);
        return keyspace.entry(null, keys.of(DefaultCacheKeysFactory.staticGetEntityId(key)));
    }

    /** Called when a row was written. */
    void invalidate(
            UnitOfWork unit, @Nullable SharedSessionContractImplementor session, Object id) {
        if (session == null) {
            unit.invalidateAll(keyspace);
        } else if (haveOneTag()) {
            unit.invalidateAnyway(row(id, session));
        }
    }

    /**
     * Called when a row was written elsewhere.
     *
     * @param id null if it is unknown
     */
    void invalidate(UnitOfWork unit, @Nullable Object id) {
        if (id == null || !haveOneTag()) {
            unit.invalidateAll(keyspace);
        } else if (access != null) {
            access.invalidateRow(unit, id);
        } else {
            unit.invalidateAnyway(tagOf(id));
        }
    }

    /**
     * The tags that decide whether an attribute was overwritten as it was loaded: it was if none of
     * them was invalidated since.
     */
    Collection<Tag> deciding(Object id, SharedSessionContractImplementor session, int attribute) {
        if (versioned && persister.getPropertyVersionability()[attribute]) {
            return decidingByVersion;
        }
        List<Tag> deciding = new ArrayList<>(unknownRows);
        deciding.add(row(id, session).tag());
        return deciding;
    }
}
