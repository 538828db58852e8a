package io.hibernateredis.query.internal.execution;

import static io.hibernateredis.query.internal.execution.ExecutionOptions.regionOf;

import io.hibernateredis.internal.query.QueryResults;
import io.hibernateredis.internal.query.ResultColumns;
import io.hibernateredis.internal.query.SeenQuery;
import io.hibernateredis.query.internal.analysis.Dependencies;
import io.hibernateredis.query.internal.analysis.WideningReason;
import io.hibernateredis.query.internal.identity.Encoding;
import io.hibernateredis.query.internal.identity.ResultShape;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.query.results.ResultSetMapping;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMapping;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesMetadata;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all executions of a select. Immutable.
 *
 * @param identity a hash of the text of the statement and the shape of its result, as far as it is
 *     known before the database is asked
 * @param mapping how the columns are used, or null if it takes the database to know
 * @param columns of the mapping, or null if that is null
 * @param late how the columns are used, if the mapping is null
 * @param whyNotCacheable null if results may be cached
 * @param seen where lookups are counted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CompiledSelect(
        byte[] identity,
        @Nullable JdbcValuesMapping mapping,
        @Nullable ResultColumns columns,
        LateMapping late,
        Dependencies dependencies,
        Set<WideningReason> widened,
        @Nullable String whyNotCacheable,
        SeenQuery seen) {

    /**
     * @param suspect a word of the statement that may not give the same answer each time; empty if
     *     there is none
     */
    static CompiledSelect of(
            QueryResults results,
            JdbcSelect select,
            ExecutionContext context,
            Dependencies depends,
            String suspect) {
        JdbcValuesMapping mapping = mappingWithoutDatabase(select, context);
        var identity = new Encoding().text(select.getSqlString());
        if (mapping != null) {
            identity.bytes(ResultShape.of(mapping));
        } else if (select.getJdbcValuesMappingProducer() instanceof ResultSetMapping declared) {
            addDeclared(identity, declared);
        }
        var widened = EnumSet.noneOf(WideningReason.class);
        widened.addAll(depends.widened().values());
        String whyNot = whyNot(mapping, select.getSqlString(), depends, suspect);
        return new CompiledSelect(
                identity.sha256(),
                mapping,
                mapping == null ? null : results.columns(mapping),
                new LateMapping(),
                depends,
                widened,
                whyNot,
                results.seen()
                        .of(
                                select.getSqlString(),
                                regionOf(context),
                                () -> planOf(depends, whyNot)));
    }

    private static SeenQuery.Plan planOf(Dependencies depends, @Nullable String whyNot) {
        Map<String, String> widened = new TreeMap<>();
        depends.widened().forEach((table, reason) -> widened.put(table, reason.text()));
        return new SeenQuery.Plan(depends.tables(), depends.describe(), widened, whyNot);
    }

    private static @Nullable String whyNot(
            @Nullable JdbcValuesMapping mapping,
            String sql,
            Dependencies dependencies,
            String suspect) {
        if (dependencies.whyNotCacheable() != null) {
            return dependencies.whyNotCacheable();
        }
        if (mapping != null && mapping.getRowToCacheSize() == 0) {
            return "its result has no columns that could be cached";
        }
        String why = mapping == null ? null : ResultColumns.whyNotCacheable(mapping, sql);
        return suspect.isEmpty() || why != null
                ? why
                : "it is not known that '" + suspect + "' gives the same answer each time";
    }

    /** Two results of one native statement find a place each, as far as their classes differ. */
    private static void addDeclared(Encoding identity, ResultSetMapping declared) {
        identity.text(declared.isDynamic() ? null : declared.getMappingIdentifier())
                .group(declared.getNumberOfResultBuilders());
        declared.visitResultBuilders(
                (position, builder) -> {
                    Class<?> type = builder.getJavaType();
                    identity.text(builder.getClass().getName())
                            .text(type == null ? null : type.getName());
                });
    }

    private static @Nullable JdbcValuesMapping mappingWithoutDatabase(
            JdbcSelect select, ExecutionContext context) {
        try {
            var session = context.getSession();
            return select.getJdbcValuesMappingProducer()
                    .resolve(
                            Unasked.INSTANCE,
                            session.getLoadQueryInfluencers(),
                            session.getFactory());
        } catch (DatabaseNeededException e) {
            return null;
        }
    }

    /** Columns of a statement that was not sent to the database yet. */
    private static final class Unasked implements JdbcValuesMetadata {

        static final Unasked INSTANCE = new Unasked();

        @Override
        public int getColumnCount() {
            throw new DatabaseNeededException();
        }

        @Override
        public int resolveColumnPosition(String columnName) {
            throw new DatabaseNeededException();
        }

        @Override
        public String resolveColumnName(int position) {
            throw new DatabaseNeededException();
        }

        @Override
        public <J> BasicType<J> resolveType(
                int position, JavaType<J> explicitJavaType, TypeConfiguration configuration) {
            throw new DatabaseNeededException();
        }
    }

    private static final class DatabaseNeededException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DatabaseNeededException() {
            super(null, null, false, false);
        }
    }
}
