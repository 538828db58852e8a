package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.EntityValidator;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.entry.EntryKeys;
import io.hibernateredis.internal.exact.EntityIdSpelling;
import io.hibernateredis.internal.exact.WrittenEntity;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.rows.CachedRole;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.transaction.UnitOfWork;
import org.hibernate.Hibernate;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.Status;
import org.hibernate.event.spi.EventSource;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Access to the entities of one hierarchy. Thread-safe. */
public final class EntityAccess extends DataAccess implements CachedRole.ById, EntityDataAccess {

    private final Lazy<Mapping> mapping = new Lazy<>(this::readMapping);

    /** What is read from the mapping, which is not complete when regions are built. */
    private record Mapping(
            EntityPersister root,
            EntryKeys keys,
            KeyColumns keyColumns,
            Tables tables,
            EntityValidator validator,
            RowEvidence evidence,
            RestrictedJoins restrictedJoins,
            EntityIdSpelling spelling,
            ReferenceEntries references,
            boolean hasCachedNaturalId) {}

    EntityAccess(
            DomainDataRegion region,
            CacheParts parts,
            NavigableRole role,
            AccessType type,
            SessionFactoryImplementor sessionFactory) {
        super(region, parts, role, "", type, sessionFactory);
    }

    private Mapping mapping() {
        return mapping.get();
    }

    private Mapping readMapping() {
        EntityPersister root =
                sessionFactory.getMappingMetamodel().getEntityDescriptor(role.getFullPath());
        return new Mapping(
                root,
                EntryKeys.of(root.getIdentifierType(), sessionFactory),
                KeyColumns.ofIdentifier(parts().rows().groups(), root),
                Tables.of(parts().names(), root),
                new EntityValidator(root, sessionFactory),
                new RowEvidence(root, sessionFactory),
                new RestrictedJoins(root, sessionFactory),
                new EntityIdSpelling(parts().exactStates().columns(), root),
                new ReferenceEntries(),
                root.hasNaturalIdentifier()
                        && root.getNaturalIdMapping().getCacheAccess() instanceof NaturalIdAccess);
    }

    @Override
    EntryCodec newCodec(EntryCodecs codecs) {
        return codecs.entity(mapping().root());
    }

