package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.CorruptEntryException;
import java.io.Serializable;
import java.net.URL;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.type.AnyType;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.SpecialOneToOneType;
import org.hibernate.type.Type;
import org.hibernate.type.UserComponentType;
import org.jspecify.annotations.Nullable;

/**
 * Tries the assembly that Hibernate is about to do with a disassembled value. An entry in Redis may
 * contain any value that passes the codec; Hibernate trusts it, and has already begun to change its
 * session when a converter, a constructor or a cast fails.
 *
 * <p>As a consequence, converters and constructors of embeddables run twice. References to entities
 * are not resolved; only the id is tried. Thread-safe.
 */
public abstract class ValueValidator {

    private static final Map<Class<?>, Class<?>> WRAPPERS =
            Map.of(
                    boolean.class, Boolean.class,
                    byte.class, Byte.class,
                    short.class, Short.class,
                    int.class, Integer.class,
                    long.class, Long.class,
                    float.class, Float.class,
                    double.class, Double.class,
                    char.class, Character.class);

    /**
     * Throws anything if Hibernate could not use the value.
     *
     * @param ownerId the id of the entity that the value belongs to, or null if it does not matter
     */
    abstract void validate(
            @Nullable Object value,
            @Nullable Object ownerId,
            SharedSessionContractImplementor session);

    /**
     * @param declared the class that the assembled value must be assignable to
     */
    static ValueValidator of(Type type, Class<?> declared, SessionFactoryImplementor factory) {
        if (type instanceof CollectionType collection) {
            return new KeyOfCollection(collection, factory);
        }
        if (type instanceof AnyType) {
            return new AnyReference(declared, factory);
        }
        if (type instanceof OneToOneType && !(type instanceof SpecialOneToOneType)) {
            return new Whole(type, declared);
        }
        if (type instanceof EntityType entity) {
            var id =
                    factory.getMappingMetamodel()
                            .getEntityDescriptor(entity.getAssociatedEntityName())
                            .getIdentifierType();
            return new Optional(of(id, Object.class, factory));
        }
        if (type instanceof ComponentType component
                && !(type instanceof UserComponentType<?>)
                && !isSelfContained(component)) {
            return new Parts(component, factory);
        }
        return new Whole(type, declared);
    }

