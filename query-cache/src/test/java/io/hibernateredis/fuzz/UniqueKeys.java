package io.hibernateredis.fuzz;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.hibernate.engine.internal.ForeignKeys;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityUniqueKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UniqueKeyEntry;
import org.hibernate.type.ManyToOneType;
import org.hibernate.type.OneToOneType;

/**
 * What a session holds by the unique keys that references without a column are resolved by. An
 * object that came from a row is among it, one that came from a cache is not: the other side of a
 * one-to-one is then the object that the session holds, or what the database has meanwhile. So the
 * fuzzer has every object held by its keys.
 */
final class UniqueKeys {

    private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Adds the objects that the session has loaded since. */
    void register(SharedSessionContractImplementor session) {
        if (!session.isOpen() || session.isClosed()) {
            return;
        }
        for (var each : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            if (known.add(each.getKey()) && each.getValue().getLoadedState() != null) {
                register(session, each.getKey(), each.getValue());
            }
        }
    }

    /**
     * What the session holds as the other side of a one-to-one although its row is gone, or refers
     * to another by now; null if nothing.
     */
    static Object held(SharedSessionContractImplementor session, OneToOneType type, Object owner) {
        var persister =
                session.getFactory()
                        .getMappingMetamodel()
                        .getEntityDescriptor(type.getAssociatedEntityName());
        for (var key : persister.uniqueKeyEntries()) {
            if (key.getUniqueKeyName().equals(type.getRHSUniqueKeyPropertyName())) {
                Object other =
                        session.getPersistenceContextInternal()
                                .getEntity(keyOf(session, persister, key, owner));
                return other == null
                                || refers(session, persister, key.getUniqueKeyName(), other, owner)
                        ? null
                        : other;
            }
        }
        return null;
    }

    private static boolean refers(
            SharedSessionContractImplementor session,
            EntityPersister persister,
            String reference,
            Object entity,
            Object owner) {
        String hql =
                "select count(e) from "
                        + persister.getEntityName()
                        + " e where e = ?1 and e."
                        + reference
                        + ".id = ?2";
        return session.getFactory()
                .fromStatelessSession(
                        reader ->
                                reader.createSelectionQuery(hql, Long.class)
                                                .setParameter(1, entity)
                                                .setParameter(2, owner)
                                                .getSingleResult()
                                        > 0);
    }

    private static EntityUniqueKey keyOf(
            SharedSessionContractImplementor session,
            EntityPersister persister,
            UniqueKeyEntry key,
            Object value) {
        return new EntityUniqueKey(
                persister.getRootEntityName(),
                key.getUniqueKeyName(),
                value,
                key.getPropertyType(),
                session.getFactory());
    }

    private static void register(
            SharedSessionContractImplementor session, Object entity, EntityEntry entry) {
        Object[] state = entry.getLoadedState();
        for (var key : entry.getPersister().uniqueKeyEntries()) {
            Object value = state[key.getStateArrayPosition()];
            if (value != null && key.getPropertyType() instanceof ManyToOneType type) {
                value =
                        ForeignKeys.getEntityIdentifier(
                                type.getAssociatedEntityName(), value, session);
            }
            if (value != null) {
                session.getPersistenceContextInternal()
                        .addEntity(keyOf(session, entry.getPersister(), key, value), entity);
            }
        }
    }
}
