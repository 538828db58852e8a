package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.entry.EntryKeys;
import io.hibernateredis.internal.entry.SharedValues;
import io.hibernateredis.internal.exact.EntityIdSpelling;
import io.hibernateredis.internal.exact.ExactState;
import io.hibernateredis.internal.exact.WrittenEntity;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Access to the ids that natural ids resolve to, for one hierarchy. Thread-safe. */
public final class NaturalIdAccess extends DataAccess implements NaturalIdDataAccess {

    private final Lazy<Mapping> mapping = new Lazy<>(this::readMapping);

    private record Mapping(
            EntityPersister root,
            EntryKeys keys,
            KeyColumns keyColumns,
            Tables tables,
            EntityIdSpelling spelling) {}

    NaturalIdAccess(
            DomainDataRegion region,
            CacheParts parts,
            NavigableRole role,
            AccessType type,
            SessionFactoryImplementor sessionFactory) {
        super(region, parts, role, "##NaturalId", type, sessionFactory);
    }

    private Mapping mapping() {
        return mapping.get();
    }

    private Mapping readMapping() {
        EntityPersister root =
                sessionFactory.getMappingMetamodel().getEntityDescriptor(role.getFullPath());
        return new Mapping(
                root,
                EntryKeys.ofNaturalId(root.getNaturalIdMapping()),
                KeyColumns.ofNaturalId(parts().rows().groups(), root.getNaturalIdMapping()),
                Tables.of(parts().names(), root),
                new EntityIdSpelling(parts().exactStates().columns(), root));
    }

    @Override
    EntryCodec newCodec(EntryCodecs codecs) {
        return codecs.naturalId(mapping().root());
    }

    @Override
    ReaderContext newContext() {
        return ReaderContext.ofNaturalId(mapping().root());
    }

    @Override
    Tables tables() {
        return mapping().tables();
    }

    @Override
    KeyColumns keyColumns() {
        return mapping().keyColumns();
    }

    @Override
    boolean isVersioned() {
        return false;
    }

    /**
     * Hibernate asks for the natural id of every entity that it has just found in the cache or
     * loaded, to decide whether to put it. For a cached entity, the answer is read from the entity;
     * for a loaded one it is a miss. Neither needs a round trip.
     */
    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        SessionWork work = SessionWork.of(session);
        Object found = work.loads().foundOf(mapping().root());
        if (found != null && isOf(session, found, (EntryKey) key)) {
            return found;
        }
        return work.operations().isRunning() ? null : get(work, session, (EntryKey) key);
    }

    /** Whether an entity that the session has just assembled has this natural id. */
    private boolean isOf(SharedSessionContractImplementor session, Object id, EntryKey key) {
        EntityPersister root = mapping().root();
        Object entity =
                session.getPersistenceContextInternal()
                        .getEntity(session.generateEntityKey(id, root));
        return entity != null
                && isSame(
                        root.getNaturalIdMapping().extractNaturalIdFromEntity(entity),
                        key,
                        session);
    }

    /** The equality of entities is the application's, so theirs is decided by their keys. */
    private boolean isSame(
            @Nullable Object own, EntryKey key, SharedSessionContractImplementor session) {
        return own != null
                && (own == key.origin()
                        || (own instanceof String && own.equals(key.origin()))
                        || entry(own, session).equals(key.entry()));
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return mapping().spelling().isOfRow(value)
                && !RowEvidence.mayBeOfAnother(session, mapping().root(), value)
                && super.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    /** Does nothing: the codec assembles the id. */
    @Override
    boolean validate(SharedSessionContractImplementor session, EntryKey key, Object value) {
        return true;
    }

    @Override
    int sharedBytes(Object value) {
        return SharedValues.bytesOf(value);
    }

    /**
     * For a natural id that contains a reference, Hibernate may ask the cache whether the entity
     * that is referred to exists. So the entry is not worked out where it is certain that none is
     * put.
     */
    @Override
    public Object generateCacheKey(
            Object naturalIdValues,
            EntityPersister rootEntityDescriptor,
            SharedSessionContractImplementor session) {
        SessionWork work = SessionWork.find(session);
        boolean comesFromCache =
                work != null
                        && (work.operations().current().isReplaying()
                                || work.loads().foundOf(mapping().root()) != null);
        return comesFromCache
                ? EntryKey.ofNaturalId(
                        () -> entry(naturalIdValues, session), naturalIdValues, session)
                : EntryKey.ofNaturalId(entry(naturalIdValues, session), naturalIdValues, session);
    }

    Entry entry(Object naturalIdValues, SharedSessionContractImplementor session) {
        Mapping known = mapping();
        Object key =
                DefaultCacheKeysFactory.staticCreateNaturalIdKey(
                        naturalIdValues, known.root(), session);
        return keyspace()
                .entry(
                        scope().tenantOfKey(session.getTenantIdentifier()),
                        known.keys().of(DefaultCacheKeysFactory.staticGetNaturalIdValues(key)));
    }

    @Override
    public Loaded load(SharedSessionContractImplementor session, Entry entry, Object values) {
        // What it reads must not be taken for this session's own by the cache.
        wouldStore(session, entry, () -> {});
        Object id = mapping().root().getNaturalIdLoader().resolveNaturalIdToId(values, session);
        return id == null ? Loaded.ABSENT : new Loaded(true, encode(id));
    }

    @Override
    boolean isSame(Object one, Object other) {
        return SameState.ofValues(one, other);
    }

    @Override
    public Object getNaturalIdValues(Object cacheKey) {
        return ((EntryKey) cacheKey).origin();
    }

    @Override
    boolean isReadAsWritten(
            SessionWork work,
            SharedSessionContractImplementor session,
            EntryKey key,
            Object value,
            WrittenEntity.How how) {
        EntityPersister root = mapping().root();
        var written = WrittenEntity.of(session, root, value);
        if (written == null
                || !work.written().mayStore(key.entry(), written, how, parts().exactStates())) {
            return false;
        }
        ExactState exact = parts().exactStates().of(written.persister());
        return exact.isExactId(value)
                && exact.areExact(root.getNaturalIdentifierProperties(), written.loadedState());
    }

    @Override
    public boolean insert(SharedSessionContractImplementor session, Object key, Object value) {
        return writeNew(session, key, value);
    }

    @Override
    public boolean afterInsert(SharedSessionContractImplementor session, Object key, Object value) {
        return wasWritten(session, key, null);
    }

    @Override
    public boolean update(SharedSessionContractImplementor session, Object key, Object value) {
        rejectUpdate();
        return write(session, key, value, WrittenEntity.How.UPDATED);
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable SoftLock lock) {
        rejectUpdate();
        return wasWritten(session, key, null);
    }

    /**
     * Called at the flush, and again after the commit; within a transaction the eviction belongs to
     * the transaction.
     */
    @Override
    public void evict(Object key) {
        Entry entry = entry(key);
        SharedSessionContractImplementor session = ((EntryKey) key).session();
        SessionWork work = session == null || session.isClosed() ? null : SessionWork.find(session);
        if (session == null || work == null || !work.isInTransaction()) {
            super.evict(key);
        } else if (!work.unit().isCompleting(entry)) {
            work.change(unit -> invalidate(unit, session, entry));
        }
    }
}
