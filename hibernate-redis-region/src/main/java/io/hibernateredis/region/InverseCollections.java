package io.hibernateredis.region;

import io.hibernateredis.store.Keyspace;
import io.hibernateredis.store.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
@SuppressWarnings(
        "removal") // The types of a collection: Hibernate 7 offers no other way to ask for them.
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
        sessionFactory
                .getMappingMetamodel()
                .forEachCollectionDescriptor(
                        collection -> {
                            if (collection.isInverse()
                                    && collection.isOneToMany()
                                    && collection.getCacheAccessStrategy()
                                            instanceof CollectionAccess access
                                    && collection
                                            .getElementPersister()
                                            .getSubclassEntityNames()
                                            .contains(element.getEntityName())) {
                                found.add(new MappedBy(access, position(collection, element)));
                            }
                        });
        return List.copyOf(found);
    }

    /**
     * Where the element's reference to the owner is, or -1 if that alone does not tell the
     * collection's key.
     */
    private static int position(CollectionPersister collection, EntityPersister element) {
        String mappedBy = collection.getMappedByProperty();
        boolean keyIsId = isKeyedById(collection);
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

    static boolean isKeyedById(CollectionPersister collection) {
        return collection.getCollectionType().getLHSPropertyName() == null;
    }

    /**
     * The cached collections that lie in the same join table as this one, seen from the other side.
     */
    List<Keyspace> sharingTable(CollectionPersister owning) {
        return byOwningRole.computeIfAbsent(
                owning.getRole(),
                role -> {
                    List<Keyspace> found = new ArrayList<>();
                    sessionFactory
                            .getMappingMetamodel()
                            .forEachCollectionDescriptor(
                                    other -> {
                                        if (other.isManyToMany()
                                                && !other.getRole().equals(role)
                                                && other.getCacheAccessStrategy()
                                                        instanceof CollectionAccess access
                                                && List.of(other.getCollectionSpaces()).stream()
                                                        .anyMatch(
                                                                List.of(
                                                                                owning
                                                                                        .getCollectionSpaces())
                                                                        ::contains)) {
                                            found.add(access.keyspace());
                                        }
                                    });
                    return List.copyOf(found);
                });
    }

    /**
     * A collection that is mapped by a reference of its elements.
     *
     * @param position of that reference among the element's properties, or -1 if every collection
     *     of the role has to go
     */
    record MappedBy(CollectionAccess access, int position) {

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
            if (left != null && !Objects.equals(left, joined)) {
                touch(unit, session, left);
            }
            if (joined != null && !Objects.equals(left, joined)) {
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
