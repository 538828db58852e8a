package io.hibernateredis.region;

import io.hibernateredis.codec.CorruptEntryException;
import io.hibernateredis.store.Counters.Event;
import io.hibernateredis.store.Entry;
import io.hibernateredis.store.Found;
import io.hibernateredis.store.Keyspace;
import io.hibernateredis.store.Store;
import io.hibernateredis.store.Tag;
import io.hibernateredis.store.UnitOfWork;
import java.util.List;
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
 * Access to the entries of one role. Thread-safe.
 *
 * <p>All four access types run the same protocol, which is strict enough for each. They differ in
 * what they add: {@code READ_ONLY} rejects updates, {@code NONSTRICT_READ_WRITE} does not store
 * what it wrote, {@code TRANSACTIONAL} sees its own writes, and nothing that was loaded after its
 * transaction began.
 */
abstract class DataAccess implements CachedDomainDataAccess {

    private final DomainRegion region;
    private final AccessType type;
    private final Keyspace keyspace;
    private final PresentEntries present = new PresentEntries();
    final SessionFactoryImplementor sessionFactory;
    final NavigableRole role;
    private volatile @Nullable EntryForm form;

    DataAccess(
            DomainRegion region,
            NavigableRole role,
            String kind,
            AccessType type,
            SessionFactoryImplementor factory) {
        this.region = region;
        this.type = type;
        this.role = role;
        this.sessionFactory = factory;
        RedisRegionFactory regions = region.factory();
        var ttl = regions.settings().region(region.getName()).ttl();
        this.keyspace =
                new Keyspace(
                        regions.qualify(region.getName()),
                        regions.qualify(role.getFullPath() + kind),
                        ttl);
    }

    /** Made on first use, because the mapping is not there yet when regions are built. */
    abstract EntryForm newForm();

    /** The tables in which what is cached here lies. */
    abstract Set<Tag> tables();

    final EntryForm form() {
        EntryForm known = form;
        if (known == null) {
            known = newForm();
            form = known;
        }
        return known;
    }

    final Keyspace keyspace() {
        return keyspace;
    }

    final Store store() {
        return region.factory().store();
    }

    final RedisRegionFactory regionFactory() {
        return region.factory();
    }

    final boolean isTransactional() {
        return type == AccessType.TRANSACTIONAL;
    }

    static Entry entry(Object key) {
        return ((EntryKey) key).entry();
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        SessionWork work = SessionWork.of(session);
        return get(work, entry(key));
    }

    final @Nullable Object get(SessionWork work, Entry entry) {
        UnitOfWork unit = work.unit();
        if (isTransactional() && unit.hasTouched(entry)) {
            byte[] own = unit.ownState(entry);
            return own == null ? null : decode(own, 0);
        }
        Found found = unit.get(entry);
        if (found == null
                || (isTransactional()
                        && unit.isInTransaction()
                        && found.loaded() > unit.loaded().clock())) {
            present.forget(entry);
            return null;
        }
        Object value = valueOf(entry, found);
        if (value == null) {
            present.forget(entry);
        } else {
            present.note(entry, null);
        }
        return value;
    }

    @Nullable Object valueOf(Entry entry, Found found) {
        return decode(found.bytes(), Found.BODY);
    }

    private @Nullable Object decode(byte[] bytes, int body) {
        try {
            return EntryBody.read(form(), bytes, body);
        } catch (CorruptEntryException e) {
            RegionLog.unreadable(keyspace.toString(), String.valueOf(e.getMessage()));
        }
        store().counters().increment(Event.UNREADABLE);
        return null;
    }

    byte @Nullable [] bodyOf(SharedSessionContractImplementor session, Entry entry, Object value) {
        return encode(value);
    }

    final byte @Nullable [] encode(Object value) {
        try {
            return EntryBody.of(form(), value);
        } catch (RuntimeException e) {
            RegionLog.notCached(keyspace.toString(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version) {
        return putFromLoad(session, key, value, version, false);
    }

    /**
     * Offers a row just read from the database; it is sent when the operation that read it ends.
     */
    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        SessionWork work = SessionWork.of(session);
        Entry entry = entry(key);
        boolean overwrites = !minimalPutOverride && type != AccessType.READ_WRITE;
        if (work.unit().hasTouched(entry) || (!overwrites && present.holds(entry, version))) {
            return false;
        }
        byte[] body = bodyOf(session, entry, value);
        if (body == null || !work.unit().offer(entry, body, List.of())) {
            return false;
        }
        present.note(entry, version);
        work.loadedSomething();
        return true;
    }

    @Override
    public @Nullable SoftLock lockItem(
            SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        touch(session, entry(key), null);
        return null;
    }

    @Override
    public void unlockItem(
            SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
        // The unit of work's close ends what lockItem began.
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        touch(session, entry(key), null);
    }

    @Override
    public void removeAll(SharedSessionContractImplementor session) {
        RegionLock.bind(keyspace);
        SessionWork.of(session)
                .change(
                        unit -> {
                            unit.touchAll(keyspace);
                            tables().forEach(unit::touch);
                        });
    }

    final void touch(
            SharedSessionContractImplementor session, Entry entry, byte @Nullable [] newState) {
        present.forget(entry);
        SessionWork.of(session)
                .change(
                        unit -> {
                            unit.touch(entry, newState);
                            tables().forEach(unit::touch);
                        });
    }

    /**
     * Remembers what a transaction wrote.
     *
     * @return whether it is visible already, which it is to a transactional session alone
     */
    final boolean write(SharedSessionContractImplementor session, Object key, Object value) {
        touch(
                session,
                entry(key),
                type == AccessType.NONSTRICT_READ_WRITE
                        ? null
                        : bodyOf(session, entry(key), value));
        return isTransactional();
    }

    /** Whether what a transaction wrote was given to be stored with its commit. */
    final boolean wasWritten() {
        return type == AccessType.READ_WRITE || type == AccessType.READ_ONLY;
    }

    final void rejectUpdate() {
        if (type == AccessType.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "[" + keyspace + "] is cached READ_ONLY and cannot be updated");
        }
    }

    @Override
    public boolean contains(Object key) {
        return store().contains(entry(key));
    }

    @Override
    public @Nullable SoftLock lockRegion() {
        return RegionLock.take(keyspace, tables());
    }

    @Override
    public void unlockRegion(@Nullable SoftLock lock) {
        if (lock instanceof RegionLock taken && !taken.isBound()) {
            store().evict(Set.of(), taken.tags());
        }
    }

    @Override
    public void evict(Object key) {
        present.forget(entry(key));
        store().evict(Set.of(entry(key)), Set.of());
    }

    @Override
    public void evictAll() {
        present.clear();
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
