package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.Codecs;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.AnyType;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.SpecialOneToOneType;
import org.hibernate.type.Type;
import org.hibernate.type.UserComponentType;
import org.jspecify.annotations.Nullable;

/** The codecs of what Hibernate's types disassemble to. */
final class TypeCodecs {
    private final SessionFactoryImplementor factory;
    private final BasicCodecs basics;
    private final Set<String> entityNames = new HashSet<>();

    TypeCodecs(SessionFactoryImplementor factory, MappedClasses classes) {
        this.factory = factory;
        this.basics = new BasicCodecs(factory, Codecs.classes(classes.all()));
        factory.getMappingMetamodel()
                .forEachEntityDescriptor(entity -> entityNames.add(entity.getEntityName()));
    }

    Codec<Object> tagged() {
        return basics.tagged();
    }

    /**
     * The codec of a column's values, or null if they identify their own type or cannot be encoded.
     */
    @Nullable Codec<?> column(JdbcMapping type) {
        return basics.column(type);
    }

    /**
     * The codec of the type's disassembled values.
     *
     * @throws NoCodecException if they cannot be encoded
     */
    Codec<?> of(Type type) {
        if (type instanceof BasicType<?> basic) {
            return basics.disassembled(basic);
        }
        if (type instanceof CollectionType collection) {
            // Hibernate disassembles only the key of the owner.
            return of(
                    CollectionTypes.key(
                            factory.getMappingMetamodel()
                                    .getCollectionDescriptor(collection.getRole())));
        }
        if (type instanceof EntityType entity) {
            return ofEntity(entity);
        }
        if (type instanceof AnyType) {
            return AnyCodec.of(entityNames, basics.tagged());
        }
        if (type instanceof UserComponentType<?> user) {
            return new DomainOrTaggedCodec(user.getReturnedClass(), null, basics.tagged());
        }
        if (type instanceof ComponentType component) {
            return ofComponent(component);
        }
        throw new NoCodecException(
                type.getName(),
                "Hibernate's " + type.getClass().getSimpleName() + " is not supported");
    }

    private Codec<?> ofEntity(EntityType type) {
        if (type instanceof OneToOneType && !(type instanceof SpecialOneToOneType)) {
            return Codecs.nothing();
        }
        if (ValueValidator.holdsUrl(idType(type), factory)) {
            throw new NoCodecException(
                    type.getName(), "its id contains a URL, whose hashing resolves its host name");
        }
        return of(idType(type));
    }

    private Type idType(EntityType type) {
        return factory.getMappingMetamodel()
                .getEntityDescriptor(type.getAssociatedEntityName())
                .getIdentifierType();
    }

    private Codec<?> ofComponent(ComponentType type) {
        var names = type.getPropertyNames();
        var types = type.getSubtypes();
        var codecs = new Codec<?>[types.length];
        // A polymorphic embeddable ends with its discriminator, whose type depends on the column.
        int discriminator = isPolymorphic(type) ? types.length - 1 : types.length;
        for (int i = 0; i < codecs.length; i++) {
            codecs[i] = i == discriminator ? basics.tagged() : of(types[i]);
        }
        return Codecs.row(names, codecs);
    }

    private static boolean isPolymorphic(ComponentType type) {
        var part = type.getMappingModelPart();
        return part != null && part.getEmbeddableTypeDescriptor().isPolymorphic();
    }

    /** Whether the type contains an entity and so cannot be assembled without a session. */
    static boolean refersToEntity(Type type) {
        if (type instanceof ComponentType component) {
            for (var part : component.getSubtypes()) {
                if (refersToEntity(part)) {
                    return true;
                }
            }
        }
        return type instanceof EntityType || type instanceof AnyType;
    }
}