    /** Whether it is assembled from its own values alone. */
    private static boolean isSelfContained(ComponentType type) {
        var part = type.getMappingModelPart();
        if (part != null && part.getParentInjectionAttributePropertyAccess() != null) {
            return false;
        }
        for (var subtype : type.getSubtypes()) {
            if (subtype instanceof EntityType
                    || subtype instanceof AnyType
                    || subtype instanceof CollectionType
                    || (subtype instanceof ComponentType component
                            && !isSelfContained(component))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a value of the type contains a URL, whose hashing or comparison resolves its host
     * name.
     */
    static boolean holdsUrl(Type type, SessionFactoryImplementor factory) {
        if (type instanceof ComponentType component) {
            for (var part : component.getSubtypes()) {
                if (holdsUrl(part, factory)) {
                    return true;
                }
            }
            return false;
        }
        if (type instanceof EntityType entity) {
            return holdsUrl(
                    factory.getMappingMetamodel()
                            .getEntityDescriptor(entity.getAssociatedEntityName())
                            .getIdentifierType(),
                    factory);
        }
        return type instanceof BasicPluralType<?, ?> plural
                ? holdsUrl(plural.getElementType(), factory)
                : type.getReturnedClass() == URL.class;
    }

    static void requireInstance(@Nullable Object value, Class<?> declared) {
        if (value == null ? declared.isPrimitive() : !boxed(declared).isInstance(value)) {
            throw new CorruptEntryException(
                    (value == null ? "Null" : "A " + value.getClass().getName())
                            + " in place of a "
                            + declared.getName());
        }
    }

    public static Class<?> boxed(Class<?> type) {
        return WRAPPERS.getOrDefault(type, type);
    }

    private static @Nullable Object assembled(
            Type type, @Nullable Object value, SharedSessionContractImplementor session) {
        return type.assemble((Serializable) value, session, null);
    }

    /** A value that is assembled as a whole. */
    private static final class Whole extends ValueValidator {
        private final Type type;
        private final Class<?> declared;
        private final Class<?> own;

        Whole(Type type, Class<?> declared) {
            this.type = type;
            this.declared = declared;
            // A date property may hold another date class than its type's.
            this.own =
                    type instanceof BasicType<?>
                                    && !java.util.Date.class.isAssignableFrom(
                                            type.getReturnedClass())
                            ? boxed(type.getReturnedClass())
                            : Object.class;
        }

        @Override
        void validate(
                @Nullable Object value,
                @Nullable Object ownerId,
                SharedSessionContractImplementor session) {
            if (type instanceof EntityType) {
                requireNull(value);
                return;
            }
            Object whole = assembled(type, value, session);
            requireInstance(whole, declared);
            requireInstance(whole, own);
        }

        private static void requireNull(@Nullable Object value) {
            if (value != null) {
                throw new CorruptEntryException("A value where only null is written");
            }
        }
    }

    /** An id, or null. */
    private static final class Optional extends ValueValidator {
        private final ValueValidator id;

        Optional(ValueValidator id) {
            this.id = id;
        }

        @Override
        void validate(
                @Nullable Object value,
                @Nullable Object ownerId,
                SharedSessionContractImplementor session) {
            if (value != null) {
                id.validate(value, null, session);
            }
        }
    }

    /** The parts of an embeddable that refers to entities, or to the object that contains it. */
    private static final class Parts extends ValueValidator {
        private final ComponentType type;
        private final ValueValidator[] parts;

        Parts(ComponentType type, SessionFactoryImplementor factory) {
            this.type = type;
            var subtypes = type.getSubtypes();
            var names = type.getPropertyNames();
            var mapping = mapping(type);
            this.parts = new ValueValidator[subtypes.length];
            for (int i = 0; i < parts.length; i++) {
                var attribute = mapping == null ? null : mapping.findAttributeMapping(names[i]);
                parts[i] =
                        of(
                                subtypes[i],
                                attribute == null || attribute.getPropertyAccess() == null
                                        ? Object.class
                                        : attribute
                                                .getPropertyAccess()
                                                .getGetter()
                                                .getReturnTypeClass(),
                                factory);
            }
        }

        private static @Nullable EmbeddableMappingType mapping(ComponentType type) {
            var part = type.getMappingModelPart();
            return part == null ? null : part.getEmbeddableTypeDescriptor();
        }

        @Override
        void validate(
                @Nullable Object value,
                @Nullable Object ownerId,
                SharedSessionContractImplementor session) {
            if (value == null) {
                return;
            }
            var values = (Object[]) value;
            var mapping = mapping(type);
            boolean polymorphic = mapping != null && mapping.isPolymorphic();
            int last = parts.length - (polymorphic ? 1 : 0);
            for (int i = 0; i < last; i++) {
                parts[i].validate(values[i], ownerId, session);
            }
            if (mapping != null && polymorphic) {
                mapping.getRepresentationStrategy()
                        .getInstantiatorForDiscriminator(
                                java.util.Objects.requireNonNull(values[last]));
            }
        }
    }

    /** The key by which a collection belongs to its owner. */
    private static final class KeyOfCollection extends ValueValidator {
        private final Type key;
        private final boolean isOwnersId;

        KeyOfCollection(CollectionType type, SessionFactoryImplementor factory) {
            var persister = factory.getMappingMetamodel().getCollectionDescriptor(type.getRole());
            this.key = CollectionTypes.key(persister);
            this.isOwnersId = !CollectionTypes.isKeyedByProperty(persister);
        }

        /**
         * With another owner's key, two owners would share the collection, which fails at the next
         * flush.
         */
        @Override
        void validate(
                @Nullable Object value,
                @Nullable Object ownerId,
                SharedSessionContractImplementor session) {
            Object assembled = assembled(key, value, session);
            if (isOwnersId && ownerId != null && !key.isEqual(assembled, ownerId)) {
                throw new CorruptEntryException("A collection of another owner");
            }
        }
    }

    /** A reference of {@code @Any}. */
    private static final class AnyReference extends ValueValidator {
        private final Class<?> declared;
        private final SessionFactoryImplementor factory;

        AnyReference(Class<?> declared, SessionFactoryImplementor factory) {
            this.declared = declared;
            this.factory = factory;
        }

        @Override
        void validate(
                @Nullable Object value,
                @Nullable Object ownerId,
                SharedSessionContractImplementor session) {
            if (value == null) {
                return;
            }
            var entity =
                    factory.getMappingMetamodel()
                            .getEntityDescriptor(AnyCodec.entityName((Serializable) value));
            requireInstance(
                    AnyCodec.id((Serializable) value),
                    entity.getIdentifierType().getReturnedClass());
            if (!declared.isAssignableFrom(entity.getMappedClass())) {
                throw new CorruptEntryException("A reference to an entity of another type");
            }
        }
    }
}
