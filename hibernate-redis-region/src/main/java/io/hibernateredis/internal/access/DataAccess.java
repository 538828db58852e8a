package io.hibernateredis.internal.access;

import io.hibernateredis.Counters.Event;
import io.hibernateredis.internal.RegionLog;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.entry.EntryBody;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.exact.WrittenEntity;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.RoleContent;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.rows.Tenancy;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.store.Store;
import io.hibernateredis.internal.transaction.UnitOfWork;
import io.hibernateredis.region.RedisRegionFactory;
import java.util.List;
import java.util.Set;
import org.hibernate.CacheMode;
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
public abstract class DataAccess implements CachedDomainDataAccess {

    private final DomainRegion region;
    private final AccessType type;
    private final Keyspace keyspace;
    private final PresentEntries present = new PresentEntries(System::nanoTime);
    final SessionFactoryImplementor sessionFactory;
    final NavigableRole role;
    private volatile @Nullable EntryCodec codec;
    private volatile Tenancy.@Nullable Rows rows;
    private volatile @Nullable RoleContent content;
    private volatile @Nullable ReaderContext context;

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
    abstract EntryCodec newCodec();

    /** The tables in which what is cached here lies. */
    abstract Tables tables();

    abstract KeyColumns keyColumns();

    /** Who reads these rows otherwise than others. */
    abstract ReaderContext newContext();

    private boolean isReadOtherwiseBy(SharedSessionContractImplementor session) {
        ReaderContext known = context;
        if (known == null) {
            known = newContext();
            context = known;
        }
        return known.differsFor(session);
    }

    final EntryCodec codec() {
        EntryCodec known = codec;
        if (known == null) {
            known = newCodec();
            codec = known;
        }
        return known;
    }

    /** Which tenants see the rows in which what is cached here lies. */
    final Tenancy.Rows rows() {
        Tenancy.Rows known = rows;
        if (known == null) {
            known = region.factory().tenancy().of(role.getFullPath());
            rows = known;
        }
        return known;
    }

    /** The part of a key that tells the tenant, or null if it makes no difference. */
    final @Nullable String tenantOfKey(@Nullable String tenant) {
        return rows() == Tenancy.Rows.SHARED ? null : tenant;
    }

    /** Whether a key made for no tenant may mean any tenant's. */
    final boolean isAnyTenants(@Nullable String tenant) {
        return tenant == null
                && region.factory().tenancy().isUsed()
                && rows() != Tenancy.Rows.SHARED;
    }

    /**
     * A session outside of all tenants sees other rows than any entry holds; what may depend on any
     * table is hidden from all.
     */
    private boolean isHiddenFrom(SharedSessionContractImplementor session) {
        Tenancy tenancy = region.factory().tenancy();
        return ((rows() != Tenancy.Rows.SHARED || !tenancy.isUsed()) && tenancy.isOutside(session))
                || content() == RoleContent.UNKNOWN;
    }

    private RoleContent content() {
        RoleContent known = content;
        if (known == null) {
            known = RoleContent.of(region.factory().dependents(), role.getFullPath(), keyspace);
            content = known;
        }
        return known;
    }

    /**
     * Touches an entry, or all if the same row may lie in other entries: other tenants', or those
     * of ids that are written differently.
     */
    public final void invalidate(
            UnitOfWork unit,
            SharedSessionContractImplementor session,
            Entry entry,
            byte @Nullable [] newState) {
        if (rows() == Tenancy.Rows.MIXED || isHiddenFrom(session) || !keyColumns().areExact()) {
            unit.invalidate(entry, null);
            unit.invalidateAll(keyspace);
        } else {
            unit.invalidate(entry, newState);
        }
    }

    public final Keyspace keyspace() {
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
        return get(SessionWork.of(session), session, (EntryKey) key);
    }

    final @Nullable Object get(
            SessionWork work, SharedSessionContractImplementor session, EntryKey key) {
        Entry entry = key.entry();
        if (isHiddenFrom(session) || isReadOtherwiseBy(session) || work.awaitsSnapshot()) {
            return null;
        }
        UnitOfWork unit = work.unit();
        if (isTransactional() && unit.hasChanged(entry)) {
            byte[] own = unit.ownState(entry);
            return own == null ? null : decode(own, 0);
        }
        StoredEntry found = find(unit, session, entry);
        if (found == null) {
            present.forget(entry);
            return null;
        }
        if (!maySee(work, found)) {
            return null;
        }
        Object value = valueOf(entry, found);
        if (value == null || !isUsable(session, key, value)) {
            present.forget(entry);
            return null;
        }
        present.note(entry, null);
        return value;
    }

    private boolean maySee(SessionWork work, StoredEntry found) {
        return isTransactional()
                ? !work.unit().isInTransaction() || found.loaded() <= work.unit().loaded().clock()
                : work.maySee(found.loaded());
    }

    private boolean isUsable(SharedSessionContractImplementor session, EntryKey key, Object value) {
        try {
            return attempt(session, key, value);
        } catch (Throwable e) {
            unreadable(CorruptEntryException.of(e, "what it holds cannot be assembled"));
            return false;
        }
    }

    /**
     * Fails, with whatever it may be, if Hibernate could not use what was found.
     *
     * @return false if it could, but it is not what is looked for
     */
    abstract boolean attempt(SharedSessionContractImplementor session, EntryKey key, Object value);

