package io.hibernateredis.region;

import java.sql.PreparedStatement;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hibernate.sql.exec.internal.StandardJdbcMutationExecutor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;

/**
 * Hibernate's executor of bulk and native statements, which also tells the region factory. No event
 * tells of them, and the cache's own regions hear only of entities that are cached. Thread-safe.
 */
final class BulkStatementExecutor implements JdbcMutationExecutor {

    static final BulkStatementExecutor INSTANCE = new BulkStatementExecutor();

    @Override
    public int execute(
            JdbcOperationQueryMutation jdbcMutation,
            JdbcParameterBindings jdbcParameterBindings,
            Function<String, PreparedStatement> statementCreator,
            BiConsumer<Integer, PreparedStatement> expectationCheck,
            ExecutionContext executionContext) {
        var session = executionContext.getSession();
        if (session.getFactory().getCache().getRegionFactory()
                instanceof RedisRegionFactory regionFactory) {
            Set<String> tables = jdbcMutation.getAffectedTableNames();
            regionFactory.bulkStatement(session, tables == null ? Set.of() : tables);
        }
        return StandardJdbcMutationExecutor.INSTANCE.execute(
                jdbcMutation,
                jdbcParameterBindings,
                statementCreator,
                expectationCheck,
                executionContext);
    }
}
