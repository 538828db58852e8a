package io.hibernateredis.query.oracle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.model.ast.TableMutation;
import org.hibernate.sql.model.jdbc.JdbcMutationOperation;

/**
 * A query as Hibernate compiled and executed it.
 *
 * @param statement the tree it was translated from
 * @param select what became of it
 * @param bindings the values of its parameters
 */
public record Captured(
        SelectStatement statement, JdbcSelect select, JdbcParameterBindings bindings) {

    private static final ThreadLocal<List<Captured>> SINK = new ThreadLocal<>();

    /** What is compiled on this thread while an action runs. */
    public static List<Captured> during(Runnable action) {
        List<Captured> captured = new ArrayList<>();
        SINK.set(captured);
        try {
            action.run();
        } finally {
            SINK.remove();
        }
        return captured;
    }

    /** The dialect that lets it be seen. */
    public static class Dialect extends H2Dialect {

        public Dialect(DialectResolutionInfo info) {
            super(info);
        }

        @Override
        public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
            var standard = super.getSqlAstTranslatorFactory();
            return new Watching(standard);
        }
    }

    private record Watching(SqlAstTranslatorFactory translators)
            implements SqlAstTranslatorFactory {

        @Override
        @SuppressWarnings("unchecked") // what a translator makes of a select is one
        public SqlAstTranslator<JdbcSelect> buildSelectTranslator(
                SessionFactoryImplementor sessionFactory, SelectStatement statement) {
            var translator = translators.buildSelectTranslator(sessionFactory, statement);
            return (SqlAstTranslator<JdbcSelect>)
                    Proxy.newProxyInstance(
                            Captured.class.getClassLoader(),
                            new Class<?>[] {SqlAstTranslator.class},
                            (proxy, method, arguments) -> {
                                try {
                                    Object answer = method.invoke(translator, arguments);
                                    if (answer instanceof JdbcSelect select && SINK.get() != null) {
                                        var bindings = (JdbcParameterBindings) arguments[0];
                                        SINK.get().add(new Captured(statement, select, bindings));
                                    }
                                    return answer;
                                } catch (InvocationTargetException e) {
                                    throw e.getTargetException();
                                }
                            });
        }

        @Override
        public SqlAstTranslator<? extends JdbcOperationQueryMutation> buildMutationTranslator(
                SessionFactoryImplementor sessionFactory, MutationStatement statement) {
            return translators.buildMutationTranslator(sessionFactory, statement);
        }

        @Override
        public <O extends JdbcMutationOperation> SqlAstTranslator<O> buildModelMutationTranslator(
                TableMutation<O> mutation, SessionFactoryImplementor sessionFactory) {
            return translators.buildModelMutationTranslator(mutation, sessionFactory);
        }
    }
}
