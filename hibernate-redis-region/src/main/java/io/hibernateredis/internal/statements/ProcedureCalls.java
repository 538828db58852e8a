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
 * Intercepts calls of stored procedures and functions before they are executed. Hibernate fires no
 * event for them and its executors do not see them. It does ask the dialect how to write the call,
 * and obtains the dialect from the environment of the JDBC services. So when the caller is a
 * procedure call, and only then, the services return an environment whose dialect reports the call.
 */
final class ProcedureCalls {

    private static final StackWalker STACK =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private ProcedureCalls() {}

    /** Whether the method that calls this was itself called by a procedure call. */
    static boolean isCaller() {
        return STACK.walk(frames -> frames.skip(2).findFirst())
                .map(frame -> ProcedureCallImpl.class.isAssignableFrom(frame.getDeclaringClass()))
                .orElse(false);
    }

    /** An environment that reports calls and otherwise delegates. */
    static JdbcEnvironment listening(JdbcEnvironment standard) {
        Dialect dialect =
                new CallDialect(
                        new ReportingCallSupport(
                                standard.getDialect().getCallableStatementSupport()));
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

    /** Only asked for how calls are written. */
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

    private record ReportingCallSupport(CallableStatementSupport standard)
            implements CallableStatementSupport {

        @Override
        public JdbcOperationQueryCall interpretCall(ProcedureCallImplementor<?> call) {
            var session = call.getSession();
            SessionWork work = SessionWork.find(session);
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
         * The tables that a call declares to write. Hibernate adds the tables of the entities that
         * the call returns; if there are no others, nothing was declared.
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
