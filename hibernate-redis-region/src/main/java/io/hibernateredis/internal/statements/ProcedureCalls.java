package io.hibernateredis.internal.statements;

import io.hibernateredis.internal.session.SessionWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.procedure.internal.ProcedureCallImpl;
import org.hibernate.procedure.spi.CallableStatementSupport;
import org.hibernate.procedure.spi.ProcedureCallImplementor;
import org.hibernate.query.spi.ProcedureParameterMetadataImplementor;
import org.hibernate.sql.exec.spi.JdbcOperationQueryCall;

/**
 * Hears of calls of stored procedures and functions before they are executed. Hibernate tells
 * nobody of them; but it asks the dialect how the call is to be written, and on its way there the
 * JDBC services for their environment: to a call, and to nobody else, they give one whose dialect
 * tells.
 */
final class ProcedureCalls {

    private static final StackWalker STACK =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private ProcedureCalls() {}

    /** Whether who called the method that asks this is such a call. */
    static boolean isCaller() {
        return STACK.walk(frames -> frames.skip(2).findFirst())
                .map(frame -> ProcedureCallImpl.class.isAssignableFrom(frame.getDeclaringClass()))
                .orElse(false);
    }

    /** An environment that is as another, except that calls are heard of. */
    static JdbcEnvironment heard(JdbcEnvironment standard) {
        Dialect dialect =
                new CallDialect(
                        new HeardCalls(standard.getDialect().getCallableStatementSupport()));
        return (JdbcEnvironment)
                Proxy.newProxyInstance(
                        ProcedureCalls.class.getClassLoader(),
                        new Class<?>[] {JdbcEnvironment.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getDialect")) {
                                return dialect;
                            }
                            try {
                                return method.invoke(standard, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
    }

    /** Asked for nothing but how calls are written. */
    private static final class CallDialect extends Dialect {

        private final CallableStatementSupport calls;

        CallDialect(CallableStatementSupport calls) {
            super(DatabaseVersion.make(Integer.MAX_VALUE));
            this.calls = calls;
        }

        @Override
        public CallableStatementSupport getCallableStatementSupport() {
            return calls;
        }
    }

    private record HeardCalls(CallableStatementSupport standard)
            implements CallableStatementSupport {

        @Override
        public JdbcOperationQueryCall interpretCall(ProcedureCallImplementor<?> call) {
            var session = call.getSession();
            SessionWork work = SessionWork.ifOurs(session);
            if (work != null) {
                work.sessions().bulkStatement(session, declared(session, call));
            }
            return standard.interpretCall(call);
        }

        @Override
        public void registerParameters(
                String procedureName,
                JdbcOperationQueryCall procedureCall,
                CallableStatement statement,
                ProcedureParameterMetadataImplementor parameterMetadata,
                SharedSessionContractImplementor session) {
            standard.registerParameters(
                    procedureName, procedureCall, statement, parameterMetadata, session);
        }

        /**
         * The tables that a call declares. Hibernate adds those of the entities that the call
         * returns, by which alone nothing is declared to be written.
         */
        private static Set<String> declared(
                SharedSessionContractImplementor session, ProcedureCallImplementor<?> call) {
            Set<String> declared = new HashSet<>(call.getSynchronizedQuerySpaces());
            Set<String> returned = new HashSet<>();
            if (call instanceof ProcedureCallImpl<?> known) {
                var metamodel = session.getFactory().getMappingMetamodel();
                known.getResultSetMapping()
                        .visitResultBuilders(
                                (position, result) -> {
                                    var entity =
                                            metamodel.findEntityDescriptor(result.getJavaType());
                                    if (entity != null) {
                                        for (Object space : entity.getQuerySpaces()) {
                                            returned.add(space.toString());
                                        }
                                    }
                                });
            }
            return returned.containsAll(declared) ? Set.of() : declared;
        }
    }
}
