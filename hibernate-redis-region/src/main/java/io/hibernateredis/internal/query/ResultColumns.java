package io.hibernateredis.internal.query;

import io.hibernateredis.internal.codec.CorruptEntryException;
import io.hibernateredis.internal.codec.UnsupportedValueException;
import io.hibernateredis.internal.entry.ColumnCodec;
import io.hibernateredis.internal.entry.EntryCodecs;
import io.hibernateredis.internal.entry.ValueValidator;
import io.hibernateredis.internal.session.ShallowResults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.sql.results.graph.basic.BasicResult;
import org.hibernate.sql.results.graph.basic.BasicResultAssembler;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.jdbc.AggregateJdbcType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a cached result: encodes their values, and validates decoded values before
 * Hibernate uses them. For the modules of this cache. Thread-safe.
 */
public final class ResultColumns {

    private static final Column UNKNOWN = new Column(new Class<?>[0], null, null, null);

    private final Column[] columns;
    private final ResultGraph graph;
    private final ShallowResults entities;

    private ResultColumns(Column[] columns, ResultGraph graph, ShallowResults entities) {
        this.columns = columns;
        this.graph = graph;
        this.entities = entities;
    }

    /** The entities that rows identify only by id. */
    ShallowResults entities() {
        return entities;
    }

    /** The columns of a result with the given mapping. */
    public static ResultColumns of(JdbcValuesMapping mapping, EntryCodecs codecs) {
        var columns = new Column[Math.max(mapping.getRowToCacheSize(), 0)];
        Arrays.fill(columns, UNKNOWN);
        int[] indexes = mapping.getValueIndexesToCacheIndexes();
        for (var selection : mapping.getSqlSelections()) {
            int index = indexes[selection.getValuesArrayPosition()];
            var type = selection.getExpressionType();
            if (index >= 0 && type != null && type.getJdbcTypeCount() == 1) {
                columns[index] = Column.of(type.getSingleJdbcMapping(), codecs);
            }
        }
        var graph = new ResultGraph(mapping);
        addResults(mapping, graph, columns);
        return new ResultColumns(columns, graph, ShallowResults.of(mapping));
    }

    /**
     * Why the result of a select would not be the same when it is found in the cache, or null if it
     * would.
     */
    public static @Nullable String whyNotCacheable(JdbcValuesMapping mapping, String sql) {
        return RefetchedParts.whyNotCacheable(mapping, sql);
    }

    /** A result may expect another type than that of its column. */
    private static void addResults(JdbcValuesMapping mapping, ResultGraph graph, Column[] columns) {
        for (var result : mapping.getDomainResults()) {
            if (result instanceof BasicResult<?> basic
                    && basic.getAssembler() instanceof BasicResultAssembler<?> assembler) {
                int index = graph.column(basic);
                var converter = assembler.getValueConverter();
                if (index >= 0) {
                    columns[index] =
                            columns[index].with(
                                    converter == null
                                            ? assembler.getAssembledJavaType().getJavaTypeClass()
                                            : converter.getRelationalJavaType().getJavaTypeClass());
                }
            }
        }
    }

    /**
     * Converts rows to the values to be encoded.
     *
     * @param rows as Hibernate caches them: plain values if there is one column, else arrays;
     *     anything may follow them
     * @throws UnsupportedValueException if a value could not be read back
     */
    public List<@Nullable Object> write(List<?> rows) {
        if (!graph.isComplete()) {
            throw new UnsupportedValueException(
                    "Hibernate does not cache an embeddable in one column of an entity, or the"
                            + " key of a reference that may be missing");
        }
        var written = new ArrayList<@Nullable Object>(rows);
        @Nullable Object[] previous = new @Nullable Object[columns.length];
        for (int row = 0; row < rows.size() - 1; row++) {
            Object cached = rows.get(row);
            if (cached instanceof Object[] values && values.length == columns.length) {
                if (!graph.isComplete(values, previous)) {
                    throw new UnsupportedValueException(
                            "Hibernate does not cache the key of a fetched reference whose target"
                                    + " is missing");
                }
                previous = values;
            }
            if (columns.length == 1) {
                written.set(row, columns[0].write(cached));
            } else if (cached instanceof Object[] values && values.length == columns.length) {
                var copy = new @Nullable Object[columns.length];
                for (int i = 0; i < columns.length; i++) {
                    copy[i] = columns[i].write(values[i]);
                }
                written.set(row, copy);
            }
        }
        return written;
    }

    /**
     * Converts what {@link #write} returned, in place, to the rows that Hibernate expects. All rows
     * are arrays, because Hibernate would mistake a single value that is an array for a row of
     * several columns.
     *
     * @throws CorruptEntryException if Hibernate could not use a row
     */
    public void read(List<@Nullable Object> rows) {
        try {
            int count = rows.size() - 1;
            if (!graph.isComplete() || count < 0 || !(rows.get(count) instanceof Integer)) {
                throw new CorruptEntryException("A result without its number of rows");
            }
            @Nullable Object[] previous = new @Nullable Object[columns.length];
            for (int i = 0; i < count; i++) {
                @Nullable Object[] row = row(rows.get(i));
                graph.validate(row, previous, count);
                rows.set(i, row);
                previous = row;
            }
        } catch (Throwable e) {
            throw CorruptEntryException.of(e, "Not a row of this result");
        }
    }

