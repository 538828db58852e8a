package io.hibernateredis.internal.statements;

import io.hibernateredis.internal.session.SessionWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.hibernate.sql.exec.internal.JdbcSelectExecutorStandardImpl;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcOperationQuery;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Executes selects on Hibernate 7.1 as Hibernate does, and reports those that write. A proxy,
 * because the executor of 7.1 has other parameter types than the one this code is compiled against.
 */
final class ListeningSelectExecutor {

    static final JdbcSelectExecutor EXECUTOR = listening(JdbcSelectExecutorStandardImpl.INSTANCE);

    private ListeningSelectExecutor() {}

    private static JdbcSelectExecutor listening(JdbcSelectExecutor standard) {
        return (JdbcSelectExecutor)
                Proxy.newProxyInstance(
                        ListeningSelectExecutor.class.getClassLoader(),
                        new Class<?>[] {JdbcSelectExecutor.class},
                        (proxy, method, arguments) -> {
                            report(arguments);
                            try {
                                return method.invoke(standard, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
    }

    private static void report(Object @Nullable [] arguments) {
        JdbcOperationQuery select = null;
        ExecutionContext context = null;
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            if (argument instanceof JdbcOperationQuery operation) {
                select = operation;
            } else if (argument instanceof ExecutionContext known) {
                context = known;
            }
        }
        SessionWork work = context == null ? null : SessionWork.find(context.getSession());
        if (select != null && context != null && work != null) {
            Set<String> tables = select.getAffectedTableNames();
            work.sessions()
                    .select(
                            context.getSession(),
                            select.getSqlString(),
                            tables == null ? Set.of() : tables);
        }
    }
}
