package io.hibernateredis.internal.statements;

import io.hibernateredis.internal.session.SessionWork;
import io.hibernateredis.internal.session.Sessions;
import java.sql.PreparedStatement;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hibernate.sql.exec.internal.StandardJdbcMutationExecutor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;

/**
 * Executes bulk and native statements as Hibernate does, and reports the tables they write to the
 * session's unit of work. Hibernate fires no event for them, and notifies cache regions only of
 * entities that are cached. Thread-safe.
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
        SessionWork work = SessionWork.find(session);
        if (work != null) {
            Sessions sessions = work.sessions();
            sessions.bulkStatement(session, tables(jdbcMutation, sessions));
        }
        return StandardJdbcMutationExecutor.INSTANCE.execute(
                jdbcMutation,
                jdbcParameterBindings,
                statementCreator,
                expectationCheck,
                executionContext);
    }

    /**
     * The tables that a statement declares. A native statement may write more than the tables it
     * declares, such as those of an entity's collections, so every table that it mentions counts.
     */
    private static Set<String> tables(JdbcOperationQueryMutation mutation, Sessions sessions) {
        Set<String> declared = mutation.getAffectedTableNames();
        if (declared == null || declared.isEmpty()) {
            return Set.of();
        }
        // The class moved to another package in Hibernate 7.2.
        if (!mutation.getClass().getSimpleName().equals("JdbcOperationQueryMutationNative")) {
            return declared;
        }
        Set<String> all = new HashSet<>(declared);
        all.addAll(sessions.tablesMentionedIn(mutation.getSqlString()));
        return all;
    }
}
