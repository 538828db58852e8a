package io.hibernateredis.internal.exact;

import io.hibernateredis.internal.exact.ExactPart.InexactMappingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Decides which written states of an entity the database is certain to return as they were sent.
 * Immutable.
 */
public final class ExactState {

    private static final int IDENTIFIER = -1;

    private final EntityPersister persister;
    private final @Nullable ExactPart id;
    private final @Nullable ExactPart[] attributes;
    private final boolean insertedWhole;
    private final Collection<List<Integer>> optionalTables;
    private final List<Integer> notUpdated;
    private final List<Twin> twins;

    /**
     * An attribute whose column is written by another attribute, so that both must hold the same
     * value.
     *
     * @param writer position of the other attribute, or {@link #IDENTIFIER}
     */
    private record Twin(int attribute, int writer) {}

    private ExactState(
            EntityPersister persister,
            @Nullable ExactPart id,
            @Nullable ExactPart[] attributes,
            boolean insertedWhole,
            Collection<List<Integer>> optionalTables,
            List<Integer> notUpdated,
            List<Twin> twins) {
        this.persister = persister;
        this.id = id;
        this.attributes = attributes;
        this.insertedWhole = insertedWhole;
        this.optionalTables = optionalTables;
        this.notUpdated = notUpdated;
        this.twins = twins;
    }

    static ExactState of(ColumnFacts facts, EntityPersister persister) {
        try {
            return isPlain(facts, persister) ? read(facts, persister) : never(persister);
        } catch (InexactMappingException e) {
            return never(persister);
        }
    }

    private static ExactState never(EntityPersister persister) {
        return new ExactState(
                persister, null, new ExactPart[0], false, List.of(), List.of(), List.of());
    }

    /** Whether every written row can be read again, and contains only what was sent. */
    private static boolean isPlain(ColumnFacts facts, EntityPersister persister) {
        for (EntityTableMapping table : ((EntityMutationTarget) persister).getTableMappings()) {
            if (table.isInverse()
                    || table.getInsertCustomSql() != null
                    || table.getUpdateCustomSql() != null) {
                return false;
            }
        }
        var metamodel = facts.sessionFactory().getMappingMetamodel();
        Set<String> hierarchy =
                metamodel
                        .getEntityDescriptor(persister.getRootEntityName())
                        .getSubclassEntityNames();
        for (String name : hierarchy) {
            if (metamodel.getEntityDescriptor(name).hasWhereRestrictions()) {
                return false;
            }
        }
        var discriminator = persister.getDiscriminatorMapping();
        return (discriminator == null || !discriminator.isFormula())
                && !persister.hasInsertGeneratedProperties()
                && !persister.hasUpdateGeneratedProperties()
                && !persister.isVersionPropertyGenerated();
    }

    @SuppressWarnings("removal") // The replacement is not available in Hibernate 7.1.
    private static ExactState read(ColumnFacts facts, EntityPersister persister) {
        List<AttributeMapping> mappings = new ArrayList<>();
        persister.visitAttributeMappings(mappings::add);
        Type[] types = persister.getPropertyTypes();
        if (mappings.size() != types.length) {
            return never(persister);
        }
        var reader = new ExactPart.Reader(facts, persister);
        var attributes = new @Nullable ExactPart[types.length];
        for (AttributeMapping attribute : mappings) {
            if (!(attribute instanceof PluralAttributeMapping)) {
                int i = attribute.getStateArrayPosition();
                attributes[i] = reader.attribute(attribute, types[i]);
            }
        }
        var writes = new Writes(persister, attributes, mappings);
        return new ExactState(
                persister,
                reader.id(),
                attributes,
                writes.insertedWhole
                        && !persister.getEntityMetamodel().isDynamicInsert()
                        && facts.foreignKeys().holdSubclassesOf(persister),
                optionalTables(persister, mappings),
                writes.notUpdated,
                writes.twins);
    }

    /** Which attributes inserts and updates send. */
    private static final class Writes {

        private final List<Integer> notUpdated = new ArrayList<>();
        private final List<Twin> twins = new ArrayList<>();
        private boolean insertedWhole = true;

        Writes(
                EntityPersister persister,
                @Nullable ExactPart[] attributes,
                List<AttributeMapping> mappings) {
            Map<String, Integer> writers = writers(persister, mappings);
            for (AttributeMapping attribute : mappings) {
                int i = attribute.getStateArrayPosition();
                ExactPart part = attributes[i];
                if (part == null) {
                    continue;
                }
                Set<Integer> others = othersThatWrite(attribute, i, writers);
                if (!others.isEmpty()) {
                    twins.add(new Twin(i, onlyWriter(attribute, others)));
                    continue;
                }
                insertedWhole &= part.isInserted() && persister.getPropertyInsertability()[i];
                if (!part.isUpdated() || !persister.getPropertyUpdateability()[i]) {
                    notUpdated.add(i);
                }
            }
        }
    }

