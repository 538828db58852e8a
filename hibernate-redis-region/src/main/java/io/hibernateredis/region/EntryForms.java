package io.hibernateredis.region;

import io.hibernateredis.codec.CodecFormat;
import io.hibernateredis.codec.CorruptEntryException;
import io.hibernateredis.codec.Form;
import io.hibernateredis.codec.Forms;
import io.hibernateredis.codec.Input;
import io.hibernateredis.codec.Output;
import io.hibernateredis.codec.UnsupportedValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The forms of all that a session factory caches. Persisters are not there yet while regions are
 * built, so each form is made when it is first asked for. Thread-safe.
 */
final class EntryForms {
    private final SessionFactoryImplementor factory;
    private final CodecFormat format;
    private final Map<String, EntryForm> made = new ConcurrentHashMap<>();
    private final Map<JdbcMapping, Optional<Form<?>>> columns = new ConcurrentHashMap<>();
    private volatile @Nullable Mapping mapping;

    EntryForms(SessionFactoryImplementor factory, CodecFormat format) {
        this.factory = factory;
        this.format = format;
    }

    private record Mapping(MappedClasses classes, TypeForms types) {}

    private Mapping mapping() {
        Mapping known = mapping;
        if (known == null) {
            var classes = new MappedClasses(factory);
            known = new Mapping(classes, new TypeForms(factory, classes));
            mapping = known;
        }
        return known;
    }

    /** The form of the entries of an entity's whole hierarchy. */
    EntryForm entity(EntityPersister anyOfHierarchy) {
        return form(
                "entity " + anyOfHierarchy.getRootEntityName(), () -> newEntity(anyOfHierarchy));
    }

    EntryForm collection(CollectionPersister persister) {
        return form("collection " + persister.getRole(), () -> newCollection(persister));
    }

    /** The form of the ids that a natural id resolves to. */
    EntryForm naturalId(EntityPersister anyOfHierarchy) {
        return form(
                "natural id " + anyOfHierarchy.getRootEntityName(),
                () -> newNaturalId(anyOfHierarchy));
    }

    /**
     * The form of a list of rows, each a value or an {@code Object[]} of values, which tell their
     * own types.
     */
    EntryForm queryResults() {
        return form(
                "query results",
                () -> {
                    Form<@Nullable Object[]> rows =
                            Forms.sequence(Forms.tagged(mapping().classes().enums()));
                    return entries(new ListForm(rows), "", null);
                });
    }

    /** How a column of a result is written, or null if its values tell their own type. */
    @Nullable ColumnForm column(JdbcMapping type) {
        return columns.computeIfAbsent(
                        type, each -> Optional.ofNullable(mapping().types().column(each)))
                .map(form -> new ColumnForm(format, form))
                .orElse(null);
    }

    /**
     * A sentence for each thing that is to be cached and cannot, because its mapping has no form;
     * in stable order.
     */
    List<String> problems() {
        var problems = new ArrayList<@Nullable String>();
        factory.getMappingMetamodel()
                .forEachEntityDescriptor(
                        entity -> {
                            if (entity.canWriteToCache()) {
                                problems.add(entity(entity).problem());
                            }
                            if (entity.hasNaturalIdCache()) {
                                problems.add(naturalId(entity).problem());
                            }
                        });
        factory.getMappingMetamodel()
                .forEachCollectionDescriptor(
                        collection -> {
                            if (collection.hasCache()) {
                                problems.add(collection(collection).problem());
                            }
                        });
        return problems.stream().filter(Objects::nonNull).distinct().sorted().toList();
    }

    private EntryForm form(String name, Supplier<EntryForm> maker) {
        var known = made.get(name);
        if (known != null) {
            return known;
        }
        var form = maker.get();
        var other = made.putIfAbsent(name, form);
        return other == null ? form : other;
    }

    private EntryForm newEntity(EntityPersister anyOfHierarchy) {
        var metamodel = factory.getMappingMetamodel();
        var types = mapping().types();
        var layouts =
                metamodel
                        .getEntityDescriptor(anyOfHierarchy.getRootEntityName())
                        .getSubclassEntityNames()
                        .stream()
                        .sorted()
                        .map(
                                name ->
                                        new EntityLayout(
                                                metamodel.getEntityDescriptor(name),
                                                factory,
                                                types))
                        .toList();
        var problems =
                layouts.stream()
                        .map(layout -> layout.problem)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(". "));
        if (problems.isEmpty() && isHashedByUrl(anyOfHierarchy)) {
            return without(
                    "Entity "
                            + anyOfHierarchy.getRootEntityName()
                            + " is not cached: a URL in its id or natural id looks up its host");
        }
        return entries(new EntityForm(layouts), "", problems.isEmpty() ? null : problems);
    }

    private boolean isHashedByUrl(EntityPersister entity) {
        if (Assembly.holdsUrl(entity.getIdentifierType(), factory)) {
            return true;
        }
        if (entity.hasNaturalIdentifier()) {
            for (int property : entity.getNaturalIdentifierProperties()) {
                if (Assembly.holdsUrl(entity.getPropertyTypes()[property], factory)) {
                    return true;
                }
            }
        }
        return false;
    }

    private EntryForm newCollection(CollectionPersister persister) {
        try {
            return entries(
                    CollectionForm.of(persister, factory, mapping().types()),
                    persister.getRole() + Columns.of(persister),
                    null);
        } catch (IllegalArgumentException e) {
            return without(
                    "Collection " + persister.getRole() + " is not cached: its " + e.getMessage());
        }
    }

    private EntryForm newNaturalId(EntityPersister persister) {
        var type = persister.getIdentifierType();
        var name = persister.getRootEntityName();
        try {
            if (isHashedByUrl(persister)) {
                throw new NoFormException(type.getName(), "a URL in it looks up its host");
            }
            if (TypeForms.refersToEntity(type)) {
                throw new NoFormException(type.getName(), "it refers to another entity");
            }
            return entries(new IdForm(type, factory, mapping().types().of(type)), name, null);
        } catch (NoFormException e) {
            return without(
                    "The natural id of entity "
                            + name
                            + " is not cached: its id "
                            + e.getMessage());
        }
    }

    private EntryForm entries(Form<Object> form, String name, @Nullable String problem) {
        var layout = name + " " + form.signature();
        return new FormedEntries(format, form, Fingerprint.of(format, factory, layout), problem);
    }

    private EntryForm without(String problem) {
        return entries(new AbsentForm(problem), "", problem);
    }

    /** The form of what has none. */
    private static final class AbsentForm extends Form<Object> {
        private final String problem;

        AbsentForm(String problem) {
            super("none");
            this.problem = problem;
        }

        @Override
        public void write(Output out, Object value) {
            throw new UnsupportedValueException(problem);
        }

        @Override
        public Object read(Input in) {
            throw new CorruptEntryException(problem);
        }
    }

    /** A list, as a sequence. */
    private static final class ListForm extends Form<Object> {
        private final Form<@Nullable Object[]> rows;

        ListForm(Form<@Nullable Object[]> rows) {
            super(rows.signature());
            this.rows = rows;
        }

        @Override
        public void write(Output out, Object value) {
            rows.write(out, ((List<?>) value).toArray());
        }

        @Override
        public Object read(Input in) {
            return new ArrayList<>(Arrays.asList(rows.read(in)));
        }
    }
}
