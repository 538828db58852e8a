package io.hibernateredis.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.hibernate.Hibernate;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.CollectionType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.Type;

/** What a session sees, as text: equal texts mean that nobody could tell the difference. */
final class Rendering {

    private final Domain domain;
    private final SharedSessionContractImplementor session;

    Rendering(Domain domain, SharedSessionContractImplementor session) {
        this.domain = domain;
        this.session = session;
    }

    /** The whole state of an entity, but for its collections. */
    String entity(Object entity) {
        if (entity == null) {
            return "null";
        }
        Object object = Attributes.unproxy(entity);
        EntityPersister persister = session.getEntityPersister(null, object);
        var text = new StringBuilder(reference(object)).append('{');
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            if (!(types[i] instanceof CollectionType)) {
                text.append(persister.getPropertyNames()[i])
                        .append('=')
                        .append(attribute(types[i], referenced(types[i], object, i, persister)))
                        .append(' ');
            }
        }
        return text.append('}').toString();
    }

    /**
     * The value of an attribute. Found by its id, an entity has the other side of a one-to-one that
     * there is; found in a cache, the one that the session holds, although it may be gone.
     */
    private Object referenced(Type type, Object owner, int position, EntityPersister persister) {
        Object value = Attributes.get(persister, owner, position);
        return value == null && type instanceof OneToOneType other
                ? UniqueKeys.held(session, other, persister.getIdentifier(owner, session))
                : value;
    }

    private String attribute(Type type, Object value) {
        if (type instanceof OneToOneType && isPending(value)) {
            // Hibernate shows it or not, depending on whether the owner came from a cache.
            return "null";
        }
        return type instanceof EntityType ? reference(value) : value(value);
    }

    /** Whether the session is about to insert or delete it, or another object of its key. */
    private boolean isPending(Object entity) {
        if (entity == null) {
            return false;
        }
        var context = session.getPersistenceContextInternal();
        var key = session.generateEntityKey(id(entity), persister(entity));
        return context.containsDeletedUnloadedEntityKey(key)
                || isUnflushed(context.getEntity(key))
                || isUnflushed(entity);
    }

    private boolean isUnflushed(Object entity) {
        var entry =
                entity == null ? null : session.getPersistenceContextInternal().getEntry(entity);
        return entry != null
                && (entry.getStatus().isDeletedOrGone() || !entry.isExistsInDatabase());
    }

    private EntityPersister persister(Object entity) {
        return entity instanceof HibernateProxy proxy
                ? domain.factory()
                        .getMappingMetamodel()
                        .getEntityDescriptor(proxy.getHibernateLazyInitializer().getEntityName())
                : session.getEntityPersister(null, entity);
    }

    private Object id(Object entity) {
        return entity instanceof HibernateProxy proxy
                ? proxy.getHibernateLazyInitializer().getInternalIdentifier()
                : persister(entity).getIdentifier(entity, session);
    }

    /** Which entity it is, without loading it. */
    String reference(Object entity) {
        return entity == null ? "null" : rootName(persister(entity)) + "#" + value(id(entity));
    }

    private static String rootName(EntityPersister persister) {
        return Domain.simple(persister.getRootEntityName());
    }

    /** The elements of a collection, in order if it has one, with their whole state. */
    String collection(CollectionPersister persister, Object collection) {
        if (collection == null) {
            return "null";
        }
        Type element = persister.getElementType();
        if (collection instanceof Map<?, ?> map) {
            var sorted = new TreeMap<String, String>();
            map.forEach(
                    (key, value) ->
                            sorted.put(
                                    attribute(persister.getIndexType(), key),
                                    element(element, value)));
            return sorted.toString();
        }
        if (collection.getClass().isArray()) {
            return value(collection);
        }
        List<String> texts = new ArrayList<>();
        for (Object each : (Collection<?>) collection) {
            texts.add(element(element, each));
        }
        boolean ordered =
                persister.hasIndex()
                        || persister.hasOrdering()
                        || persister.hasManyToManyOrdering()
                        || collection instanceof SortedSet;
        if (!ordered) {
            Collections.sort(texts);
        }
        return texts.toString();
    }

    private String element(Type type, Object value) {
        return type instanceof EntityType ? entity(value) : value(value);
    }

    /** A row of a result: entities with their state. */
    String row(Object row) {
        if (row instanceof Object[] columns) {
            List<String> texts = new ArrayList<>();
            for (Object column : columns) {
                texts.add(row(column));
            }
            return texts.toString();
        }
        return isEntity(row) ? entity(row) : value(row);
    }

    boolean isEntity(Object object) {
        return object instanceof HibernateProxy
                || object != null
                        && domain.factory()
                                .getMappingMetamodel()
                                .isEntityClass(Hibernate.getClass(object));
    }

    static String value(Object value) {
        if (value == null) {
            return "null";
        }
        if (value == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return "unfetched";
        }
        if (value instanceof Calendar calendar) {
            return calendar.toInstant() + "@" + calendar.getTimeZone().getID();
        }
        if (value instanceof java.util.Date date) {
            return date.getClass().getSimpleName() + date.getTime() + date;
        }
        if (value.getClass().isArray()) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                texts.add(value(Array.get(value, i)));
            }
            return texts.toString();
        }
        if (value instanceof Map<?, ?> map && !(value instanceof SortedMap)) {
            return new TreeMap<>(map).toString();
        }
        boolean isOurs = value.getClass().getName().startsWith("io.hibernateredis.");
        return isOurs && !value.getClass().isRecord() && !value.getClass().isEnum()
                ? fields(value)
                : value.toString();
    }

    private static String fields(Object bean) {
        var text = new StringBuilder("(");
        try {
            for (Class<?> type = bean.getClass();
                    type != null && type != Object.class;
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (Attributes.isOfApplication(field)) {
                        field.setAccessible(true);
                        text.append(value(field.get(bean))).append(' ');
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return text.append(')').toString();
    }
}
