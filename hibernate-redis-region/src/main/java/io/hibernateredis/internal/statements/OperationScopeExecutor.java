package io.hibernateredis.internal.statements;

import io.hibernateredis.internal.query.CachedResult;
import io.hibernateredis.internal.session.RowReader;
import io.hibernateredis.internal.session.SessionWork;
import java.util.Set;
import org.hibernate.CacheMode;
import org.hibernate.sql.exec.internal.JdbcSelectExecutorStandardImpl;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.hibernate.sql.results.jdbc.internal.JdbcValuesCacheHit;
import org.hibernate.sql.results.jdbc.internal.ResultSetAccess;
import org.hibernate.sql.results.jdbc.spi.JdbcValues;
import org.hibernate.sql.results.spi.ResultsConsumer;
import org.hibernate.sql.results.spi.RowTransformer;
import org.hibernate.sql.results.spi.ScrollableResultsConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Executes selects as Hibernate does, and reports to the session's unit of work which tables a
 * select reads and when it ends, at which point everything it loaded is sent to Redis in one
 * message. Thread-safe. To be extended only by the modules of this cache.
 */
public class OperationScopeExecutor extends JdbcSelectExecutorStandardImpl {

    static final OperationScopeExecutor INSTANCE = new OperationScopeExecutor();

    protected OperationScopeExecutor() {}

    @Override
    public final <T, R> T executeQuery(
            JdbcSelect jdbcSelect,
            JdbcParameterBindings jdbcParameterBindings,
            ExecutionContext executionContext,
            RowTransformer<R> rowTransformer,
            Class<R> domainResultType,
            int resultCountEstimate,
            JdbcSelectExecutor.StatementCreator statementCreator,
            ResultsConsumer<T, R> resultsConsumer) {
        SessionWork work = SessionWork.find(executionContext.getSession());
        if (work == null) {
            return super.executeQuery(
                    jdbcSelect,
                    jdbcParameterBindings,
                    executionContext,
                    rowTransformer,
                    domainResultType,
                    resultCountEstimate,
                    statementCreator,
                    resultsConsumer);
        }
        enter(work, jdbcSelect, executionContext, resultsConsumer);
        try {
            T result =
                    executeInOperation(
                            jdbcSelect,
                            jdbcParameterBindings,
                            executionContext,
                            rowTransformer,
                            domainResultType,
                            resultCountEstimate,
                            statementCreator,
                            resultsConsumer);
            work.operations().succeeded();
            return result;
        } finally {
            work.operations().leave();
        }
    }

    /** Begins an operation, and reports its select, which may also write. */
    private static void enter(
            SessionWork work,
            JdbcSelect select,
            ExecutionContext context,
            ResultsConsumer<?, ?> consumer) {
        Set<String> known = select.getAffectedTableNames();
        Set<String> tables = known == null ? Set.of() : known;
        work.sessions().select(context.getSession(), select.getSqlString(), tables);
        if (consumer instanceof ScrollableResultsConsumer
                && RowReader.current() == RowReader.NATIVE) {
            work.operations().scrollsNatively();
        }
        work.operations().enter(tables, context);
    }

    /** Executes a select of a session of this cache. */
    protected <T, R> T executeInOperation(
            JdbcSelect jdbcSelect,
            JdbcParameterBindings jdbcParameterBindings,
            ExecutionContext executionContext,
            @Nullable RowTransformer<R> rowTransformer,
            @Nullable Class<R> domainResultType,
            int resultCountEstimate,
            JdbcSelectExecutor.@Nullable StatementCreator statementCreator,
            ResultsConsumer<T, R> resultsConsumer) {
        try {
            return super.executeQuery(
                    jdbcSelect,
                    jdbcParameterBindings,
                    executionContext,
                    rowTransformer,
                    domainResultType,
                    resultCountEstimate,
                    statementCreator,
                    resultsConsumer);
        } catch (RuntimeException | Error e) {
            var session = executionContext.getSession();
            if (!CachedResult.isToBeReplaced(e, SessionWork.of(session), session)) {
                throw e;
            }
            return super.executeQuery(
                    jdbcSelect,
                    jdbcParameterBindings,
                    executionContext,
                    rowTransformer,
                    domainResultType,
                    resultCountEstimate,
                    statementCreator,
                    resultsConsumer);
        }
    }

    /**
     * Validates a cached result before Hibernate uses it. If the result identifies entities by
     * their ids, the entities are prefetched, because Hibernate would otherwise get them one by
     * one.
     */
    @Override
    protected JdbcValues resolveJdbcValuesSource(
            String queryIdentifier,
            JdbcSelect jdbcSelect,
            boolean canBeCached,
            ExecutionContext executionContext,
            ResultSetAccess resultSetAccess) {
        JdbcValues values =
                resolveInModeOfResults(
                        queryIdentifier,
                        jdbcSelect,
                        canBeCached,
                        executionContext,
                        resultSetAccess);
        var session = executionContext.getSession();
        SessionWork work = SessionWork.find(session);
        if (work == null) {
            return values;
        }
        if (values instanceof JdbcValuesCacheHit) {
            if (CachedResult.isUsable(work, values.getValuesMapping())) {
                work.operations().current().replaysCachedResult();
                work.operations().prefetchAfterCachedResult(values.getValuesMapping());
            } else {
                values =
                        resolveInModeOfResults(
                                queryIdentifier,
                                jdbcSelect,
                                canBeCached,
                                executionContext,
                                resultSetAccess);
            }
        }
        work.operations().current().resolved(values.getValuesMapping());
        return values;
    }

    /** Hibernate decides here, by the session's cache mode, whether the result will be cached. */
    private JdbcValues resolveInModeOfResults(
            String queryIdentifier,
            JdbcSelect jdbcSelect,
            boolean canBeCached,
            ExecutionContext executionContext,
            ResultSetAccess resultSetAccess) {
        var session = executionContext.getSession();
        CacheMode mode = session.getCacheMode();
        session.setCacheMode(SessionWork.modeOfResults(session));
        try {
            return super.resolveJdbcValuesSource(
                    queryIdentifier, jdbcSelect, canBeCached, executionContext, resultSetAccess);
        } finally {
            session.setCacheMode(mode);
        }
    }
}