    /** The attributes in each optional table, where an entity without any of them has no row. */
    private static Collection<List<Integer>> optionalTables(
            EntityPersister persister, List<AttributeMapping> mappings) {
        Map<String, List<Integer>> attributes = new HashMap<>();
        for (EntityTableMapping table : ((EntityMutationTarget) persister).getTableMappings()) {
            if (table.isOptional()) {
                attributes.put(table.getTableName(), new ArrayList<>());
            }
        }
        for (AttributeMapping attribute : mappings) {
            if (!(attribute instanceof PluralAttributeMapping)) {
                attribute.forEachSelectable(
                        (i, column) -> {
                            var found = attributes.get(column.getContainingTableExpression());
                            if (found != null) {
                                found.add(attribute.getStateArrayPosition());
                            }
                        });
            }
        }
        return attributes.values();
    }

    /** The position of the attribute that writes each column, by the column's name. */
    private static Map<String, Integer> writers(
            EntityPersister persister, List<AttributeMapping> mappings) {
        Map<String, Integer> writers = new HashMap<>();
        for (AttributeMapping attribute : mappings) {
            if (!(attribute instanceof PluralAttributeMapping)) {
                attribute.forEachSelectable(
                        (i, column) -> {
                            if (column.isInsertable()) {
                                writers.put(name(column), attribute.getStateArrayPosition());
                            }
                        });
            }
        }
        persister
                .getIdentifierMapping()
                .forEachSelectable((i, column) -> writers.put(name(column), IDENTIFIER));
        return writers;
    }

    private static Set<Integer> othersThatWrite(
            AttributeMapping attribute, int position, Map<String, Integer> writers) {
        Set<Integer> others = new HashSet<>();
        attribute.forEachSelectable((i, column) -> others.add(writers.get(name(column))));
        others.remove(position);
        others.remove(null);
        return others;
    }

    private static int onlyWriter(AttributeMapping attribute, Set<Integer> others) {
        if (attribute.getJdbcTypeCount() != 1) {
            throw new InexactMappingException("shared columns");
        }
        return others.iterator().next();
    }

    private static String name(SelectableMapping column) {
        return column.getContainingTableExpression() + "." + column.getSelectionExpression();
    }

    /**
     * Whether an insert sends all attributes, so that none gets a value chosen by the database, or
     * one from a row that was left in an optional table to which nothing is sent.
     *
     * @param state as the session holds it
     */
    boolean isInsertedWhole(@Nullable Object[] state) {
        return insertedWhole
                && optionalTables.stream()
                        .allMatch(
                                attributes ->
                                        attributes.stream().anyMatch(i -> isSent(i, state[i])));
    }

    /** An embeddable does not count, because it may be empty. */
    private boolean isSent(int attribute, @Nullable Object value) {
        return value != null && !(persister.getPropertyTypes()[attribute] instanceof ComponentType);
    }

    /**
     * Whether an update leaves an attribute out, so that the database may differ from the session.
     */
    public boolean leavesOut(Object @Nullable [] before, Object[] after) {
        for (int i : notUpdated) {
            Type type = persister.getPropertyTypes()[i];
            if (before == null
                    || (type.isMutable() && !type.isAnyType() && !type.isEntityType())
                    || !isSame(type, before[i], after[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Type type, @Nullable Object one, @Nullable Object other) {
        return Objects.equals(one, other)
                || (one != null && other != null && type.isSame(one, other));
    }

    /**
     * Whether a row reads back as it was written.
     *
     * @param state as disassembled for the cache
     */
    public boolean isExact(Object identifier, @Nullable Object[] state) {
        if (!isExactId(identifier) || state.length != attributes.length) {
            return false;
        }
        for (int i = 0; i < state.length; i++) {
            if (!isExact(i, state[i])) {
                return false;
            }
        }
        for (Twin twin : twins) {
            Object writer =
                    twin.writer() == IDENTIFIER ? disassembledId(identifier) : state[twin.writer()];
            if (!Objects.equals(state[twin.attribute()], writer)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object disassembledId(Object identifier) {
        return persister.getIdentifierType().disassemble(identifier, persister.getFactory());
    }

    /** As {@link #isExact(Object, Object[])}, for the id alone. */
    public boolean isExactId(Object identifier) {
        return id != null && id.isExact(disassembledId(identifier));
    }

    /** Whether attributes of a state, as the session holds it, read back as they were written. */
    public boolean areExact(int[] positions, Object[] loaded) {
        for (int i : positions) {
            Type type = persister.getPropertyTypes()[i];
            if (i >= attributes.length
                    || !isExact(i, type.disassemble(loaded[i], persister.getFactory()))) {
                return false;
            }
        }
        return true;
    }

    private boolean isExact(int i, @Nullable Object value) {
        ExactPart part = attributes[i];
        return part == null
                || value == LazyPropertyInitializer.UNFETCHED_PROPERTY
                || part.isExact(value);
    }
}
