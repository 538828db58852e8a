package io.hibernateredis.region;

import io.hibernateredis.store.Keyspace;
import io.hibernateredis.store.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * The cached collections whose content is decided by somebody else's rows: those mapped by a
 * reference of their elements, and those that share a join table with the side that owns it.
 * Hibernate leaves them as they are when that row is written and the collection is not touched.
 * Thread-safe.
 */
final class InverseCollections {

    private final SessionFactoryImplementor sessionFactory;
    private final Map<String, List<MappedBy>> byElement = new ConcurrentHashMap<>();
    private final Map<String, List<Keyspace>> byOwningRole = new ConcurrentHashMap<>();
    private final Map<String, List<CollectionPersister>> byOwner = new ConcurrentHashMap<>();

    InverseCollections(SessionFactoryImplementor sessionFactory) {
        this.sessionFactory = sessionFactory;
    }

    /** The collections that a row of this entity may be an element of. */
    List<MappedBy> of(EntityPersister element) {
        return byElement.computeIfAbsent(element.getEntityName(), name -> find(element));
    }

    private List<MappedBy> find(EntityPersister element) {
        List<MappedBy> found = new ArrayList<>();
        for (CollectionPersister collection : cachedCollections()) {
            if (!holds(collection, element)) {
                continue;
            }
            var access = (CollectionAccess) collection.getCacheAccessStrategy();
            boolean arranged = isArranged(collection);
            if (collection.isInverse() && collection.isOneToMany()) {
                found.add(new MappedBy(access, position(collection, element), arranged));
            } else if (arranged) {
                found.add(new MappedBy(access, -1, true));
            }
        }
        return List.copyOf(found);
    }

    private List<CollectionPersister> cachedCollections() {
        List<CollectionPersister> cached = new ArrayList<>();
        sessionFactory.getMappingMetamodel().forEachCollectionDescriptor(cached::add);
        cached.removeIf(each -> !(each.getCacheAccessStrategy() instanceof CollectionAccess));
        return cached;
    }

    private static boolean holds(CollectionPersister collection, EntityPersister element) {
        return CollectionTypes.element(collection) instanceof EntityType
                && collection
                        .getElementPersister()
                        .getSubclassEntityNames()
                        .contains(element.getEntityName());
    }

    /** Whether the elements' attributes decide which of them belong, or in which order. */
    private static boolean isArranged(CollectionPersister collection) {
        return collection.hasOrdering()
                || collection.hasManyToManyOrdering()
                || collection.hasWhereRestrictions()
                || collection.getElementPersister().hasWhereRestrictions();
    }

    /**
     * Where the element's reference to the owner is, or -1 if that alone does not tell the
     * collection's key.
     */
    private static int position(CollectionPersister collection, EntityPersister element) {
        String mappedBy = collection.getMappedByProperty();
        boolean keyIsId = !CollectionTypes.isKeyedByProperty(collection);
        String[] names = element.getPropertyNames();
        for (int i = 0; keyIsId && i < names.length; i++) {
            if (names[i].equals(mappedBy)
                    && element.getPropertyTypes()[i] instanceof EntityType type
                    && type.isReferenceToPrimaryKey()) {
                return i;
            }
        }
        return -1;
    }

    /** The collections whose rows are written with this entity, cached or not. */
    List<CollectionPersister> ownedBy(EntityPersister owner) {
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

    /**
     * The cached collections that lie in the same join table as this one, seen from the other side.
     */
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
                found.add(((CollectionAccess) other.getCacheAccessStrategy()).keyspace());
            }
        }
        return List.copyOf(found);
    }

    /**
     * A collection whose content the rows of its elements decide.
     *
     * @param position of the reference to its owner among the element's properties, or -1 if every
     *     collection of the role has to go
     * @param arranged whether any other attribute of the element matters too
     */
    record MappedBy(CollectionAccess access, int position, boolean arranged) {

        void touch(
                UnitOfWork unit,
                @Nullable SharedSessionContractImplementor session,
                Object @Nullable [] before,
                Object @Nullable [] after,
                boolean beforeUnknown) {
            if (position < 0 || beforeUnknown || session == null) {
                touchAll(unit);
                return;
            }
            Object left = before == null ? null : idOf(before[position], session);
            Object joined = after == null ? null : idOf(after[position], session);
            boolean matters = arranged || !Objects.equals(left, joined);
            if (left != null && matters) {
                touch(unit, session, left);
            }
            if (joined != null && matters) {
                touch(unit, session, joined);
            }
        }

        private void touch(UnitOfWork unit, SharedSessionContractImplementor session, Object id) {
            access.touch(unit, session, access.entry(id, session.getTenantIdentifier()), null);
        }

        void touchAll(UnitOfWork unit) {
            unit.touchAll(access.keyspace());
        }

        private static @Nullable Object idOf(
                @Nullable Object owner, SharedSessionContractImplementor session) {
            if (owner == null) {
                return null;
            }
            if (owner instanceof HibernateProxy proxy) {
                return proxy.getHibernateLazyInitializer().getInternalIdentifier();
            }
            Object id = session.getContextEntityIdentifier(owner);
            return id != null
                    ? id
                    : session.getEntityPersister(null, owner).getIdentifier(owner, session);
        }
    }
}
