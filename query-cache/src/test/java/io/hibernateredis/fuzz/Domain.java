package io.hibernateredis.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.Type;

/** What a session factory maps, by the names that scripts use. */
final class Domain {

    private final SessionFactoryImplementor factory;
    private final Map<String, EntityPersister> entities = new LinkedHashMap<>();

    Domain(SessionFactory factory) {
        this.factory = factory.unwrap(SessionFactoryImplementor.class);
        var names = new ArrayList<EntityPersister>();
        this.factory.getMappingMetamodel().forEachEntityDescriptor(names::add);
        names.sort((a, b) -> name(a).compareTo(name(b)));
        names.forEach(each -> entities.put(name(each), each));
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    List<String> entityNames() {
        return List.copyOf(entities.keySet());
    }

    EntityPersister entity(String name) {
        EntityPersister found = entities.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no entity " + name);
        }
        return found;
    }

    static String name(EntityPersister persister) {
        return persister.getJpaEntityName() == null
                ? persister.getEntityName()
                : simple(persister.getEntityName());
    }

    static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    Class<?> javaClass(String entity) {
        return entity(entity).getMappedClass();
    }

    boolean isAbstract(String entity) {
        return java.lang.reflect.Modifier.isAbstract(javaClass(entity).getModifiers());
    }

    int position(String entity, String attribute) {
        return Arrays.asList(entity(entity).getPropertyNames()).indexOf(attribute);
    }

    Type type(String entity, String attribute) {
        return entity(entity).getPropertyTypes()[position(entity, attribute)];
    }

    CollectionPersister collection(String entity, String attribute) {
        return factory.getMappingMetamodel()
                .getCollectionDescriptor(((CollectionType) type(entity, attribute)).getRole());
    }

    /** The attributes of one kind, without the version. */
    List<String> attributes(String entity, Kind kind) {
        EntityPersister persister = entity(entity);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < persister.getPropertyNames().length; i++) {
            if (i != versionIndex(persister) && kind(persister.getPropertyTypes()[i]) == kind) {
                found.add(persister.getPropertyNames()[i]);
            }
        }
        return found;
    }

    /** Kinds of attributes. */
    enum Kind {
        VALUE,
        REFERENCE,
        /** The side of a one-to-one that has no column. */
        MIRROR,
        COLLECTION
    }

    static Kind kind(Type type) {
        if (type instanceof CollectionType) {
            return Kind.COLLECTION;
        }
        if (type instanceof OneToOneType one) {
            return one.isReferenceToPrimaryKey() && one.getRHSUniqueKeyPropertyName() == null
                    ? Kind.REFERENCE
                    : Kind.MIRROR;
        }
        return type instanceof EntityType ? Kind.REFERENCE : Kind.VALUE;
    }

    /** The entity that a reference points to, or that a collection holds; null for values. */
    String target(String entity, String attribute) {
        Type type = type(entity, attribute);
        if (type instanceof CollectionType) {
            type = collection(entity, attribute).getElementType();
        }
        return type instanceof EntityType to
                ? name(
                        factory.getMappingMetamodel()
                                .getEntityDescriptor(to.getAssociatedEntityName()))
                : null;
    }

    /** Whether an entity may stand where another is asked for. */
    boolean isA(String entity, String of) {
        return javaClass(of).isAssignableFrom(javaClass(entity));
    }

    List<String> naturalId(String entity) {
        EntityPersister persister = entity(entity);
        List<String> names = new ArrayList<>();
        if (persister.hasNaturalIdentifier()) {
            for (int i : persister.getNaturalIdentifierProperties()) {
                names.add(persister.getPropertyNames()[i]);
            }
        }
        return names;
    }

    /** The tables of an entity and of its collections. */
    List<String> tables(String entity) {
        List<String> tables = new ArrayList<>();
        for (var space : entity(entity).getQuerySpaces()) {
            tables.add(space.toString());
        }
        for (String each : attributes(entity, Kind.COLLECTION)) {
            for (String space : collection(entity, each).getCollectionSpaces()) {
                if (!tables.contains(space) && !space.contains(" ")) {
                    tables.add(space);
                }
            }
        }
        return tables;
    }

    /** The filters that an entity has. */
    List<String> filters(String entity) {
        List<String> names = new ArrayList<>();
        for (Class<?> type = javaClass(entity); type != null; type = type.getSuperclass()) {
            for (var filter : type.getAnnotationsByType(org.hibernate.annotations.Filter.class)) {
                names.add(filter.name());
            }
        }
        return names;
    }

    boolean isSettable(String entity, String attribute) {
        return entity(entity).getPropertyUpdateability()[position(entity, attribute)];
    }

    /** What a bulk statement may set. */
    List<String> settable(String entity) {
        List<String> names = new ArrayList<>();
        for (Kind kind : List.of(Kind.VALUE, Kind.REFERENCE)) {
            for (String each : attributes(entity, kind)) {
                if (isSettable(entity, each) && !type(entity, each).isComponentType()) {
                    names.add(each);
                }
            }
        }
        return names;
    }

    /** Whether {@code select *} of one table gives all that an entity needs. */
    boolean isPlain(String entity) {
        var persister = (org.hibernate.persister.entity.AbstractEntityPersister) entity(entity);
        if (persister.getSubclassEntityNames().size() > 1
                || persister.getQuerySpaces().length > 1
                || persister.isInherited()) {
            return false;
        }
        for (String name : persister.getPropertyNames()) {
            for (String column : persister.getPropertyColumnNames(name)) {
                if (column == null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether no other entity is of the same hierarchy, so that an id can be of this one only. */
    boolean isAlone(String entity) {
        EntityPersister persister = entity(entity);
        return !persister.isInherited() && persister.getSubclassEntityNames().size() == 1;
    }

    /**
     * Whether several ids at once are answered as one by one: Hibernate finds what is of another
     * class of the hierarchy, and does not find what is padded.
     */
    boolean isReadTogether(String entity) {
        EntityPersister persister = entity(entity);
        return !persister.isInherited()
                && persister.getIdentifierType().getReturnedClass() != String.class;
    }

    /** The position of the version among the attributes, or -1; Hibernate tells it since 7.2. */
    static int versionIndex(EntityPersister persister) {
        var version = persister.getVersionMapping();
        return version == null
                ? -1
                : List.of(persister.getPropertyNames())
                        .indexOf(version.getVersionAttribute().getAttributeName());
    }
}
