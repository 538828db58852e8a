package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.database.ForeignKeys;
import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.protocol.Tag;
import io.hibernateredis.internal.transaction.UnitOfWork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.id.IdentityGenerator;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.hibernate.id.uuid.UuidGenerator;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Determines what the rows written by a session factory invalidate, in addition to their own
 * entries. Thread-safe.
 */
public final class RowWrites {

    private final IndexNames names;
    private final RowGroups groups;
    private final Supplier<TableDependents> dependents;
    private final InverseCollections inverse;
    private final OwnRows own;
    private final Map<String, Tables> tablesByName = new ConcurrentHashMap<>();
    private final Map<String, RowImages> imagesByName = new ConcurrentHashMap<>();

    RowWrites(
            IndexNames names,
            RowGroups groups,
            Supplier<TableDependents> dependents,
            ForeignKeys foreignKeys,
            SessionFactoryImplementor sessionFactory) {
        this.names = names;
        this.groups = groups;
        this.dependents = dependents;
        this.inverse = new InverseCollections(sessionFactory, foreignKeys);
        this.own = new OwnRows(groups);
    }

    public InverseCollections inverse() {
        return inverse;
    }

    /**
     * The name of the row that a write changed, for the database's log; null if it cannot be told
     * from what else may have happened to it.
     */
    public @Nullable String nameInLog(SharedSessionContractImplementor session, RowWrite write) {
        Tag name = own.nameOf(session, write);
        return name == null ? null : name.toString();
    }

    OwnRows own() {
        return own;
    }

    private RowImages images(EntityPersister persister) {
        return imagesByName.computeIfAbsent(
                persister.getEntityName(), name -> new RowImages(groups, persister));
    }

    /**
     * The keyspace of the tags of an entity's rows; null if the entity is cached, or if nothing
     * depends on them. Must be invalidated by any write that does not identify the rows.
     */
    @Nullable Keyspace extraKeyspace(EntityPersister persister) {
        return isImageNeeded(persister) ? images(persister).extraKeyspace() : null;
    }

    private boolean isImageNeeded(EntityPersister persister) {
        return !inverse.ofHierarchy(persister).isEmpty()
                || dependents.get().hidden().isReferredTo(persister)
                || CachedRole.of(persister.getNaturalIdCacheAccessStrategy()) != null;
    }

    public void invalidate(
            UnitOfWork unit, @Nullable SharedSessionContractImplementor session, RowWrite write) {
        EntityPersister persister = write.persister();
        boolean stateless = !(session instanceof EventSource);
        tables(persister).invalidate(unit);
        EntityRows rows = groups.of(persister);
        rows.invalidate(unit, session, write);
        if (write.isDeletion()) {
            rows.forEachTable(table -> dependents.get().deleted(unit, table));
            if (mayComeBack(persister)) {
                rows.forEachTable(
                        table -> unit.invalidate(Tag.versionsUntrusted(groups.nameOf(table))));
            }
        }
        dependents
                .get()
                .rowWritten(
                        unit,
                        persister,
                        write.before() != null && write.after() != null,
                        write.after() == null);
        if (stateless) {
            invalidateOwnedCollections(unit, persister);
        }
        if (isImageNeeded(persister)) {
            RowImages images = images(persister);
            images.invalidate(unit, session, write.id());
            for (ElementRole role : roles(write)) {
                role.invalidate(unit, session, write, images);
            }
            dependents.get().hidden().invalidate(unit, session, write, images);
            invalidateNaturalId(unit, session, write, images);
        }
    }

    /**
     * Whether a deleted row may be inserted again with the version that another session has loaded,
     * which then does not notice. Not if its id comes from what gives out each one once.
     */
    private static boolean mayComeBack(EntityPersister persister) {
        var ids = persister.getGenerator();
        return persister.isVersioned()
                && !(ids instanceof SequenceStyleGenerator
                        || ids instanceof TableGenerator
                        || ids instanceof IdentityGenerator
                        || ids instanceof UuidGenerator);
    }

    /**
     * Called for a row of a hierarchy that was written past this cache.
     *
     * @param id null if it is unknown
     */
    void invalidateElsewhere(UnitOfWork unit, EntityPersister root, @Nullable Object id) {
        if (CachedRole.of(root.getCacheAccessStrategy()) != null || isImageNeeded(root)) {
            images(root).invalidate(unit, id);
        }
    }

    private List<ElementRole> roles(RowWrite write) {
        return write.overwritesUnknown()
                ? inverse.ofHierarchy(write.persister())
                : inverse.of(write.persister());
    }

    private Tables tables(EntityPersister persister) {
        return tablesByName.computeIfAbsent(
                persister.getEntityName(), name -> Tables.of(names, persister));
    }

