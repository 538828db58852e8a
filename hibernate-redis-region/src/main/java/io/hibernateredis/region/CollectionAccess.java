package io.hibernateredis.region;

import io.hibernateredis.store.Entry;
import io.hibernateredis.store.Found;
import io.hibernateredis.store.UnitOfWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
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
final class CollectionAccess extends DataAccess implements CollectionDataAccess {

    private volatile @Nullable Mapping mapping;

    /**
     * What the mapping says, which is not there yet when regions are built.
     *
     * @param elements the cached entity that the elements are, if they can be fetched ahead by
     *     their ids
     */
    private record Mapping(
            CollectionPersister persister,
            EntryKeys keys,
            KeyColumns keyColumns,
            Tables tables,
            CollectionAssembly assembly,
            SpeltCollection spelling,
            @Nullable EntityPersister elements) {}

    CollectionAccess(
            DomainRegion region,
            NavigableRole role,
            AccessType type,
            SessionFactoryImplementor factory) {
        super(region, role, "", type, factory);
    }

    private Mapping mapping() {
        Mapping known = mapping;
        if (known == null) {
            CollectionPersister persister =
                    sessionFactory
                            .getMappingMetamodel()
                            .getCollectionDescriptor(role.getFullPath());
            known =
                    new Mapping(
                            persister,
                            EntryKeys.of(CollectionTypes.key(persister), sessionFactory),
                            KeyColumns.ofKey(regionFactory().rowGroups(), persister),
                            Tables.of(regionFactory(), persister),
                            new CollectionAssembly(persister, sessionFactory),
                            new SpeltCollection(regionFactory().exactStates(), persister),
                            cachedElements(persister));
            mapping = known;
        }
        return known;
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
    EntryForm newForm() {
        return regionFactory().forms().of(sessionFactory).collection(mapping().persister());
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
        return work.isLoader();
    }

    @Override
    KeyColumns keyColumns() {
        return mapping().keyColumns();
    }

    /** Also fetches the elements, which Hibernate is about to ask for one by one. */
    @Override
    public @Nullable Object get(SharedSessionContractImplementor session, Object key) {
        SessionWork work = SessionWork.of(session);
        Object value = get(work, session, (EntryKey) key);
        EntityPersister elements = mapping().elements();
        if (value != null && elements != null && fetchesElements(session)) {
            work.unit().prefetch(entry(key), entries(session, elements, value));
        }
        return value;
    }

    @Override
    @Nullable Found find(UnitOfWork unit, SharedSessionContractImplementor session, Entry entry) {
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
        return mapping().spelling().isOfRows(CollectionForm.state(value))
                && super.putFromLoad(session, key, value, version, minimalPutOverride);
    }

    /** Only such a session tells when the collection is complete. */
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
    boolean attempt(SharedSessionContractImplementor session, EntryKey key, Object value) {
        mapping().assembly().attempt(CollectionForm.state(value), session);
        return true;
    }

    @Override
    public Object generateCacheKey(
            Object id,
            CollectionPersister collectionDescriptor,
            SessionFactoryImplementor factory,
            @Nullable String tenant) {
        return new EntryKey(entry(id, tenant), id, null, null, isAnyTenants(tenant));
    }

    Entry entry(Object ownerKey, @Nullable String tenant) {
        Mapping known = mapping();
        Object key =
                DefaultCacheKeysFactory.staticCreateCollectionKey(
                        ownerKey, known.persister(), sessionFactory, null);
        return keyspace()
                .entry(
                        tenantOfKey(tenant),
                        known.keys().of(DefaultCacheKeysFactory.staticGetCollectionId(key)));
    }

    @Override
    public Object getCacheKeyId(Object cacheKey) {
        return ((EntryKey) cacheKey).origin();
    }
}
