package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.database.DatabaseColumns.DatabaseColumn;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.sql.Template;
import org.hibernate.type.BasicType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.CustomType;
import org.hibernate.type.EntityType;
import org.hibernate.type.OneToOneType;
import org.hibernate.type.SpecialOneToOneType;
import org.hibernate.type.Type;
import org.hibernate.type.UserComponentType;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.jspecify.annotations.Nullable;

/** Decides whether a part of an entity's state reads back as it was written. Immutable. */
abstract class ExactPart {

    private final boolean inserted;
    private final boolean updated;

    private ExactPart(boolean inserted, boolean updated) {
        this.inserted = inserted;
        this.updated = updated;
    }

    /**
     * Whether a value reads back as it was written.
     *
     * @param value as disassembled for the cache
     */
    abstract boolean isExact(@Nullable Object value);

    /** Whether an insert sends all its columns. */
    final boolean isInserted() {
        return inserted;
    }

    /** Whether an update sends all its columns. */
    final boolean isUpdated() {
        return updated;
    }

    /** Thrown if no value with this mapping is certain to read back as it was written. */
    static final class InexactMappingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InexactMappingException(String reason) {
            super(reason, null, false, false);
        }
    }

    /** The side of an association that has no column. */
    private static final class NoColumn extends ExactPart {

        NoColumn() {
            super(true, true);
        }

        @Override
        boolean isExact(@Nullable Object value) {
            return value == null;
        }
    }

    /** A value in one column. */
    private static class Basic extends ExactPart {

        final ExactValues values;
        final DatabaseColumn column;
        private final Class<?> type;

        Basic(ExactValues values, DatabaseColumn column, SelectableMapping mapping, Class<?> type) {
            super(mapping.isInsertable(), mapping.isUpdateable());
            this.values = values;
            this.column = column;
            this.type = type;
        }

        @Override
        boolean isExact(@Nullable Object value) {
            return value == null || (type.isInstance(value) && values.isExact(value, column));
        }
    }

    /** A converted value, cached either as the domain value or as the relational value. */
    private static final class Converted<D, R> extends Basic {

        private final BasicValueConverter<D, R> converter;
        private final boolean cachedAsSent;

        Converted(
                ExactValues values,
                DatabaseColumn column,
                SelectableMapping mapping,
                BasicValueConverter<D, R> converter,
                boolean cachedAsSent) {
            super(values, column, mapping, Object.class);
            this.converter = converter;
            this.cachedAsSent = cachedAsSent;
        }

        @Override
        @SuppressWarnings("unchecked")
        boolean isExact(@Nullable Object value) {
            try {
                if (cachedAsSent) {
                    return super.isExact(value);
                }
                R sent = converter.toRelationalValue((D) value);
                D read = super.isExact(sent) ? converter.toDomainValue(sent) : null;
                return value == null ? sent == null && read == null : value.equals(read);
            } catch (RuntimeException e) {
                // The converter belongs to the application and may do anything; loading calls it
                // again.
                return false;
            }
        }
    }

    /** Several values. If all are null, Hibernate reads either null or an empty embeddable. */
    private static final class Component extends ExactPart {

        private final List<ExactPart> parts;
        private final boolean nullIsEmpty;

        Component(List<ExactPart> parts, boolean nullIsEmpty) {
            super(
                    parts.stream().allMatch(ExactPart::isInserted),
                    parts.stream().allMatch(ExactPart::isUpdated));
            this.parts = parts;
            this.nullIsEmpty = nullIsEmpty;
        }

        @Override
        boolean isExact(@Nullable Object value) {
            if (value == null) {
                return !nullIsEmpty;
            }
            Object[] state = (Object[]) value;
            boolean isEmpty = true;
            for (int i = 0; i < state.length; i++) {
                isEmpty &= state[i] == null;
                if (i >= parts.size() || !parts.get(i).isExact(state[i])) {
                    return false;
                }
            }
            return !isEmpty;
        }
    }

    /** Creates the parts of one entity. */
    static final class Reader {

        private final ColumnFacts facts;
        private final EntityPersister persister;
        private final boolean nullIsEmpty;

        Reader(ColumnFacts facts, EntityPersister persister) {
            this.facts = facts;
            this.persister = persister;
            this.nullIsEmpty = isNullEmpty(facts);
        }

        private static boolean isNullEmpty(ColumnFacts facts) {
            return Boolean.parseBoolean(
                    String.valueOf(
                            facts.sessionFactory()
                                    .getProperties()
                                    .get("hibernate.create_empty_composites.enabled")));
        }

        /**
         * The part for the id.
         *
         * @throws InexactMappingException if no id is certain to read back as it was written
         */
        ExactPart id() {
            return part(persister.getIdentifierMapping(), persister.getIdentifierType());
        }

        /**
         * The part for an attribute.
         *
         * @throws InexactMappingException if no value is certain to read back as it was written
         */
        ExactPart attribute(AttributeMapping attribute, Type type) {
            var generator = attribute.getGenerator();
            if (generator != null && generator.generatedOnExecution()) {
                throw new InexactMappingException("generated");
            }
            return part(attribute, type);
        }

        private ExactPart part(ModelPart model, Type type) {
            if (type instanceof BasicType<?> basic) {
                return basic(model, basic);
            }
            if (type instanceof EntityType entity
                    && model instanceof ToOneAttributeMapping reference) {
                return reference(reference, entity);
            }
            if (type instanceof ComponentType component
                    && !(type instanceof UserComponentType<?>)
                    && model instanceof EmbeddableValuedModelPart embeddable) {
                return component(embeddable, component);
            }
            throw new InexactMappingException(type.getName());
        }

        private ExactPart reference(ToOneAttributeMapping reference, EntityType type) {
            if (type instanceof OneToOneType && !(type instanceof SpecialOneToOneType)) {
                return new NoColumn();
            }
            EntityPersister target = reference.getEntityMappingType().getEntityPersister();
            if (reference.hasNotFoundAction()
                    || !type.isReferenceToPrimaryKey()
                    || target.hasWhereRestrictions()
                    || target.getSoftDeleteMapping() != null
                    || !(target.getIdentifierType() instanceof BasicType<?> id)) {
                throw new InexactMappingException("reference");
            }
            return basic(reference, id);
        }

        private ExactPart component(EmbeddableValuedModelPart model, ComponentType type) {
            var embeddable = model.getEmbeddableTypeDescriptor();
            if (embeddable.isPolymorphic() || embeddable.getAggregateMapping() != null) {
                throw new InexactMappingException("aggregate");
            }
            String[] names = type.getPropertyNames();
            List<ExactPart> parts = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                AttributeMapping attribute = embeddable.getAttributeMapping(i);
                if (!attribute.getAttributeName().equals(names[i])) {
                    throw new InexactMappingException("order");
                }
                // Whether parts are generated is checked at the attribute as a whole.
                parts.add(part(attribute, type.getSubtypes()[i]));
            }
            return new Component(parts, nullIsEmpty);
        }

        private ExactPart basic(ModelPart model, BasicType<?> type) {
            SelectableMapping mapping = onlyColumn(model);
            DatabaseColumn column = facts.column(table(mapping), mapping.getSelectionExpression());
            if (column == null || !isPlain(mapping) || !isOfHibernate(type)) {
                throw new InexactMappingException(mapping.getSelectionExpression());
            }
            var javaType = type.getJavaTypeDescriptor();
            var converter = type.getValueConverter();
            return converter == null
                    ? new Basic(facts.values(), column, mapping, javaType.getJavaTypeClass())
                    : new Converted<>(
                            facts.values(),
                            column,
                            mapping,
                            converter,
                            javaType.getMutabilityPlan().isMutable());
        }

        private static SelectableMapping onlyColumn(ModelPart model) {
            List<SelectableMapping> found = new ArrayList<>();
            model.forEachSelectable((i, selectable) -> found.add(selectable));
            if (found.size() != 1) {
                throw new InexactMappingException(found.size() + " columns");
            }
            return found.get(0);
        }

        /**
         * The table of a column; the tables of a table-per-class hierarchy are read under the first
         * one's name.
         */
        private String table(SelectableMapping mapping) {
            return persister instanceof UnionSubclassEntityPersister
                    ? ((EntityMutationTarget) persister).getTableMappings()[0].getTableName()
                    : mapping.getContainingTableExpression();
        }

        private static boolean isPlain(SelectableMapping column) {
            String write = column.getCustomWriteExpression();
            String read = column.getCustomReadExpression();
            return !column.isFormula()
                    && (write == null || write.isEmpty() || write.equals("?"))
                    && (read == null
                            || read.equals(
                                    Template.TEMPLATE + "." + column.getSelectionExpression()));
        }

        /** Types of the application may change the values they are given. */
        private static boolean isOfHibernate(BasicType<?> type) {
            var javaType = type.getJavaTypeDescriptor();
            boolean known =
                    type.getValueConverter() != null
                            || (isOfHibernate(javaType)
                                    && isOfHibernate(javaType.getMutabilityPlan()));
            return known && isOfHibernate(type.getJdbcType()) && !(type instanceof CustomType);
        }

        private static boolean isOfHibernate(Object descriptor) {
            return descriptor.getClass().getName().startsWith("org.hibernate.");
        }
    }
}
