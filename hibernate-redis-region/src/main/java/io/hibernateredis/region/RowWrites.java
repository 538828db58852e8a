package io.hibernateredis.region;

import io.hibernateredis.store.Keyspace;
import io.hibernateredis.store.Tag;
import io.hibernateredis.store.UnitOfWork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * What the rows that a session factory writes invalidate, beside their own entries. Thread-safe.
 */
final class RowWrites {

    private final RedisRegionFactory regionFactory;
    private final InverseCollections inverse;
    private final Map<String, Tables> tablesByName = new ConcurrentHashMap<>();
    private final Map<String, RowImages> imagesByName = new ConcurrentHashMap<>();

    RowWrites(RedisRegionFactory regionFactory, SessionFactoryImplementor sessionFactory) {
        this.regionFactory = regionFactory;
        this.inverse = new InverseCollections(sessionFactory, regionFactory.foreignKeys());
    }

    InverseCollections inverse() {
        return inverse;
    }

    private RowImages images(EntityPersister persister) {
        return imagesByName.computeIfAbsent(
                persister.getEntityName(), name -> new RowImages(regionFactory, persister));
    }

    /**
     * The keyspace in which the tags of an entity's rows lie where the entity is not cached; null
     * if it is, or if nothing depends on them. To be touched by what writes its rows unnoticed.
     */
    @Nullable Keyspace extraKeyspace(EntityPersister persister) {
        return isImageNeeded(persister) ? images(persister).extraKeyspace() : null;
    }

    private boolean isImageNeeded(EntityPersister persister) {
        return !inverse.ofHierarchy(persister).isEmpty()
                || persister.getNaturalIdCacheAccessStrategy() instanceof NaturalIdAccess;
    }

    void touch(
            UnitOfWork unit, @Nullable SharedSessionContractImplementor session, RowWrite write) {
        EntityPersister persister = write.persister();
        boolean stateless = !(session instanceof EventSource);
        tables(persister).touch(unit);
        EntityRows rows = regionFactory.rowGroups().of(persister);
        rows.touch(
                unit,
                session,
                write.id(),
                write.before(),
                write.after(),
                write.beforeKnown() && session != null);
        if (write.isDeletion()) {
            rows.forEachTable(table -> regionFactory.cascades().touchDependents(unit, table));
        }
        regionFactory
                .dependents()
                .rowWritten(unit, persister, write.before() != null && write.after() != null);
        if (stateless) {
            touchWhatStatelessSessionsForget(unit, persister);
        }
        if (isImageNeeded(persister)) {
            RowImages images = images(persister);
            images.touch(unit, session, write.id());
            for (ElementRole role : roles(write)) {
                role.touch(unit, session, write, images);
            }
            touchNaturalId(unit, session, write, images);
        }
    }

    private List<ElementRole> roles(RowWrite write) {
        return write.overwritesUnknown()
                ? inverse.ofHierarchy(write.persister())
                : inverse.of(write.persister());
    }

    private Tables tables(EntityPersister persister) {
        return tablesByName.computeIfAbsent(
                persister.getEntityName(), name -> Tables.of(regionFactory, persister));
    }

    /**
     * A stateless session rewrites the rows of all collections that its entity owns, and tells
     * nobody of which session that is.
     */
    private void touchWhatStatelessSessionsForget(UnitOfWork unit, EntityPersister persister) {
        for (CollectionPersister collection : inverse.ownedBy(persister)) {
            touchRowsOf(unit, collection);
            Keyspace inElements = InverseCollections.writtenInElements(collection);
            if (inElements != null) {
                unit.touchAll(inElements);
            }
            if (collection.getCacheAccessStrategy() instanceof CollectionAccess access
                    && CollectionTypes.isKeyedByProperty(collection)) {
                unit.touchAll(access.keyspace());
            }
        }
    }

    /** Rows of a collection were written, of which its own entry is not all that depends. */
    void touchRowsOf(UnitOfWork unit, CollectionPersister collection) {
        Tables tables = Tables.of(regionFactory, collection);
        if (RowGroups.isWriting(collection)) {
            tables.touchUnknownRows(unit);
        } else {
            tables.touch(unit);
        }
        inverse.sharingTable(collection).forEach(unit::touchAll);
        regionFactory.dependents().collectionWritten(unit, collection);
    }

    /**
     * Hibernate evicts the natural id that the session had loaded, if it sees that it changes; a
     * stateless session evicts none.
     */
    private static void touchNaturalId(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write,
            RowImages images) {
        EntityPersister persister = write.persister();
        if (write.isInsertion()
                || !(persister.getNaturalIdCacheAccessStrategy()
                        instanceof NaturalIdAccess access)) {
            return;
        }
        NaturalIdMapping naturalId = persister.getNaturalIdMapping();
        int[] attributes = persister.getNaturalIdentifierProperties();
        if (session == null
                || write.overwritesUnknown()
                || !images.areTellable()
                || (write.isDeletion() && refersToEntities(persister, attributes))) {
            unit.touchAll(access.keyspace());
        } else if (naturalId.isMutable() || write.isDeletion()) {
            Set<Tag> deciding = new HashSet<>();
            for (int attribute : attributes) {
                deciding.addAll(images.deciding(write.id(), session, attribute));
            }
            unit.touchAllIfWritten(access.keyspace(), deciding);
        }
    }

    /** What is deleted with others has lost its references to them when Hibernate evicts it. */
    private static boolean refersToEntities(EntityPersister persister, int[] attributes) {
        for (int attribute : attributes) {
            var type = persister.getPropertyTypes()[attribute];
            if (type.isEntityType() || type.isComponentType() || type.isAnyType()) {
                return true;
            }
        }
        return false;
    }

    /** All that a write to an entity may invalidate, whatever it wrote. */
    void touchAnything(UnitOfWork unit, EntityPersister persister) {
        Set<String> tables = new HashSet<>();
        regionFactory.rowGroups().of(persister).forEachTable(tables::add);
        tables(persister).touchUnknownRows(unit);
        regionFactory.dependents().touchDependents(unit, tables);
        touchAll(unit, persister.getCacheAccessStrategy());
        touchAll(unit, persister.getNaturalIdCacheAccessStrategy());
        inverse.ofHierarchy(persister).forEach(role -> unit.touchAll(role.access().keyspace()));
        Keyspace extra = extraKeyspace(persister);
        if (extra != null) {
            unit.touchAll(extra);
        }
        for (CollectionPersister collection : inverse.ownedBy(persister)) {
            touchAnything(unit, collection);
        }
    }

    /** All that a write to a collection may invalidate. */
    void touchAnything(UnitOfWork unit, CollectionPersister collection) {
        touchAll(unit, collection.getCacheAccessStrategy());
        List<String> tables = List.of(collection.getCollectionSpaces());
        Tables.of(regionFactory, collection).touchUnknownRows(unit);
        regionFactory.dependents().touchDependents(unit, tables);
        inverse.sharingTable(collection).forEach(unit::touchAll);
    }

    /** All there is. */
    void touchEverything(UnitOfWork unit) {
        regionFactory.dependents().written(unit, Set.of());
        List.copyOf(imagesByName.values())
                .forEach(
                        images -> {
                            Keyspace extra = images.extraKeyspace();
                            if (extra != null) {
                                unit.touchAll(extra);
                            }
                        });
    }

    private static void touchAll(UnitOfWork unit, @Nullable CachedDomainDataAccess access) {
        if (access instanceof DataAccess ours) {
            unit.touchAll(ours.keyspace());
        }
    }
}
