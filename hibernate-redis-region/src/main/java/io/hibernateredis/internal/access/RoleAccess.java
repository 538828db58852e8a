package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.CachedRole;
import io.hibernateredis.internal.rows.IndexNames;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.settings.RegionSettings;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.Set;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one role, as far as they are invalidated, and what all accesses have in common.
 * Thread-safe.
 */
abstract class RoleAccess implements CachedDomainDataAccess, CachedRole {

    private final DomainDataRegion region;
    final AccessType type;
    private final CacheParts parts;
    private final Keyspace keyspace;
    private final RoleScope scope;
    final EntryBodies bodies;
    final SentEntries sent = new SentEntries(System::nanoTime);
    final SessionFactoryImplementor sessionFactory;
    final NavigableRole role;

    RoleAccess(
            DomainDataRegion region,
            CacheParts parts,
            NavigableRole role,
            String kind,
            AccessType type,
            SessionFactoryImplementor sessionFactory) {
        this.region = region;
        this.parts = parts;
        this.type = type;
        this.role = role;
        this.sessionFactory = sessionFactory;
        IndexNames names = parts.names();
        RegionSettings its = parts.settings().region(region.getName());
        this.keyspace =
                new Keyspace(
                        names.of(region.getName()),
                        names.of(role.getFullPath() + kind),
                        its.ttl(),
                        its.near(),
                        its.form());
        this.scope =
                new RoleScope(
                        parts.rows(),
                        role.getFullPath(),
                        keyspace,
                        this::newContext,
                        this::keyColumns);
        this.bodies =
                new EntryBodies(
                        keyspace,
                        () -> newCodec(parts.codecs().get()),
                        () -> parts.store().get().counters());
    }

    /** Made on first use, because the mapping is not complete when regions are built. */
    abstract EntryCodec newCodec(EntryCodecs codecs);

    /** The tables that hold the rows of the role. */
    abstract Tables tables();

    abstract KeyColumns keyColumns();

    /** Which sessions read these rows differently. */
    abstract ReaderContext newContext();

    final CacheParts parts() {
        return parts;
    }

    final RoleScope scope() {
        return scope;
    }

    private Store store() {
        return parts.store().get();
    }

    @Override
    public final void invalidate(
            UnitOfWork unit, SharedSessionContractImplementor session, Entry entry) {
        invalidate(unit, session, entry, null);
    }

    /**
     * Invalidates an entry, or all entries if several of them may hold the same row: for different
     * tenants, or for an id that is written in different ways.
     */
    private void invalidate(
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            Entry entry,
            byte @Nullable [] newState) {
        if (scope.isSharedByTenants(session) || !scope.areKeysExact()) {
            unit.invalidate(entry, null);
            unit.invalidateAll(keyspace);
        } else {
            unit.invalidate(entry, newState);
        }
    }

    /** Invalidates an entry that someone else than a session has changed. */
    final void forgetAndInvalidate(UnitOfWork unit, Entry entry) {
        sent.forget(entry);
        unit.invalidate(entry, null);
    }

    @Override
    public final Keyspace keyspace() {
        return keyspace;
    }

    final CachedEntries contents() {
        return new CachedEntries(role.getFullPath(), keyspace, bodies::decode);
    }

    final boolean isTransactional() {
        return type == AccessType.TRANSACTIONAL;
    }

    static Entry entry(Object key) {
        return ((EntryKey) key).entry();
    }

    @Override
    public @Nullable SoftLock lockItem(
            SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        invalidate(session, entry(key));
        return null;
    }

    @Override
    public void unlockItem(
            SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
        // The end of the unit of work ends what lockItem began.
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        invalidate(session, entry(key));
    }

    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        RegionLock.bind(keyspace);
        SessionWork.of(session)
                .change(
                        unit -> {
                            unit.invalidateAll(keyspace);
                            tables().invalidateUnknownRows(unit);
                        });
    }

    /** Invalidates an entry as part of what a session changes. */
    public final void invalidate(SharedSessionContractImplementor session, Entry entry) {
        written(session, entry, null);
    }

    /** Records what a session wrote, and what to store for it; null to store nothing. */
    final void written(
            SharedSessionContractImplementor session, Entry entry, byte @Nullable [] newState) {
        sent.forget(entry);
        SessionWork.of(session)
                .change(
                        unit -> {
                            invalidate(unit, session, entry, newState);
                            tables().invalidate(unit);
                        });
    }

    @Override
    public boolean contains(Object key) {
        return !((EntryKey) key).ambiguous() && store().contains(entry(key));
    }

    @Override
    public @Nullable SoftLock lockRegion() {
        return RegionLock.take(keyspace, tables(), sessionFactory);
    }

    @Override
    public void unlockRegion(@Nullable SoftLock lock) {
        if (lock instanceof RegionLock taken && !taken.isBound()) {
            store().evict(Set.of(), taken.tags());
        }
    }

    @Override
    public void evict(Object key) {
        if (((EntryKey) key).ambiguous() || !scope.hasOneEntryPerRow()) {
            evictAll();
            return;
        }
        sent.forget(entry(key));
        store().evict(Set.of(entry(key)), Set.of());
    }

    final void forgetSent() {
        sent.clear();
    }

    @Override
    public void evictAll() {
        sent.clear();
        store().evict(Set.of(), Set.of(keyspace.floor()));
    }

    @Override
    public DomainDataRegion getRegion() {
        return region;
    }

    @Override
    public AccessType getAccessType() {
        return type;
    }
}