    @Override
    ReaderContext newContext() {
        return ReaderContext.ofEntity(mapping().root());
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
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        Mapping known = mapping();
        Object id = ((EntryKey) key).origin();
        if (!known.spelling().isOfRow(id) || isLoaded(session, known.root(), id)) {
            return null;
        }
        SessionWork work = SessionWork.of(session);
        Object value = get(work, session, (EntryKey) key);
        if (value != null && known.hasCachedNaturalId() && session instanceof EventSource) {
            work.loads().found(known.root(), id);
        }
        return value;
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        Mapping known = mapping();
        RestrictedJoins joins = known.restrictedJoins();
        if (joins.mayReadHidden(session) || joins.mayHaveNulls(session, value)) {
            refused(SessionWork.of(session), session, (EntryKey) key);
            return false;
        }
        return known.spelling().isOfRow(((EntryKey) key).origin())
                && (ReferenceEntries.isReference(value) || known.spelling().areOfRow(value))
                && (known.evidence().isIn(value)
                        || RowEvidence.isFetchedNowhere(
                                SessionWork.of(session).operations().current().mapping(),
                                known.root()))
                && !RowEvidence.mayBeOfAnother(session, known.root(), ((EntryKey) key).origin())
                && super.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    /**
     * Whether the session holds the entity in a state that may be modified or about to be deleted.
     * On some code paths, Hibernate would overwrite that state with the entry.
     */
    private static boolean isLoaded(
            SharedSessionContractImplementor session, EntityPersister root, Object id) {
        var context = session.getPersistenceContextInternal();
        Object entity = context.getEntity(session.generateEntityKey(id, root));
        var held = entity == null ? null : context.getEntry(entity);
        return held != null
                && held.getStatus() != Status.LOADING
                && Hibernate.isInitialized(entity);
    }

    @Override
    void refused(SessionWork work, SharedSessionContractImplementor session, EntryKey key) {
        work.written().differs(session.generateEntityKey(key.origin(), mapping().root()));
    }

    @Override
    byte @Nullable [] bodyOf(SharedSessionContractImplementor session, Entry entry, Object value) {
        if (!ReferenceEntries.isReference(value)) {
            return encode(value);
        }
        byte[] body = encode(ReferenceEntries.stateOf(value, session));
        if (body != null) {
            mapping().references().keep(entry, value, body);
        }
        return body;
    }

    @Override
    boolean isReadAsWritten(
            SessionWork work,
            SharedSessionContractImplementor session,
            EntryKey key,
            Object value,
            WrittenEntity.How how) {
        var written = WrittenEntity.of(session, mapping().root(), key.origin());
        if (written == null
                || !work.written().mayStore(key.entry(), written, how, parts().exactStates())) {
            return false;
        }
        Object plain =
                ReferenceEntries.isReference(value)
                        ? ReferenceEntries.stateOf(value, session)
                        : value;
        return parts().exactStates()
                .of(written.persister())
                .isExact(key.origin(), written.disassembled(plain));
    }

    @Override
    @Nullable Object valueOf(Entry entry, StoredEntry found) {
        return mapping().root().canUseReferenceCacheEntries()
                ? mapping().references().find(entry, found.bytes(), StoredEntry.BODY)
                : super.valueOf(entry, found);
    }

    @Override
    boolean validate(SharedSessionContractImplementor session, EntryKey key, Object value) {
        return ReferenceEntries.isReference(value)
                || mapping().validator().validate(value, key.origin(), key.asked(), session);
    }

    @Override
    boolean isOfTypeAsked(EntryKey key, Object value) {
        return mapping().validator().isOf(key.asked(), value);
    }

    @Override
    int sharedBytes(Object value) {
        return ReferenceEntries.isReference(value) ? -1 : mapping().validator().sharedBytes(value);
    }

    @Override
    public Object generateCacheKey(
            Object id,
            EntityPersister rootEntityDescriptor,
            SessionFactoryImplementor factory,
            @Nullable String tenant) {
        Type type = mapping().root().getIdentifierType();
        boolean isOfOtherType =
                type instanceof BasicType<?> && !type.getReturnedClass().isInstance(id);
        return EntryKey.ofId(
                entry(id, tenant),
                id,
                rootEntityDescriptor,
                isOfOtherType || scope().isAnyTenants(tenant));
    }

    @Override
    public void invalidateRow(UnitOfWork unit, Object id) {
        if (scope().hasOneEntry()) {
            forgetAndInvalidate(unit, entry(id, null));
        } else {
            unit.invalidateAll(keyspace());
        }
    }

    @Override
    public Entry entry(Object id, @Nullable String tenant) {
        Mapping known = mapping();
        return keyspace()
                .entry(scope().tenantOfKey(tenant), known.keys().of(disassembled(known, id)));
    }

    private Object disassembled(Mapping known, Object id) {
        if (known.keys().areAsGiven(id)) {
            return id;
        }
        return DefaultCacheKeysFactory.staticGetEntityId(
                DefaultCacheKeysFactory.staticCreateEntityKey(
                        id, known.root(), sessionFactory, null));
    }

    @Override
    public Loaded load(SharedSessionContractImplementor session, Entry entry, Object id) {
        Object[] row = new Object[1];
        Loaded loaded =
                wouldStore(
                        session,
                        entry,
                        () -> row[0] = session.internalLoad(role.getFullPath(), id, true, true));
        return row[0] == null ? Loaded.ABSENT : loaded;
    }

    @Override
    boolean isSame(Object one, Object other) {
        return SameState.ofEntities(sessionFactory, one, other);
    }

    @Override
    public Object getCacheKeyId(Object cacheKey) {
        return ((EntryKey) cacheKey).origin();
    }

    @Override
    public boolean insert(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version) {
        return writeNew(session, key, value);
    }

    @Override
    public boolean afterInsert(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version) {
        return wasWritten(session, key, version);
    }

    @Override
    public boolean update(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion) {
        rejectUpdate();
        return write(session, key, value, WrittenEntity.How.UPDATED);
    }

    @Override
    public boolean afterUpdate(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object currentVersion,
            @Nullable Object previousVersion,
            @Nullable SoftLock lock) {
        rejectUpdate();
        return wasWritten(session, key, currentVersion);
    }
}
