package io.hibernateredis.internal.access;

import io.hibernateredis.internal.entry.CollectionCodec;
import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.entry.CollectionValidator;
import io.hibernateredis.internal.entry.EntryCodec;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.entry.EntryKeys;
import io.hibernateredis.internal.exact.CollectionIdSpelling;
import io.hibernateredis.internal.protocol.Entry;
import io.hibernateredis.internal.protocol.StoredEntry;
import io.hibernateredis.internal.rows.CachedRole;
import io.hibernateredis.internal.rows.KeyColumns;
import io.hibernateredis.internal.rows.Tables;
import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.engine.spi.CollectionKey;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.EntityType;
import org.jspecify.annotations.Nullable;

/** Access to the collections of one role. Thread-safe. */
public final class CollectionAccess extends DataAccess
        implements CachedRole.ById, CollectionDataAccess {

    private final Lazy<Mapping> mapping = new Lazy<>(this::readMapping);

    /**
     * What is read from the mapping, which is not complete when regions are built.
     *
     * @param elements the cached entity of the elements, if they can be prefetched by their ids
     */
    private record Mapping(
            CollectionPersister persister,
            EntryKeys keys,
            KeyColumns keyColumns,
            Tables tables,
            CollectionValidator validator,
            CollectionIdSpelling spelling,
            @Nullable EntityPersister elements) {}

    CollectionAccess(
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
        CollectionPersister persister =
                sessionFactory.getMappingMetamodel().getCollectionDescriptor(role.getFullPath());
        return new Mapping(
                persister,
                EntryKeys.of(CollectionTypes.key(persister), sessionFactory),
                KeyColumns.ofKey(parts().rows().groups(), persister),
                Tables.of(parts().names(), persister),
                new CollectionValidator(persister, sessionFactory),
                new CollectionIdSpelling(parts().exactStates().columns(), persister),
                cachedElements(persister));
    }

    private static @Nullable EntityPersister cachedElements(CollectionPersister persister) {
        boolean listOrBagOrSet =
                switch (persister.getCollectionSemantics().getCollectionClassification()) {
                    case LIST, BAG, SET, ORDERED_SET, SORTED_SET -> true;
                    default -> false;
                };
        if (!listOrBagOrSet || !(CollectionTypes.element(persister) instanceof EntityType type)) {
            return null;
        }
        EntityPersister element = persister.getElementPersister();
        boolean byId =
                type.isReferenceToPrimaryKey()
                        && element.getIdentifierType() instanceof BasicType<?>;
        return byId && element.getCacheAccessStrategy() instanceof EntityAccess ? element : null;
    }

    @Override
    EntryCodec newCodec(EntryCodecs codecs) {
        return codecs.collection(mapping().persister());
    }

    @Override
    ReaderContext newContext() {
        return ReaderContext.ofCollection(mapping().persister());
    }

    @Override
    Tables tables() {
        return mapping().tables();
    }

    @Override
    boolean isWhole(SessionWork work) {
        return work.operations().isLoader();
    }

    @Override
    KeyColumns keyColumns() {
        return mapping().keyColumns();
    }

    /** Also fetches the elements, because Hibernate is about to get them one by one. */
    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        if (!CollectionTypes.isOwnerAtHand(mapping().persister(), getCacheKeyId(key), session)) {
            return null;
        }
        SessionWork work = SessionWork.of(session);
        Object value = get(work, session, (EntryKey) key);
        EntityPersister elements = mapping().elements();
        if (value != null && elements != null && fetchesElements(session)) {
            work.unit().prefetch(entry(key), entries(session, elements, value));
        }
        return value;
    }

    @Override
    @Nullable StoredEntry find(
            UnitOfWork unit, SharedSessionContractImplementor session, Entry entry) {
        return mapping().elements() != null && fetchesElements(session)
                ? unit.getAhead(entry)
                : unit.get(entry);
    }

    @Override
    public boolean putFromLoad(
            SharedSessionContractImplementor session,
            Object key,
            Object value,
            @Nullable Object version,
            boolean minimalPutOverride) {
        return mapping().spelling().isOfRows(CollectionCodec.state(value))
                && !isAddedTo(session, ((EntryKey) key).origin())
                && !RowEvidence.mayBeOfAnother(
                        session,
                        mapping().persister().getOwnerEntityPersister(),
                        ((EntryKey) key).origin())
                && super.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    /**
     * Whether elements were added before their rows were loaded. If there were none, Hibernate
     * offers the additions in their place, of which the other side decides.
     */
    private boolean isAddedTo(SharedSessionContractImplementor session, Object ownerKey) {
        var collection =
                session.getPersistenceContextInternal()
                        .getCollection(new CollectionKey(mapping().persister(), ownerKey));
        return collection != null && collection.isDirty();
    }

    /** Only an {@link EventSource} has an event for the end of the collection's initialization. */
    private static boolean fetchesElements(SharedSessionContractImplementor session) {
        return session instanceof EventSource && session.getCacheMode().isGetEnabled();
    }

    private static List<Entry> entries(
            SharedSessionContractImplementor session, EntityPersister elements, Object collection) {
        var access = (EntityAccess) elements.getCacheAccessStrategy();
        var loaded = session.getPersistenceContextInternal();
        List<Entry> entries = new ArrayList<>();
        for (Object id : ids(collection)) {
            if (id != null && !loaded.containsEntity(session.generateEntityKey(id, elements))) {
                entries.add(access.entry(id, session.getTenantIdentifier()));
            }
        }
        return entries;
    }

    private static Iterable<?> ids(Object collection) {
        if (collection instanceof CollectionCacheEntry plain) {
            Serializable[] state = plain.getState();
            return java.util.Arrays.asList(state);
        }
        return collection instanceof List<?> structured ? structured : List.of();
    }

    @Override
    boolean validate(SharedSessionContractImplementor session, EntryKey key, Object value) {
        mapping().validator().validate(CollectionCodec.state(value), session);
        return true;
    }

    @Override
    int sharedBytes(Object value) {
        return mapping().validator().sharedBytes(value);
    }

    @Override
    public Object generateCacheKey(
            Object id,
            CollectionPersister collectionDescriptor,
            SessionFactoryImplementor factory,
            @Nullable String tenant) {
        return EntryKey.ofId(entry(id, tenant), id, null, scope().isAnyTenants(tenant));
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
    public Entry entry(Object ownerKey, @Nullable String tenant) {
        Mapping known = mapping();
        Object key =
                known.keys().areAsGiven(ownerKey)
                        ? ownerKey
                        : DefaultCacheKeysFactory.staticGetCollectionId(
                                DefaultCacheKeysFactory.staticCreateCollectionKey(
                                        ownerKey, known.persister(), sessionFactory, null));
        return keyspace().entry(scope().tenantOfKey(tenant), known.keys().of(key));
    }

    @Override
    public Loaded load(SharedSessionContractImplementor session, Entry entry, Object ownerId) {
        CollectionPersister persister = mapping().persister();
        if (CollectionTypes.isKeyedByProperty(persister)) {
            return Loaded.UNKNOWN;
        }
        String owner = persister.getOwnerEntityPersister().getEntityName();
        return wouldStore(
                session,
                entry,
                () -> {
                    session.internalLoad(owner, ownerId, true, true);
                    var collection =
                            session.getPersistenceContextInternal()
                                    .getCollection(new CollectionKey(persister, ownerId));
                    if (collection != null) {
                        collection.forceInitialization();
                    }
                });
    }

    @Override
    boolean isSame(Object one, Object other) {
        return SameState.ofElements(
                mapping().persister().getCollectionSemantics().getCollectionClassification(),
                CollectionCodec.state(one),
                CollectionCodec.state(other));
    }

    @Override
    public Object getCacheKeyId(Object cacheKey) {
        return ((EntryKey) cacheKey).origin();
    }
}
