package io.hibernateredis.internal.rows;

import io.hibernateredis.internal.database.ForeignKeys;
import io.hibernateredis.internal.entry.CollectionTypes;
import io.hibernateredis.internal.protocol.Keyspace;
import io.hibernateredis.internal.rows.ElementRole.Decides;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * The cached collections whose content depends on rows that are not written through them:
 * collections mapped by a reference of their elements, or stored in their elements' rows, or
 * sharing a join table with the owning side. Hibernate does not evict them when such a row is
 * written and the collection itself is unchanged. Thread-safe.
 */
public final class InverseCollections {

    private final SessionFactoryImplementor sessionFactory;
    private final ForeignKeys foreignKeys;
    private final Map<String, List<ElementRole>> byElement = new ConcurrentHashMap<>();
    private final Map<String, List<ElementRole>> byRoot = new ConcurrentHashMap<>();
    private final Map<String, List<Keyspace>> byOwningRole = new ConcurrentHashMap<>();
    private final Map<String, List<CollectionPersister>> byOwner = new ConcurrentHashMap<>();
    private final Map<String, Boolean> joined = new ConcurrentHashMap<>();

    InverseCollections(SessionFactoryImplementor sessionFactory, ForeignKeys foreignKeys) {
        this.sessionFactory = sessionFactory;
        this.foreignKeys = foreignKeys;
    }

    /** The collections of which a row of this entity may be an element or a key. */
    List<ElementRole> of(EntityPersister element) {
        return byElement.computeIfAbsent(element.getEntityName(), name -> find(element));
    }

    /**
     * As {@link #of}, for a row that may be of any class of its hierarchy, because a row that is
     * written without being loaded may be of another class than the writer assumes.
     */
    List<ElementRole> ofHierarchy(EntityPersister element) {
        return byRoot.computeIfAbsent(element.getRootEntityName(), this::findInHierarchy);
    }

    private List<ElementRole> findInHierarchy(String root) {
        var metamodel = sessionFactory.getMappingMetamodel();
        List<ElementRole> found = new ArrayList<>();
        for (String name : metamodel.getEntityDescriptor(root).getSubclassEntityNames()) {
            found.addAll(of(metamodel.getEntityDescriptor(name)));
        }
        return List.copyOf(found);
    }

    private List<ElementRole> find(EntityPersister element) {
        List<ElementRole> found = new ArrayList<>();
        for (CollectionPersister collection : cachedCollections()) {
            if (holds(collection, element)) {
                found.add(role(collection, element));
            }
            EntityPersister index = CollectionTypes.indexEntity(collection);
            if (index != null && index.getSubclassEntityNames().contains(element.getEntityName())) {
                var access = (CachedRole.ById) collection.getCacheAccessStrategy();
                var part = collection.getAttributeMapping().getIndexDescriptor();
                found.add(
                        new ElementRole(
                                access,
                                Decides.BY_EXISTENCE,
                                null,
                                () -> foreignKeys.hold(collection, part, index)));
            }
        }
        return List.copyOf(found);
    }

    private ElementRole role(CollectionPersister collection, EntityPersister element) {
        var access = (CachedRole.ById) collection.getCacheAccessStrategy();
        boolean inRows =
                isMappedByReference(collection, element)
                        || (collection.isOneToMany() && KeySource.isMentioned(collection, element));
        Decides decides =
                isArranged(collection)
                        ? Decides.BY_ANYTHING
                        : inRows ? Decides.BY_REFERENCE : Decides.BY_EXISTENCE;
        CollectionPart part = collection.getAttributeMapping().getElementDescriptor();
        EntityPersister elements = collection.getElementPersister();
        return new ElementRole(
                access,
                decides,
                inRows ? KeySource.of(collection, element) : null,
                () -> collection.isOneToMany() || foreignKeys.hold(collection, part, elements));
    }

    private List<CollectionPersister> cachedCollections() {
        List<CollectionPersister> cached = new ArrayList<>();
        sessionFactory.getMappingMetamodel().forEachCollectionDescriptor(cached::add);
        cached.removeIf(each -> CachedRole.of(each.getCacheAccessStrategy()) == null);
        return cached;
    }

