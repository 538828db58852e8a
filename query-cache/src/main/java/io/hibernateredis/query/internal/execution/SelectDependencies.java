package io.hibernateredis.query.internal.execution;

import io.hibernateredis.query.internal.analysis.Dependencies;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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
 * Remembers what each select depends on, as long as the select is used: its text alone does not
 * tell. It is found in the statement before that is translated: a translator may leave another one
 * behind, as for a full join that its database does not have. Thread-safe.
 */
final class SelectDependencies {

    private final WeakIdentityMap<JdbcSelect, AnalysedSelect> selects = new WeakIdentityMap<>();

    /** What a select depends on, or null if its statement was not seen. */
    @Nullable AnalysedSelect of(JdbcSelect select) {
        return selects.get(select);
    }

    /** How many selects are in use, or were until the last garbage collection. */
    int size() {
        return selects.size();
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
                            SelectDependencies.class.getClassLoader(),
                            new Class<?>[] {SqlAstTranslator.class},
                            (proxy, method, arguments) -> {
                                Dependencies found =
                                        isOfAQuery(arguments)
                                                ? QueryCacheService.analyse(
                                                        sessionFactory, statement)
                                                : null;
                                Object answer = invoke(translator, method, arguments);
                                if (answer instanceof JdbcSelect select && found != null) {
                                    selects.put(select, new AnalysedSelect(found));
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