    @Nullable StoredEntry find(
            UnitOfWork unit, SharedSessionContractImplementor session, Entry entry) {
        return unit.get(entry);
    }

    @Nullable Object valueOf(Entry entry, StoredEntry found) {
        return decode(found.bytes(), StoredEntry.BODY);
    }

    private @Nullable Object decode(byte[] bytes, int body) {
        try {
            return EntryBody.read(codec(), bytes, body);
        } catch (CorruptEntryException e) {
            unreadable(e);
            return null;
        }
    }

    private void unreadable(CorruptEntryException e) {
        RegionLog.unreadable(keyspace.toString(), String.valueOf(e.getMessage()));
        store().counters().increment(Event.UNREADABLE);
    }

    /** Whether what is being loaded is not merely a part of what is to be cached. */
    boolean isWhole(SessionWork work) {
        return true;
    }

    /** What is being loaded may be other than the database has it, and the session will hold it. */
    void refused(SessionWork work, SharedSessionContractImplementor session, EntryKey key) {}

    byte @Nullable [] bodyOf(SharedSessionContractImplementor session, Entry entry, Object value) {
        return encode(value);
    }

    final byte @Nullable [] encode(Object value) {
        try {
            return EntryBody.of(codec(), value);
        } catch (RuntimeException | LinkageError e) {
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
        if (work.isNative()) {
            refused(work, session, (EntryKey) key);
            return false;
        }
        boolean overwrites =
                session.getCacheMode() == CacheMode.REFRESH
                        || (!minimalPutOverride && type != AccessType.READ_WRITE);
        if (work.isReplaying()
                || work.unit().hasChanged(entry)
                || isHiddenFrom(session)
                || isReadOtherwiseBy(session)
                || (!overwrites && present.holds(entry, version))
                || !isWhole(work)) {
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
        invalidate(session, entry(key), null);
        return null;
    }

    @Override
    public void unlockItem(
            SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
        // The unit of work's close ends what lockItem began.
    }

    @Override
    public void remove(SharedSessionContractImplementor session, Object key) {
        invalidate(session, entry(key), null);
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

    public final void invalidate(
            SharedSessionContractImplementor session, Entry entry, byte @Nullable [] newState) {
        present.forget(entry);
        SessionWork.of(session)
                .change(
                        unit -> {
                            invalidate(unit, session, entry, newState);
                            tables().invalidate(unit);
                        });
    }

    /**
     * Remembers what a transaction wrote.
     *
     * @return whether it is visible already, which it is to a transactional session alone
     */
    final boolean write(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            WrittenEntity.@Nullable How how) {
        Entry entry = entry(key);
        SessionWork work = SessionWork.of(session);
        // What was done to all rows, the session may not know of this one.
        boolean stores =
                how != null
                        && type != AccessType.NONSTRICT_READ_WRITE
                        && content() == RoleContent.OWN
                        && !ReaderContext.hasOwnZone(session)
                        && !work.unit().hasChanged(keyspace.floor())
                        && isReadAsWritten(work, session, (EntryKey) key, value, how);
        byte[] body = stores ? bodyOf(session, entry, value) : null;
        invalidate(session, entry, body);
        return isTransactional() && body != null;
    }

    /** Whether the database surely gives back what was written as it was sent. */
    boolean isReadAsWritten(
            SessionWork work,
            SharedSessionContractImplementor session,
            EntryKey key,
            Object value,
            WrittenEntity.How how) {
        return false;
    }

    /**
     * As {@link #write}, of what was not there before, so that no other entry holds it. If the
     * database may hold the id as another text, it is not stored.
     */
    final boolean writeNew(SharedSessionContractImplementor session, Object key, Object value) {
        Entry entry = entry(key);
        if (keyColumns().areExact() || rows() == Tenancy.Rows.MIXED || isHiddenFrom(session)) {
            return write(session, key, value, WrittenEntity.How.INSERTED);
        }
        present.forget(entry);
        SessionWork.of(session)
                .change(
                        unit -> {
                            unit.invalidate(entry, null);
                            tables().invalidate(unit);
                        });
        return false;
    }

    /**
     * Whether what a transaction wrote was given to be stored with its commit. Then it is taken to
     * be there: a query that loads the same need not send it.
     */
    final boolean wasWritten(
            SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        boolean written =
                (type == AccessType.READ_WRITE || type == AccessType.READ_ONLY)
                        && SessionWork.of(session).unit().ownState(entry(key)) != null;
        if (written && (version != null || this instanceof NaturalIdAccess)) {
            present.note(entry(key), version);
        }
        return written;
    }

    final void rejectUpdate() {
        if (type == AccessType.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "[" + keyspace + "] is cached READ_ONLY and cannot be updated");
        }
    }

    @Override
    public boolean contains(Object key) {
        return !((EntryKey) key).vague() && store().contains(entry(key));
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
        if (((EntryKey) key).vague() || rows() == Tenancy.Rows.MIXED || !keyColumns().areExact()) {
            evictAll();
            return;
        }
        present.forget(entry(key));
        store().evict(Set.of(entry(key)), Set.of());
    }

    final void forgetPresent() {
        present.clear();
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
