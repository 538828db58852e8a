package io.hibernateredis.internal.access;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.exact.WrittenEntity;
import io.hibernateredis.internal.log.RegionLog;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.Arrays;
import java.util.List;
import org.hibernate.CacheMode;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.jspecify.annotations.Nullable;

/**
 * Access to the entries of one role. Thread-safe.
 *
 * <p>All four access types run the same protocol, which is strict enough for each. They differ in
 * these points: {@code READ_ONLY} rejects updates; {@code NONSTRICT_READ_WRITE} does not store what
 * was written; {@code TRANSACTIONAL} sees the writes of its own transaction, and nothing that was
 * loaded after the transaction began.
 */
abstract class DataAccess extends RoleAccess implements CheckedRole {

    DataAccess(
            DomainDataRegion region,
            CacheParts parts,
            NavigableRole role,
            String kind,
            AccessType type,
            SessionFactoryImplementor sessionFactory) {
        super(region, parts, role, kind, type, sessionFactory);
    }

    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        return get(SessionWork.of(session), session, (EntryKey) key);
    }

    final @Nullable Object get(
            SessionWork work, SharedSessionContractImplementor session, EntryKey key) {
        Entry entry = key.entry();
        if (scope().isHiddenFrom(session)
                || scope().isReadDifferentlyBy(session)
                || work.awaitsSnapshot()) {
            return null;
        }
        UnitOfWork unit = work.unit();
        if (isTransactional() && unit.hasChanged(entry)) {
            byte[] own = unit.ownState(entry);
            return own == null ? null : bodies.read(own, 0);
        }
        StoredEntry found = find(unit, session, entry);
        if (found == null) {
            sent.forget(entry);
            return null;
        }
        if (!maySee(work, found)) {
            return null;
        }
        Object value = usable(session, key, found);
        if (value == null) {
            sent.forget(entry);
        } else {
            parts().hits().note(this, session, key);
        }
        return value;
    }

    private @Nullable Object usable(
            SharedSessionContractImplementor session, EntryKey key, StoredEntry found) {
        Object shared = found.sharedBy(this);
        if (shared != null) {
            return isOfTypeAsked(key, shared) ? shared : null;
        }
        Object value = valueOf(key.entry(), found);
        if (value == null || !isUsable(session, key, value)) {
            return null;
        }
        if (found.isToBeShared()) {
            found.share(this, value, sharedBytes(value));
        }
        return value;
    }

    private boolean maySee(SessionWork work, StoredEntry found) {
        return isTransactional()
                ? !work.unit().isInTransaction() || found.loaded() <= work.unit().loaded().clock()
                : work.maySee(found.loaded());
    }

    private boolean isUsable(SharedSessionContractImplementor session, EntryKey key, Object value) {
        try {
            return validate(session, key, value);
        } catch (Throwable e) {
            bodies.unreadable(CorruptEntryException.of(e, "its content cannot be assembled"));
            return false;
        }
    }

    /**
     * Throws anything if Hibernate could not use the value.
     *
     * @return false if Hibernate could use it, but it is not what was asked for
     */
    abstract boolean validate(SharedSessionContractImplementor session, EntryKey key, Object value);

    /** Whether a value that was usable before is what is asked for this time. */
    boolean isOfTypeAsked(EntryKey key, Object value) {
        return true;
    }

    /** Bytes that a usable value takes, about; negative if sessions cannot share it. */
    abstract int sharedBytes(Object value);

    @Nullable StoredEntry find(
            UnitOfWork unit, SharedSessionContractImplementor session, Entry entry) {
        return unit.get(entry);
    }

    @Nullable Object valueOf(Entry entry, StoredEntry found) {
        return bodies.read(found.bytes(), StoredEntry.BODY);
    }

    /** Whether what is being loaded is complete, and not a part of what is to be cached. */
    boolean isWhole(SessionWork work) {
        return true;
    }

    @Override
    public final boolean isSame(byte[] one, int from, byte[] other, int fromOther) {
        return Arrays.equals(one, from, one.length, other, fromOther, other.length)
                || isSame(bodies.decode(one, from), bodies.decode(other, fromOther));
    }

    abstract boolean isSame(Object one, Object other);

    /**
     * What a load that is done now would store.
     *
     * @param load is done by a session that stores nothing
     */
    static Loaded wouldStore(SharedSessionContractImplementor session, Entry entry, Runnable load) {
        byte[][] body = new byte[1][];
        SessionWork.of(session)
                .unit()
                .onlyShow(
                        (offered, its) -> {
                            if (offered.equals(entry)) {
                                body[0] = its;
                            }
                        });
        load.run();
        return new Loaded(true, body[0]);
    }

    /** Called when a loaded value may differ from the database, and the session will hold it. */
    void refused(SessionWork work, SharedSessionContractImplementor session, EntryKey key) {}

    byte @Nullable [] bodyOf(SharedSessionContractImplementor session, Entry entry, Object value) {
        return encode(value);
    }

    final byte @Nullable [] encode(Object value) {
        return bodies.write(value);
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
        if (work.operations().isNative()) {
            refused(work, session, (EntryKey) key);
            return false;
        }
        if (work.operations().current().isReplaying()) {
            return false;
        }
        Entry entry = entry(key);
        boolean overwrites =
                session.getCacheMode() == CacheMode.REFRESH
                        || (!minimalPutOverride && type != AccessType.READ_WRITE);
        if (work.unit().hasChanged(entry)
                || scope().isHiddenFrom(session)
                || scope().isReadDifferentlyBy(session)
                || (!overwrites && sent.holds(entry, version))
                || !isWhole(work)) {
            return false;
        }
        byte[] body = bodyOf(session, entry, value);
        if (body == null || !work.unit().offer(entry, body, List.of())) {
            return false;
        }
        sent.note(entry, version);
        work.operations().loadedSomething();
        return true;
    }

    /**
     * Records what a transaction wrote.
     *
     * @return whether it is already visible, which is true only for a transactional session
     */
    final boolean write(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            WrittenEntity.@Nullable How how) {
        Entry entry = entry(key);
        SessionWork work = SessionWork.of(session);
        // After a change of all rows, the session may not know the current state of this one.
        boolean stores =
                how != null
                        && type != AccessType.NONSTRICT_READ_WRITE
                        && scope().hasContentOfItsOwn()
                        && !ReaderContext.hasOwnZone(session)
                        && !work.unit().hasChanged(keyspace().floor())
                        && isStorable(work, session, (EntryKey) key, value, how);
        byte[] body = stores ? bodyOf(session, entry, value) : null;
        written(session, entry, body);
        return isTransactional() && body != null;
    }

    /** As {@link #isReadAsWritten}; a failure must not reach the application's flush. */
    private boolean isStorable(
            SessionWork work,
            SharedSessionContractImplementor session,
            EntryKey key,
            Object value,
            WrittenEntity.How how) {
        try {
            return isReadAsWritten(work, session, key, value, how);
        } catch (RuntimeException | LinkageError e) {
            RegionLog.listenerFailed(e);
            return false;
        }
    }

    /** Whether the database is certain to return what was written as it was sent. */
    boolean isReadAsWritten(
            SessionWork work,
            SharedSessionContractImplementor session,
            EntryKey key,
            Object value,
            WrittenEntity.How how) {
        return false;
    }

    /**
     * As {@link #write}, for a new row, which no other entry can hold. If the database may hold the
     * id as another text, the row is not stored.
     */
    final boolean writeNew(SharedSessionContractImplementor session, Object key, Object value) {
        Entry entry = entry(key);
        if (scope().areKeysExact() || scope().isSharedByTenants(session)) {
            return write(session, key, value, WrittenEntity.How.INSERTED);
        }
        sent.forget(entry);
        SessionWork.of(session)
                .change(
                        unit -> {
                            unit.invalidate(entry, null);
                            tables().invalidate(unit);
                        });
        return false;
    }

    /**
     * Whether what a transaction wrote will be stored with its commit. If so, queries that load the
     * same row need not send it.
     */
    final boolean wasWritten(
            SharedSessionContractImplementor session, Object key, @Nullable Object version) {
        boolean written =
                (type == AccessType.READ_WRITE || type == AccessType.READ_ONLY)
                        && SessionWork.of(session).unit().ownState(entry(key)) != null;
        if (written && (version != null || !isVersioned())) {
            sent.note(entry(key), version);
        }
        return written;
    }

    /** Whether the entries have a version. */
    boolean isVersioned() {
        return true;
    }

    final void rejectUpdate() {
        if (type == AccessType.READ_ONLY) {
            throw new UnsupportedOperationException(
                    "[" + keyspace() + "] is cached READ_ONLY and cannot be updated");
        }
    }
}
