package io.hibernateredis.query.internal.execution;

import io.hibernateredis.internal.statements.OperationScopeExecutor;
import io.hibernateredis.query.internal.execution.CachedQuery.Hit;
import java.util.ArrayList;
import org.hibernate.sql.exec.internal.JdbcOperationQuerySelect;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.results.internal.ResultsHelper;
import org.hibernate.sql.results.internal.RowProcessingStateStandardImpl;
import org.hibernate.sql.results.jdbc.internal.JdbcValuesCacheHit;
import org.hibernate.sql.results.jdbc.internal.JdbcValuesSourceProcessingStateStandardImpl;
import org.hibernate.sql.results.jdbc.internal.ResultSetAccess;
import org.hibernate.sql.results.jdbc.spi.JdbcValues;
import org.hibernate.sql.results.jdbc.spi.JdbcValuesSourceProcessingOptions;
import org.hibernate.sql.results.spi.ListResultsConsumer;
import org.hibernate.sql.results.spi.ResultsConsumer;
import org.hibernate.sql.results.spi.RowTransformer;
import org.jspecify.annotations.Nullable;

/**
 * Looks a cacheable query up before Hibernate takes a JDBC connection for it, and leaves to
 * Hibernate whatever is not found, and whatever is not cacheable. Thread-safe.
 */
final class CachingExecutor extends OperationScopeExecutor {

    private final SelectDependencies dependencies;

    CachingExecutor(SelectDependencies dependencies) {
        this.dependencies = dependencies;
    }

    SelectDependencies dependencies() {
        return dependencies;
    }

    @Override
    protected <T, R> T executeInOperation(
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context,
            @Nullable RowTransformer<R> transformer,
            @Nullable Class<R> resultType,
            int resultCountEstimate,
            @Nullable StatementCreator statementCreator,
            ResultsConsumer<T, R> consumer) {
        QueryCacheService cache = QueryCacheService.of(context.getSession().getFactory());
        if (cache != null && Explaining.isOn() && consumer instanceof ListResultsConsumer) {
            cache.explain(select, dependencies.of(select), bindings, context);
            return noResults();
        }
        if (cache != null && isToBeCached(select, context, consumer)) {
            CachedQuery query = cache.prepare(select, dependencies.of(select), bindings, context);
            Hit hit = query == null ? null : cache.lookUp(query, context);
            if (query != null && hit != null) {
                try {
                    return replay(hit, context, transformer, resultType, consumer);
                } catch (RuntimeException | Error e) {
                    if (!query.isToBeReplaced(hit, e)) {
                        throw e;
                    }
                }
            }
        }
        return super.executeInOperation(
                select,
                bindings,
                context,
                transformer,
                resultType,
                resultCountEstimate,
                statementCreator,
                consumer);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what the consumer would give
    private static <T> T noResults() {
        return (T) new ArrayList<>();
    }

    private static boolean isToBeCached(
            JdbcSelect select, ExecutionContext context, ResultsConsumer<?, ?> consumer) {
        return Boolean.TRUE.equals(context.getQueryOptions().isResultCachingEnabled())
                && consumer.canResultsBeCached()
                && select instanceof JdbcOperationQuerySelect
                && context.getSession()
                        .getFactory()
                        .getSessionFactoryOptions()
                        .isQueryCacheEnabled();
    }

    /** Hibernate itself is to cache only what goes to a {@link CachedQuery}. */
    @Override
    protected JdbcValues resolveJdbcValuesSource(
            String queryIdentifier,
            JdbcSelect select,
            boolean canBeCached,
            ExecutionContext context,
            ResultSetAccess resultSetAccess) {
        QueryCacheService cache = QueryCacheService.of(context.getSession().getFactory());
        if (cache == null) {
            return super.resolveJdbcValuesSource(
                    queryIdentifier, select, canBeCached, context, resultSetAccess);
        }
        var receiver = cache.results().resultReceiver(context.getSession());
        JdbcValues values =
                super.resolveJdbcValuesSource(
                        queryIdentifier,
                        select,
                        canBeCached && receiver != null,
                        context,
                        resultSetAccess);
        if (receiver instanceof CachedQuery query) {
            query.executed(values.getValuesMapping());
        }
        return values;
    }

    /** Gives cached rows to the consumer of those of the database. */
    private static <T, R> T replay(
            Hit hit,
            ExecutionContext context,
            @Nullable RowTransformer<R> transformer,
            @Nullable Class<R> resultType,
            ResultsConsumer<T, R> consumer) {
        var session = context.getSession();
        var persistence = session.getPersistenceContext();
        boolean readOnlyBefore = persistence.isDefaultReadOnly();
        Boolean readOnly = context.getQueryOptions().isReadOnly();
        if (readOnly != null) {
            persistence.setDefaultReadOnly(readOnly);
        }
        try {
            var values = new JdbcValuesCacheHit(hit.rows(), hit.mapping());
            var options = new Options(context);
            var processing =
                    new JdbcValuesSourceProcessingStateStandardImpl(null, options, context);
            var reader =
                    ResultsHelper.createRowReader(
                            session.getFactory(),
                            transformer == null
                                    ? CachingExecutor.<R>getRowTransformer(context, values)
                                    : transformer,
                            resultType,
                            values);
            var row = new RowProcessingStateStandardImpl(processing, context, reader, values);
            return consumer.consume(values, session, options, processing, row, reader);
        } finally {
            if (readOnly != null) {
                persistence.setDefaultReadOnly(readOnlyBefore);
            }
        }
    }

    /** What Hibernate wants to know of a load by id, which this is not. */
    private record Options(ExecutionContext context) implements JdbcValuesSourceProcessingOptions {

        @Override
        public @Nullable Object getEffectiveOptionalObject() {
            return context.getEntityInstance();
        }

        @Override
        public @Nullable String getEffectiveOptionalEntityName() {
            return null;
        }

        @Override
        public @Nullable Object getEffectiveOptionalId() {
            return context.getEntityId();
        }

        @Override
        public boolean shouldReturnProxies() {
            return true;
        }
    }
}
