package io.hibernateredis.fuzz;

import io.hibernateredis.fuzz.Domain.Kind;
import java.util.Collection;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.OneToOneType;

/** Keeps the other side of an association in step, as careful applications do. */
final class BothSides {

    private BothSides() {}

    /** A reference was changed. */
    static void moved(
            Actor actor,
            String entity,
            Object object,
            String attribute,
            Object before,
            Object after) {
        String target = actor.domain().target(entity, attribute);
        for (String name : actor.domain().attributes(target, Kind.COLLECTION)) {
            CollectionPersister collection = actor.domain().collection(target, name);
            if (attribute.equals(collection.getMappedByProperty())) {
                if (before != null
                        && Reads.value(actor, target, before, name) instanceof Collection<?> old) {
                    old.remove(object);
                }
                if (after != null) {
                    add(Reads.value(actor, target, after, name), object);
                }
            }
        }
        for (String name : actor.domain().attributes(target, Kind.MIRROR)) {
            if (actor.domain().type(target, name) instanceof OneToOneType one
                    && attribute.equals(one.getRHSUniqueKeyPropertyName())) {
                mirror(actor, target, before, name, null);
                mirror(actor, target, after, name, object);
            }
        }
    }

    private static void mirror(
            Actor actor, String entity, Object owner, String attribute, Object value) {
        if (owner != null) {
            Attributes.set(
                    actor.domain().entity(entity),
                    Attributes.unproxy(owner),
                    actor.domain().position(entity, attribute),
                    value);
        }
    }

    @SuppressWarnings("unchecked")
    private static void add(Object collection, Object element) {
        if (collection instanceof Collection<?> all && !all.contains(element)) {
            ((Collection<Object>) all).add(element);
        }
    }

    /** An element was added to the owning side, or removed from it. */
    static void changed(
            Actor actor,
            String entity,
            Object owner,
            String attribute,
            Object element,
            boolean added) {
        String target = actor.domain().target(entity, attribute);
        if (target == null || element == null) {
            return;
        }
        CollectionPersister own = actor.domain().collection(entity, attribute);
        String mappedBy = own.getMappedByProperty();
        if (mappedBy == null) {
            return;
        }
        Object other = Attributes.unproxy(element);
        int position = actor.domain().position(target, mappedBy);
        if (actor.domain().type(target, mappedBy) instanceof org.hibernate.type.CollectionType) {
            Object opposite = Reads.value(actor, target, other, mappedBy);
            if (added) {
                add(opposite, owner);
            } else if (opposite instanceof Collection<?> all) {
                all.remove(owner);
            }
        } else {
            refer(actor, target, other, position, added ? owner : null);
        }
    }

    /** An enhanced object takes another object of the same entity for a change. */
    private static void refer(
            Actor actor, String entity, Object object, int position, Object reference) {
        EntityPersister persister = actor.domain().entity(entity);
        String before = actor.rendering().reference(Attributes.get(persister, object, position));
        if (!before.equals(actor.rendering().reference(reference))) {
            Attributes.set(persister, object, position, reference);
        }
    }
}
