package io.hibernateredis.region;

import io.hibernateredis.store.Entry;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Access to the ids that natural ids resolve to, for one hierarchy. Thread-safe. */
final class NaturalIdAccess extends DataAccess implements NaturalIdDataAccess {

    private volatile @Nullable Mapping mapping;

    private record Mapping(
            EntityPersister root,
            EntryKeys keys,
            KeyColumns keyColumns,
            Tables tables,
            SpeltEntity spelling) {}

    NaturalIdAccess(
            DomainRegion region,
            NavigableRole role,
            AccessType type,
            SessionFactoryImplementor factory) {
        super(region, role, "##NaturalId", type, factory);
    }

    private Mapping mapping() {
        Mapping known = mapping;
        if (known == null) {
            EntityPersister root =
                    sessionFactory.getMappingMetamodel().getEntityDescriptor(role.getFullPath());
            known =
                    new Mapping(
                            root,
                            EntryKeys.ofNaturalId(root.getNaturalIdMapping()),
                            KeyColumns.ofNaturalId(
                                    regionFactory().rowGroups(), root.getNaturalIdMapping()),
                            Tables.of(regionFactory(), root),
                            new SpeltEntity(regionFactory().exactStates(), root));
            mapping = known;
        }
        return known;
    }

    @Override
    EntryForm newForm() {
        return regionFactory().forms().of(sessionFactory).naturalId(mapping().root());
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

    /**
     * Hibernate asks for the natural id of every entity that it has just found or loaded, to see
     * whether to put it: the first is answered from the entity itself, the second with a no,
     * neither by Redis.
     */
    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        SessionWork work = SessionWork.of(session);
        Object id = work.loads().idOf(entry(key));
        if (id != null) {
            return id;
        }
        return work.isInOperation() ? null : get(work, session, (EntryKey) key);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return mapping().spelling().isOfRow(value)
                && super.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    /** The id was assembled when it was read. */
    @Override
    boolean attempt(SharedSessionContractImplementor session, EntryKey key, Object value) {
        return true;
    }

    @Override
    public Object generateCacheKey(
            Object naturalIdValues,
            EntityPersister rootEntityDescriptor,
            SharedSessionContractImplementor session) {
        return new EntryKey(entry(naturalIdValues, session), naturalIdValues, session);
    }

    Entry entry(Object naturalIdValues, SharedSessionContractImplementor session) {
        Mapping known = mapping();
        Object key =
                DefaultCacheKeysFactory.staticCreateNaturalIdKey(
                        naturalIdValues, known.root(), session);
        return keyspace()
                .entry(
                        tenantOfKey(session.getTenantIdentifier()),
                        known.keys().of(DefaultCacheKeysFactory.staticGetNaturalIdValues(key)));
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
                || !work.written().mayStore(key.entry(), written, how, regionFactory())) {
            return false;
        }
        ExactState exact = regionFactory().exactStates().of(written.persister());
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

    /** Called at the flush, and again after the commit: within a transaction it is part of it. */
    @Override
    public void evict(Object key) {
        Entry entry = entry(key);
        SharedSessionContractImplementor session = ((EntryKey) key).session();
        SessionWork work =
                session == null || session.isClosed() ? null : SessionWork.ifOurs(session);
        if (session == null || work == null || !work.isInTransaction()) {
            super.evict(key);
        } else if (!work.unit().isCompleting(entry)) {
            work.change(unit -> touch(unit, session, entry, null));
        }
    }
}
