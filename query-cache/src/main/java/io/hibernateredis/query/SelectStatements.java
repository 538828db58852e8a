package io.hibernateredis.query;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.hibernate.sql.model.ast.TableMutation;
import org.hibernate.sql.model.jdbc.JdbcMutationOperation;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of which statement each select was made, as long as the select is used: the text alone
 * does not tell what its result depends on. Thread-safe.
 */
final class SelectStatements {

    private final Map<JdbcSelect, SelectStatement> statements =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** The statement that a select was translated from, or null if that was not seen. */
    @Nullable SelectStatement of(JdbcSelect select) {
        return statements.get(select);
    }

    /** Translators that do as others do, and are watched doing it. */
    SqlAstTranslatorFactory watching(SqlAstTranslatorFactory translators) {
        return new Watching(translators);
    }

    private final class Watching implements SqlAstTranslatorFactory {

        private final SqlAstTranslatorFactory translators;

        Watching(SqlAstTranslatorFactory translators) {
            this.translators = translators;
        }

        /** Of a translator's many methods one matters, and not all versions have the same. */
        @Override
        @SuppressWarnings("unchecked") // what a translator makes of a select is one
        public SqlAstTranslator<JdbcSelect> buildSelectTranslator(
                SessionFactoryImplementor sessionFactory, SelectStatement statement) {
            var translator = translators.buildSelectTranslator(sessionFactory, statement);
            return (SqlAstTranslator<JdbcSelect>)
                    Proxy.newProxyInstance(
                            SelectStatements.class.getClassLoader(),
                            new Class<?>[] {SqlAstTranslator.class},
                            (proxy, method, arguments) -> {
                                Object answer = invoke(translator, method, arguments);
                                if (answer instanceof JdbcSelect select && isOfAQuery(arguments)) {
                                    statements.put(select, statement);
                                }
                                return answer;
                            });
        }

        /** Loaders keep their selects for good, and their results are not cached as queries. */
        private static boolean isOfAQuery(Object @Nullable [] arguments) {
            return arguments != null
                    && arguments.length == 2
                    && arguments[1] instanceof QueryOptions options
                    && options != QueryOptions.NONE;
        }

        private static @Nullable Object invoke(
                Object target, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
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
