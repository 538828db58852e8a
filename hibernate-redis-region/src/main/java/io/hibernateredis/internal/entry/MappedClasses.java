package io.hibernateredis.internal.entry;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;

/** The classes of a mapping: those of its entities, embeddables and basic attributes. */
final class MappedClasses {
    private final Set<Class<?>> all = new LinkedHashSet<>();
    private final Set<Class<? extends Enum<?>>> enums =
            new TreeSet<>(Comparator.comparing(Class::getName));

    MappedClasses(SessionFactoryImplementor factory) {
        var metamodel = factory.getMappingMetamodel();
        metamodel.forEachEntityDescriptor(
                entity -> {
                    add(entity.getMappedClass());
                    add(entity.getIdentifierType());
                    List.of(entity.getPropertyTypes()).forEach(this::add);
                });
        metamodel.forEachCollectionDescriptor(
                collection -> {
                    add(CollectionTypes.element(collection));
                    if (collection.hasIndex()) {
                        add(CollectionTypes.index(collection));
                    }
                });
    }

    private void add(Type type) {
        add(type.getReturnedClass());
        if (type instanceof ComponentType component) {
            List.of(component.getSubtypes()).forEach(this::add);
        } else if (type instanceof BasicPluralType<?, ?> plural) {
            add(plural.getElementType().getReturnedClass());
        }
    }

    @SuppressWarnings("unchecked")
    private void add(Class<?> type) {
        all.add(type);
        if (type.isEnum()) {
            enums.add((Class<? extends Enum<?>>) type);
        }
    }

    Set<Class<?>> all() {
        return all;
    }

    /** The enums, sorted by name. */
    Set<Class<? extends Enum<?>>> enums() {
        return enums;
    }
}