    /**
     * A stateless session rewrites the rows of all collections that its entity owns, and its
     * collection events do not identify the session.
     */
    private void invalidateOwnedCollections(UnitOfWork unit, EntityPersister persister) {
        for (CollectionPersister collection : inverse.ownedBy(persister)) {
            invalidateRowsOf(unit, collection);
            Keyspace inElements = InverseCollections.writtenInElements(collection);
            if (inElements != null) {
                unit.invalidateAll(inElements);
            }
            CachedRole access = CachedRole.of(collection.getCacheAccessStrategy());
            if (access != null && CollectionTypes.isKeyedByProperty(collection)) {
                unit.invalidateAll(access.keyspace());
            }
        }
    }

    /** Rows of a collection were written on which other entries than its own may depend. */
    public void invalidateRowsOf(UnitOfWork unit, CollectionPersister collection) {
        Tables tables = Tables.of(names, collection);
        if (RowGroups.isWriting(collection)) {
            tables.invalidateUnknownRows(unit);
        } else {
            tables.invalidate(unit);
        }
        inverse.sharingTable(collection).forEach(unit::invalidateAll);
        dependents.get().collectionWritten(unit, collection);
    }

    /**
     * Hibernate evicts the natural id that the session had loaded, if it notices that it changes; a
     * stateless session evicts none.
     */
    private static void invalidateNaturalId(
            UnitOfWork unit,
            @Nullable SharedSessionContractImplementor session,
            RowWrite write,
            RowImages images) {
        EntityPersister persister = write.persister();
        CachedRole access = CachedRole.of(persister.getNaturalIdCacheAccessStrategy());
        if (write.isInsertion() || access == null) {
            return;
        }
        NaturalIdMapping naturalId = persister.getNaturalIdMapping();
        int[] attributes = persister.getNaturalIdentifierProperties();
        if (session == null
                || write.overwritesUnknown()
                || !images.haveOneTag()
                || (write.isDeletion() && refersToEntities(persister, attributes))) {
            unit.invalidateAll(access.keyspace());
        } else if (naturalId.isMutable() || write.isDeletion()) {
            Set<Tag> deciding = new HashSet<>();
            for (int attribute : attributes) {
                deciding.addAll(images.deciding(write.id(), session, attribute));
            }
            unit.invalidateAllIfWritten(access.keyspace(), deciding);
        }
    }

    /**
     * An entity that is deleted together with others has lost its references to them when Hibernate
     * evicts its natural id.
     */
    private static boolean refersToEntities(EntityPersister persister, int[] attributes) {
        for (int attribute : attributes) {
            var type = persister.getPropertyTypes()[attribute];
            if (type.isEntityType() || type.isComponentType() || type.isAnyType()) {
                return true;
            }
        }
        return false;
    }

    /** Invalidates everything that any write to an entity may affect. */
    public void invalidateAnything(UnitOfWork unit, EntityPersister persister) {
        Set<String> tables = new HashSet<>();
        groups.of(persister).forEachTable(tables::add);
        tables(persister).invalidateUnknownRows(unit);
        dependents.get().invalidateDependents(unit, tables);
        invalidateAll(unit, persister.getCacheAccessStrategy());
        invalidateAll(unit, persister.getNaturalIdCacheAccessStrategy());
        inverse.ofHierarchy(persister)
                .forEach(role -> unit.invalidateAll(role.access().keyspace()));
        Keyspace extra = extraKeyspace(persister);
        if (extra != null) {
            unit.invalidateAll(extra);
        }
        for (CollectionPersister collection : inverse.ownedBy(persister)) {
            invalidateAnything(unit, collection);
        }
    }

    /** Invalidates everything that any write to a collection may affect. */
    public void invalidateAnything(UnitOfWork unit, CollectionPersister collection) {
        invalidateAll(unit, collection.getCacheAccessStrategy());
        List<String> tables = List.of(collection.getCollectionSpaces());
        Tables.of(names, collection).invalidateUnknownRows(unit);
        dependents.get().invalidateDependents(unit, tables);
        inverse.sharingTable(collection).forEach(unit::invalidateAll);
    }

    /** Invalidates everything that is cached. */
    public void invalidateEverything(UnitOfWork unit) {
        dependents.get().written(unit, Set.of());
        List.copyOf(imagesByName.values())
                .forEach(
                        images -> {
                            Keyspace extra = images.extraKeyspace();
                            if (extra != null) {
                                unit.invalidateAll(extra);
                            }
                        });
    }

    private static void invalidateAll(UnitOfWork unit, @Nullable CachedDomainDataAccess access) {
        if (access instanceof CachedRole role) {
            unit.invalidateAll(role.keyspace());
        }
    }
}
