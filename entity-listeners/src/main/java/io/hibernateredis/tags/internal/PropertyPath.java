package io.hibernateredis.tags.internal;

import static org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer.UNFETCHED_PROPERTY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.hibernate.engine.OptimisticLockStyle;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.CompositeType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A path from an entity to a value, evaluated on an identifier and a state without loading
 * anything. Immutable.
 *
 * <p>Beyond an association only the identifier is known without loading, and only it changes with a
 * write of this entity's own row.
 */
final class PropertyPath {

    /** The value was not fetched. */
    static final Object UNKNOWN = UNFETCHED_PROPERTY;

    private static final int IDENTIFIER = -1;
    private static final String ID = "id";

    private final int property;
    private final List<UnaryOperator<Object>> steps;
    private final boolean neverChanges;
    private final boolean changeIsSeen;

    private PropertyPath(EntityPersister entity, int property, List<UnaryOperator<Object>> steps) {
        this.property = property;
        this.steps = List.copyOf(steps);
        this.neverChanges = property == IDENTIFIER || !entity.getPropertyUpdateability()[property];
        this.changeIsSeen =
                neverChanges
                        || (entity.isVersioned()
                                && entity.optimisticLockStyle() == OptimisticLockStyle.VERSION
                                && entity.getPropertyVersionability()[property]);
    }

    /**
     * @throws IllegalArgumentException if it does not lead to a value that can stand in a tag;
     *     names what exists
     */
    static PropertyPath of(EntityPersister entity, String path) {
        return new Resolution(entity, path).resolve();
    }

    /** Whether it is part of the identifier. */
    boolean isIdentifier() {
        return property == IDENTIFIER;
    }

    /** Whether all states of a row have the same value. */
    boolean neverChanges() {
        return neverChanges;
    }

    /** Whether a write fails if another transaction has changed the value since it was loaded. */
    boolean changeIsSeen() {
        return changeIsSeen;
    }

    /** The value; null if there is none, {@link #UNKNOWN} if it was not fetched. */
    @Nullable Object of(Object id, Object @Nullable [] state) {
        if (property == IDENTIFIER) {
            return after(id);
        }
        return state == null ? UNKNOWN : after(state[property]);
    }

    private @Nullable Object after(@Nullable Object start) {
        Object value = start;
        for (UnaryOperator<Object> step : steps) {
            if (value == null || value == UNKNOWN) {
                break;
            }
            value = step.apply(value);
        }
        return value;
    }

    /** The way along a path, type by type. */
    private static final class Resolution {

        private final EntityPersister entity;
        private final SessionFactoryImplementor factory;
        private final String path;
        private final String[] names;
        private final List<UnaryOperator<Object>> steps = new ArrayList<>();

        Resolution(EntityPersister entity, String path) {
            this.entity = entity;
            this.factory = entity.getFactory();
            this.path = path;
            this.names = path.split("\\.", -1);
        }

        PropertyPath resolve() {
            int property = Arrays.asList(entity.getPropertyNames()).indexOf(names[0]);
            Type type;
            int next = 1;
            if (property >= 0) {
                type = entity.getPropertyTypes()[property];
            } else if (isIdentifier(entity, names[0])) {
                property = IDENTIFIER;
                type = entity.getIdentifierType();
            } else if (!entity.hasIdentifierProperty()
                    && entity.getIdentifierType() instanceof CompositeType composite) {
                property = IDENTIFIER;
                type = composite;
                next = 0;
            } else {
                throw missing(entity.getEntityName(), names[0], propertiesOf(entity));
            }
            while (next < names.length) {
                type = step(type, names[next++]);
            }
            requireValue(type);
            return new PropertyPath(entity, property, steps);
        }

        private Type step(Type type, String name) {
            if (type instanceof CompositeType composite) {
                List<String> parts = Arrays.asList(composite.getPropertyNames());
                int part = parts.indexOf(name);
                if (part < 0) {
                    throw missing(composite.getName(), name, parts);
                }
                steps.add(value -> composite.getPropertyValues(value)[part]);
                return composite.getSubtypes()[part];
            }
            if (type instanceof EntityType association) {
                EntityPersister target =
                        factory.getMappingMetamodel()
                                .getEntityDescriptor(association.getAssociatedEntityName());
                if (!isIdentifier(target, name)) {
                    throw invalid(
                            "beyond an association only its identifier is known without loading"
                                    + " it: "
                                    + identifierOf(target));
                }
                steps.add(value -> identifier(target, value));
                return target.getIdentifierType();
            }
            throw invalid("there is nothing below a " + type.getName() + ", so no " + name);
        }

        private void requireValue(Type type) {
            if (type instanceof CompositeType composite) {
                throw invalid(
                        "it ends at an embeddable; name one of "
                                + List.of(composite.getPropertyNames()));
            }
            if (type instanceof EntityType) {
                throw invalid("it ends at an association; name its identifier");
            }
            if (type.isCollectionType() || !TagTexts.areOf(type.getReturnedClass())) {
                throw invalid(
                        "a "
                                + type.getName()
                                + " has no text that is always the same: integers, text, enums,"
                                + " booleans, UUIDs and java.time do");
            }
        }

        private static boolean isIdentifier(EntityPersister entity, String name) {
            return name.equals(entity.getIdentifierPropertyName())
                    || (name.equals(ID) && entity.hasIdentifierProperty());
        }

        private static String identifierOf(EntityPersister entity) {
            return entity.getIdentifierPropertyName() == null
                    ? "none"
                    : entity.getIdentifierPropertyName();
        }

        private static Object identifier(EntityPersister target, Object value) {
            var lazy = HibernateProxy.extractLazyInitializer(value);
            return lazy == null ? target.getIdentifier(value) : lazy.getInternalIdentifier();
        }

        private static List<String> propertiesOf(EntityPersister entity) {
            var all = new TreeSet<>(List.of(entity.getPropertyNames()));
            if (entity.getIdentifierPropertyName() != null) {
                all.add(entity.getIdentifierPropertyName());
            } else if (entity.getIdentifierType() instanceof CompositeType composite) {
                all.addAll(List.of(composite.getPropertyNames()));
            }
            return List.copyOf(all);
        }

        private IllegalArgumentException missing(String owner, String name, List<String> there) {
            return invalid(owner + " has no " + name + ", but " + String.join(", ", there));
        }

        private IllegalArgumentException invalid(String reason) {
            return new IllegalArgumentException(
                    "{" + path + "} of " + entity.getEntityName() + ": " + reason);
        }
    }
}
