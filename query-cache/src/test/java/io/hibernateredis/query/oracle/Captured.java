package io.hibernateredis.query.oracle;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.QueryOptions;
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
 * @param analysis what was found in its tree before it was translated: translators leave it changed
 * @param select what became of it
 * @param bindings the values of its parameters
 */
public record Captured<T>(T analysis, JdbcSelect select, JdbcParameterBindings bindings) {

    private static final ThreadLocal<Sink<?>> SINK = new ThreadLocal<>();

    private record Sink<T>(Function<SelectStatement, T> analysis, List<Captured<T>> captured) {

        Function<Object[], Object> translation(
                SqlAstTranslator<JdbcSelect> translator, SelectStatement statement) {
            T found = analysis.apply(statement);
            return arguments -> {
                var bindings = (JdbcParameterBindings) arguments[0];
                JdbcSelect select = translator.translate(bindings, (QueryOptions) arguments[1]);
                captured.add(new Captured<>(found, select, bindings));
                return select;
            };
        }
    }

    /** What is compiled on this thread while an action runs. */
    public static <T> List<Captured<T>> during(
            Runnable action, Function<SelectStatement, T> analysis) {
        List<Captured<T>> captured = new ArrayList<>();
        SINK.set(new Sink<>(analysis, captured));
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
            if (SINK.get() == null) {
                return translator;
            }
            var translation = SINK.get().translation(translator, statement);
            return (SqlAstTranslator<JdbcSelect>)
                    Proxy.newProxyInstance(
                            Captured.class.getClassLoader(),
                            new Class<?>[] {SqlAstTranslator.class},
                            (proxy, method, arguments) -> translation.apply(arguments));
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
