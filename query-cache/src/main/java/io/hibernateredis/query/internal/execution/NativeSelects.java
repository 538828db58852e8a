package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.store.RecentMap;
import io.hibernateredis.query.internal.analysis.Dependencies;
import io.hibernateredis.query.internal.analysis.Functions;
import io.hibernateredis.query.internal.analysis.GroupableColumns;
import io.hibernateredis.query.internal.analysis.MappedTables;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.BiFunction;
import org.hibernate.query.results.ResultSetMapping;
import org.hibernate.query.results.internal.implicit.ImplicitResultClassBuilder;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMappingProducer;
import org.jspecify.annotations.Nullable;

/**
 * Selects of which only the text is known, as native ones. Hibernate makes each of them anew for
 * each execution, so what follows from the text is remembered here: for the texts that were used
 * most recently, because an application may make any number of them. Thread-safe; what is
 * remembered is found without a lock.
 */
final class NativeSelects {

    private static final int CAPACITY = 1_000;

    private final GroupableColumns columns;
    private final Functions functions;
    private final MappedTables tables;
    private final RecentMap<Text, Reading> texts = new RecentMap<>(CAPACITY);
    private final RecentMap<Shape, CompiledSelect> compiled = new RecentMap<>(CAPACITY);

    NativeSelects(GroupableColumns columns, Functions functions, MappedTables tables) {
        this.columns = columns;
        this.functions = functions;
        this.tables = tables;
    }

    /**
     * A statement.
     *
     * @param declared the tables that it is said to read
     */
    private record Text(String sql, Set<String> declared) {}

    /**
     * A statement and what makes something of its result, which is recognised as Hibernate does to
     * find the plan of a native query, or by identity where that plan has one of its own.
     */
    private record Shape(Text text, Object producer) {}

    /** Recognised by identity. */
    private record Same(Object object) {

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.object == object;
        }
    }

    /**
     * What a text tells.
     *
     * @param suspect a word of it that may not give the same answer each time; empty if there is
     *     none
     */
    record Reading(Dependencies dependencies, String suspect) {}

    /** What is the same for all executions of a select. */
    CompiledSelect compiled(
            JdbcSelect select, BiFunction<Dependencies, String, CompiledSelect> compiler) {
        Set<String> declared = select.getAffectedTableNames();
        var text = new Text(select.getSqlString(), declared == null ? Set.of() : declared);
        JdbcValuesMappingProducer producer = select.getJdbcValuesMappingProducer();
        CompiledSelect known = compiled.get(new Shape(text, keyOf(producer, false)));
        if (known == null) {
            // The application may change its query, and thereby these sets and producers, later.
            var kept = new Text(text.sql(), Set.copyOf(text.declared()));
            Reading reading = reading(kept, select);
            known = compiler.apply(reading.dependencies(), reading.suspect());
            compiled.put(new Shape(kept, keyOf(producer, true)), known);
        }
        return known;
    }

    /**
     * What recognises a producer.
     *
     * @param kept whether it must not change with the producer
     */
    private static Object keyOf(JdbcValuesMappingProducer producer, boolean kept) {
        if (!(producer instanceof ResultSetMapping mapping)
                || (!mapping.isDynamic() && mapping.getMappingIdentifier() == null)) {
            // What Hibernate makes of aliases in braces has neither a name nor parts to compare.
            return new Same(producer);
        }
        Class<?> only = resultClass(mapping);
        if (only != null) {
            return only;
        }
        return kept ? producer.cacheKeyInstance() : producer;
    }

    /** The class that is the only thing that a mapping says, which Hibernate does not compare. */
    private static @Nullable Class<?> resultClass(ResultSetMapping mapping) {
        if (!mapping.isDynamic() || mapping.getNumberOfResultBuilders() != 1) {
            return null;
        }
        var found = new ArrayList<Class<?>>(1);
        mapping.visitResultBuilders(
                (position, builder) -> {
                    if (builder instanceof ImplicitResultClassBuilder) {
                        found.add(builder.getJavaType());
                    }
                });
        mapping.visitLegacyFetchBuilders(builder -> found.clear());
        return found.isEmpty() ? null : found.get(0);
    }

    /** How many shapes are remembered at present. */
    int size() {
        return compiled.size();
    }

    private Reading reading(Text text, JdbcSelect select) {
        Reading known = texts.get(text);
        if (known == null) {
            known =
                    new Reading(
                            Dependencies.ofTables(tables.readBy(select), columns),
                            functions.suspectIn(text.sql(), true));
            texts.put(text, known);
        }
        return known;
    }
}