    private static boolean holds(CollectionPersister collection, EntityPersister element) {
        return CollectionTypes.element(collection) instanceof EntityType
                && collection
                        .getElementPersister()
                        .getSubclassEntityNames()
                        .contains(element.getEntityName());
    }

    /** Whether it is the inverse side of a reference, which elements write with their rows. */
    private static boolean isMappedByReference(
            CollectionPersister collection, EntityPersister element) {
        if (!collection.isInverse() || collection.isOneToMany()) {
            return collection.isInverse();
        }
        // The join table belongs to a collection or to a reference.
        String mappedBy = collection.getMappedByProperty();
        int at = Arrays.asList(element.getPropertyNames()).indexOf(mappedBy);
        return at < 0 ? !isMappedByCollection(collection) : isReference(element, at);
    }

    private static boolean isReference(EntityPersister element, int position) {
        return element.getPropertyTypes()[position] instanceof EntityType;
    }

    private static boolean isMappedByCollection(CollectionPersister collection) {
        String mappedBy = collection.getMappedByProperty();
        return mappedBy == null
                || collection.getElementPersister().findAttributeMapping(mappedBy)
                        instanceof PluralAttributeMapping;
    }

    /**
     * Whether attributes of the elements decide which of them belong, in which order, or under
     * which key.
     */
    private static boolean isArranged(CollectionPersister collection) {
        return collection.hasOrdering()
                || collection.hasManyToManyOrdering()
                || collection.hasWhereRestrictions()
                || collection.getElementPersister().hasWhereRestrictions()
                || isIndexInElement(collection);
    }

    private static boolean isIndexInElement(CollectionPersister collection) {
        CollectionPart index = collection.getAttributeMapping().getIndexDescriptor();
        if (index == null) {
            return false;
        }
        List<?> own = List.of(collection.getCollectionSpaces());
        boolean[] found = {collection.isOneToMany()};
        index.forEachSelectable(
                (at, column) -> found[0] |= !own.contains(column.getContainingTableExpression()));
        return found[0];
    }

    /** The collections whose rows are written with this entity, cached or not. */
    public List<CollectionPersister> ownedBy(EntityPersister owner) {
        return byOwner.computeIfAbsent(
                owner.getEntityName(),
                name -> {
                    List<CollectionPersister> found = new ArrayList<>();
                    sessionFactory
                            .getMappingMetamodel()
                            .forEachCollectionDescriptor(
                                    collection -> {
                                        if (!collection.isInverse()
                                                && collection
                                                        .getOwnerEntityPersister()
                                                        .getSubclassEntityNames()
                                                        .contains(name)) {
                                            found.add(collection);
                                        }
                                    });
                    return List.copyOf(found);
                });
    }

    /** The cached collections on the other side of the join table of this collection. */
    List<Keyspace> sharingTable(CollectionPersister owning) {
        return byOwningRole.computeIfAbsent(owning.getRole(), role -> findSharing(owning));
    }

    private List<Keyspace> findSharing(CollectionPersister owning) {
        List<String> tables = List.of(owning.getCollectionSpaces());
        List<Keyspace> found = new ArrayList<>();
        for (CollectionPersister other : cachedCollections()) {
            if (other.isManyToMany()
                    && !other.getRole().equals(owning.getRole())
                    && Stream.of(other.getCollectionSpaces()).anyMatch(tables::contains)) {
                found.add(((CachedRole) other.getCacheAccessStrategy()).keyspace());
            }
        }
        return List.copyOf(found);
    }

    /**
     * Whether rows of this entity can join cached collections that are written through the
     * collection.
     */
    public boolean joinsThroughCollections(EntityPersister element) {
        return joined.computeIfAbsent(
                element.getEntityName(),
                name ->
                        cachedCollections().stream()
                                .anyMatch(
                                        each ->
                                                writtenInElements(each) != null
                                                        && holds(each, element)));
    }

    /**
     * The keyspace of a cached collection that is stored in its elements' rows and written through
     * the collection, so that an element leaves one collection when it joins another; else null.
     */
    public static @Nullable Keyspace writtenInElements(CollectionPersister collection) {
        return !collection.isInverse()
                        && collection.isOneToMany()
                        && collection.getCacheAccessStrategy() instanceof CachedRole access
                ? access.keyspace()
                : null;
    }
}