    private @Nullable Object[] row(@Nullable Object written) {
        @Nullable Object[] values =
                columns.length == 1
                        ? new @Nullable Object[] {written}
                        : written instanceof Object[] several ? several : new Object[0];
        if (values.length != columns.length) {
            throw new CorruptEntryException(
                    values.length + " values in a row of " + columns.length);
        }
        // These values were decoded for this result alone.
        for (int i = 0; i < columns.length; i++) {
            values[i] = columns[i].read(values[i]);
        }
        return values;
    }

    /**
     * Whether reading the rows has no effect on the session, so that it can be abandoned half-way.
     * It inspects Hibernate's mapping, so it is called only after a failure.
     */
    public static boolean isSelfContained(
            JdbcValuesMapping mapping, SessionFactoryImplementor factory) {
        for (var initializer : mapping.resolveAssemblers(factory).getInitializers()) {
            if (initializer.asEmbeddableInitializer() == null) {
                return false;
            }
        }
        return true;
    }

    /**
     * One column.
     *
     * @param accepted the classes of its values, boxed; any if empty
     * @param codec how values are encoded that do not identify their own type, or null if they do
     * @param converter Hibernate's converter of the values
     * @param parts of a column that holds an embeddable
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Column(
            Class<?>[] accepted,
            @Nullable ColumnCodec codec,
            @Nullable BasicValueConverter<?, ?> converter,
            Column @Nullable [] parts) {

        static Column of(JdbcMapping type, EntryCodecs codecs) {
            if (type.getJdbcType() instanceof AggregateJdbcType aggregate
                    && aggregate.getEmbeddableMappingType() != null) {
                var parts = new ArrayList<Column>();
                aggregate
                        .getEmbeddableMappingType()
                        .forEachSelectable(
                                (index, part) -> parts.add(of(part.getJdbcMapping(), codecs)));
                return new Column(
                        accepted(Object[].class), null, null, parts.toArray(Column[]::new));
            }
            return new Column(
                    accepted(
                            type.getJdbcJavaType().getJavaTypeClass(),
                            type.getJavaTypeDescriptor().getJavaTypeClass()),
                    codecs.column(type),
                    type.getValueConverter(),
                    null);
        }

        Column with(Class<?> other) {
            if (accepted.length == 0) {
                return this;
            }
            var more = Arrays.copyOf(accepted, accepted.length + 1);
            more[accepted.length] = other;
            return new Column(accepted(more), codec, converter, parts);
        }

        private static Class<?>[] accepted(Class<?>... types) {
            return Arrays.stream(types)
                    .map(ValueValidator::boxed)
                    .distinct()
                    .toArray(Class<?>[]::new);
        }

        @Nullable Object write(@Nullable Object value) {
            if (value == null || accepted.length == 0) {
                return value;
            }
            if (!isAccepted(value)) {
                throw new UnsupportedValueException(
                        "a "
                                + value.getClass().getName()
                                + " in a column of "
                                + accepted[0].getName());
            }
            if (parts != null && value instanceof Object[] values) {
                var written = values.clone();
                for (int i = 0; i < Math.min(parts.length, values.length); i++) {
                    written[i] = parts[i].write(values[i]);
                }
                return written;
            }
            return codec == null ? value : codec.write(value);
        }

        @Nullable Object read(@Nullable Object written) {
            if (written == null || accepted.length == 0) {
                return written;
            }
            Object value = codec == null ? written : codec.read(written);
            if (!isAccepted(value)) {
                throw new CorruptEntryException(
                        "A "
                                + value.getClass().getName()
                                + " in a column of "
                                + accepted[0].getName());
            }
            if (parts != null && value instanceof Object[] values) {
                return readParts(values, parts);
            }
            convert(value);
            return value;
        }

        private static Object[] readParts(@Nullable Object[] written, Column[] parts) {
            if (written.length != parts.length) {
                throw new CorruptEntryException(
                        written.length + " values in an embeddable of " + parts.length);
            }
            var values = new @Nullable Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                values[i] = parts[i].read(written[i]);
            }
            return values;
        }

        private boolean isAccepted(Object value) {
            for (Class<?> type : accepted) {
                if (type.isInstance(value)) {
                    return true;
                }
            }
            return false;
        }

        @SuppressWarnings("unchecked")
        private void convert(Object value) {
            if (converter != null && converter.getRelationalJavaType().isInstance(value)) {
                ((BasicValueConverter<Object, Object>) converter).toDomainValue(value);
            }
        }
    }
}
