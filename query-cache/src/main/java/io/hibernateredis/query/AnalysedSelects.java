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
 * Remembers what the result of each select depends on, as long as the select is used. That is found
 * in the statement that the select is made of, before it is: its text does not tell, and a
 * translator changes the statement. Thread-safe.
 */
final class AnalysedSelects {

    private final Map<JdbcSelect, Dependencies> dependencies =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** What a select depends on, or null if that was not seen, or not understood. */
    @Nullable Dependencies of(JdbcSelect select) {
        return dependencies.get(select);
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
                            AnalysedSelects.class.getClassLoader(),
                            new Class<?>[] {SqlAstTranslator.class},
                            (proxy, method, arguments) -> {
                                QueryCache cache =
                                        isOfAQuery(arguments)
                                                ? QueryCache.ifOn(sessionFactory)
                                                : null;
                                Dependencies found =
                                        cache == null ? null : cache.analyse(statement);
                                Object answer = invoke(translator, method, arguments);
                                if (found != null && answer instanceof JdbcSelect select) {
                                    dependencies.put(select, found);
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
