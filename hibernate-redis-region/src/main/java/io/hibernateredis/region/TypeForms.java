package io.hibernateredis.region;

import io.hibernateredis.codec.Form;
import io.hibernateredis.codec.Forms;
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

/** From Hibernate's types to the forms of what they disassemble to. */
final class TypeForms {
    private final SessionFactoryImplementor factory;
    private final BasicForms basics;
    private final Set<String> entityNames = new HashSet<>();

    TypeForms(SessionFactoryImplementor factory, MappedClasses classes) {
        this.factory = factory;
        this.basics = new BasicForms(factory, Forms.classes(classes.all()));
        factory.getMappingMetamodel()
                .forEachEntityDescriptor(entity -> entityNames.add(entity.getEntityName()));
    }

    Form<Object> tagged() {
        return basics.tagged();
    }

    /** The form of a column's values, or null if they tell their own type, or have none. */
    @Nullable Form<?> column(JdbcMapping type) {
        return basics.column(type);
    }

    /**
     * The form of what the type disassembles to.
     *
     * @throws NoFormException if there is none
     */
    Form<?> of(Type type) {
        if (type instanceof BasicType<?> basic) {
            return basics.disassembled(basic);
        }
        if (type instanceof CollectionType collection) {
            // Hibernate remembers only the key of the owner.
            return of(
                    CollectionTypes.key(
                            factory.getMappingMetamodel()
                                    .getCollectionDescriptor(collection.getRole())));
        }
        if (type instanceof EntityType entity) {
            return ofEntity(entity);
        }
        if (type instanceof AnyType) {
            return AnyForm.of(entityNames, basics.tagged());
        }
        if (type instanceof UserComponentType<?> user) {
            return new LooseForm(user.getReturnedClass(), null, basics.tagged());
        }
        if (type instanceof ComponentType component) {
            return ofComponent(component);
        }
        throw new NoFormException(
                type.getName(), "Hibernate's " + type.getClass().getSimpleName() + " is not known");
    }

    private Form<?> ofEntity(EntityType type) {
        if (type instanceof OneToOneType && !(type instanceof SpecialOneToOneType)) {
            return Forms.nothing();
        }
        if (Assembly.holdsUrl(idType(type), factory)) {
            throw new NoFormException(type.getName(), "its id is a URL, which looks up its host");
        }
        return of(idType(type));
    }

    private Type idType(EntityType type) {
        return factory.getMappingMetamodel()
                .getEntityDescriptor(type.getAssociatedEntityName())
                .getIdentifierType();
    }

    private Form<?> ofComponent(ComponentType type) {
        var names = type.getPropertyNames();
        var types = type.getSubtypes();
        var forms = new Form<?>[types.length];
        // A polymorphic embeddable ends with its discriminator, in whatever type the column has.
        int discriminator = isPolymorphic(type) ? types.length - 1 : types.length;
        for (int i = 0; i < forms.length; i++) {
            forms[i] = i == discriminator ? basics.tagged() : of(types[i]);
        }
        return Forms.row(names, forms);
    }

    private static boolean isPolymorphic(ComponentType type) {
        var part = type.getMappingModelPart();
        return part != null && part.getEmbeddableTypeDescriptor().isPolymorphic();
    }

    /** Whether an entity is part of the type, which then cannot be assembled without a session. */
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
