package io.hibernateredis.internal.entry;

import io.hibernateredis.internal.codec.Codec;
import io.hibernateredis.internal.codec.CodecFormat;
import io.hibernateredis.internal.codec.Codecs;
import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.Input;
import io.hibernateredis.internal.codec.Output;
import io.hibernateredis.internal.codec.UnsupportedValueException;
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
 * The codecs of everything that a session factory caches. Persisters do not exist yet while regions
 * are built, so each codec is created on first use. Thread-safe.
 */
public final class EntryCodecs {
    private final SessionFactoryImplementor factory;
    private final CodecFormat format;
    private final Map<String, EntryCodec> made = new ConcurrentHashMap<>();
    private final Map<JdbcMapping, Optional<Codec<?>>> columns = new ConcurrentHashMap<>();
    private volatile @Nullable Mapping mapping;

    EntryCodecs(SessionFactoryImplementor factory, CodecFormat format) {
        this.factory = factory;
        this.format = format;
    }

    private record Mapping(MappedClasses classes, TypeCodecs types) {}

    private Mapping mapping() {
        Mapping known = mapping;
        if (known == null) {
            var classes = new MappedClasses(factory);
            known = new Mapping(classes, new TypeCodecs(factory, classes));
            mapping = known;
        }
        return known;
    }

    /** The codec of the entries of an entity's whole hierarchy. */
    public EntryCodec entity(EntityPersister anyOfHierarchy) {
        return codec(
                "entity " + anyOfHierarchy.getRootEntityName(), () -> newEntity(anyOfHierarchy));
    }

    public EntryCodec collection(CollectionPersister persister) {
        return codec("collection " + persister.getRole(), () -> newCollection(persister));
    }

    /** The codec of the ids that a natural id resolves to. */
    public EntryCodec naturalId(EntityPersister anyOfHierarchy) {
        return codec(
                "natural id " + anyOfHierarchy.getRootEntityName(),
                () -> newNaturalId(anyOfHierarchy));
    }

    /**
     * The codec of a list of rows, each a value or an {@code Object[]} of values that identify
     * their own types.
     */
    public EntryCodec queryResults() {
        return codec(
                "query results",
                () -> {
                    Codec<@Nullable Object[]> rows =
                            Codecs.sequence(Codecs.tagged(mapping().classes().enums()));
                    return entries(new ListCodec(rows), "", null);
                });
    }

    /** The codec of a column of a result, or null if its values identify their own type. */
    public @Nullable ColumnCodec column(JdbcMapping type) {
        return columns.computeIfAbsent(
                        type, each -> Optional.ofNullable(mapping().types().column(each)))
                .map(codec -> new ColumnCodec(format, codec))
                .orElse(null);
    }

    /** A sentence for each mapping that is to be cached and cannot be encoded, sorted. */
    public List<String> problems() {
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

    private EntryCodec codec(String name, Supplier<EntryCodec> maker) {
        var known = made.get(name);
        if (known != null) {
            return known;
        }
        var codec = maker.get();
        var other = made.putIfAbsent(name, codec);
        return other == null ? codec : other;
    }

    private EntryCodec newEntity(EntityPersister anyOfHierarchy) {
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
                            + " is not cached: its id or natural id contains a URL, whose hashing"
                            + " resolves its host name");
        }
        return entries(new EntityCodec(layouts), "", problems.isEmpty() ? null : problems);
    }

    private boolean isHashedByUrl(EntityPersister entity) {
        if (ValueValidator.holdsUrl(entity.getIdentifierType(), factory)) {
            return true;
        }
        if (entity.hasNaturalIdentifier()) {
            for (int property : entity.getNaturalIdentifierProperties()) {
                if (ValueValidator.holdsUrl(entity.getPropertyTypes()[property], factory)) {
                    return true;
                }
            }
        }
        return false;
    }

    private EntryCodec newCollection(CollectionPersister persister) {
        try {
            return entries(
                    CollectionCodec.of(persister, factory, mapping().types()),
                    persister.getRole() + Columns.of(persister),
                    null);
        } catch (IllegalArgumentException e) {
            return without(
                    "Collection " + persister.getRole() + " is not cached: its " + e.getMessage());
        }
    }

    private EntryCodec newNaturalId(EntityPersister persister) {
        var type = persister.getIdentifierType();
        var name = persister.getRootEntityName();
        try {
            if (isHashedByUrl(persister)) {
                throw new NoCodecException(
                        type.getName(), "it contains a URL, whose hashing resolves its host name");
            }
            if (TypeCodecs.refersToEntity(type)) {
                throw new NoCodecException(type.getName(), "it refers to another entity");
            }
            return entries(new IdCodec(type, factory, mapping().types().of(type)), name, null);
        } catch (NoCodecException e) {
            return without(
                    "The natural id of entity "
                            + name
                            + " is not cached: its id "
                            + e.getMessage());
        }
    }

    private EntryCodec entries(Codec<Object> codec, String name, @Nullable String problem) {
        var layout = name + " " + codec.signature();
        return new FormatEntryCodec(
                format, codec, LayoutFingerprint.of(format, factory, layout), problem);
    }

    private EntryCodec without(String problem) {
        return entries(new UnsupportedCodec(problem), "", problem);
    }

    /** Stands in for the codec of a mapping that cannot be encoded. */
    private static final class UnsupportedCodec extends Codec<Object> {
        private final String problem;

        UnsupportedCodec(String problem) {
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
    private static final class ListCodec extends Codec<Object> {
        private final Codec<@Nullable Object[]> rows;

        ListCodec(Codec<@Nullable Object[]> rows) {
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
