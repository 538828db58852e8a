package io.hibernateredis.query.internal.identity;

import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.exec.internal.JdbcParameterImpl;
import org.hibernate.sql.exec.internal.SqlTypedMappingJdbcParameter;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBinder;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * What would be bound to the markers of a statement, in their order. Together with the text of the
 * statement it determines what the database is asked, also for literals, limits and arguments of
 * filters that are bound instead of being part of the text.
 */
final class BoundParameters {

    private BoundParameters() {}

    /**
     * @throws RuntimeException if a value cannot be told apart from others
     */
    static void add(
            Encoding encoding,
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        List<JdbcParameterBinder> binders = select.getParameterBinders();
        encoding.group(binders.size());
        for (JdbcParameterBinder binder : binders) {
            if (isPlain(binder) && bindings.getBinding((JdbcParameter) binder) != null) {
                var binding = bindings.getBinding((JdbcParameter) binder);
                JdbcMapping type = binding.getBindType();
                encoding.text(type == null ? null : ResultShape.nameOf(type))
                        .value(binding.getBindValue());
            } else {
                record(encoding, binder, bindings, context);
            }
        }
    }

    private static boolean isPlain(JdbcParameterBinder binder) {
        return binder.getClass() == JdbcParameterImpl.class
                || binder.getClass() == SqlTypedMappingJdbcParameter.class;
    }

    /**
     * Some binders keep to themselves what they bind: this one binds to a statement that is none.
     */
    private static void record(
            Encoding encoding,
            JdbcParameterBinder binder,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        var statement =
                (PreparedStatement)
                        Proxy.newProxyInstance(
                                BoundParameters.class.getClassLoader(),
                                new Class<?>[] {PreparedStatement.class},
                                (proxy, method, arguments) ->
                                        record(encoding, method.getName(), arguments));
        try {
            binder.bindParameterValue(statement, 1, bindings, context);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object record(
            Encoding encoding, String method, Object @Nullable [] arguments) {
        if (!method.startsWith("set") || arguments == null || arguments.length < 2) {
            throw new IllegalStateException("a parameter is bound by " + method);
        }
        encoding.text(method).group(arguments.length - 1);
        for (int i = 1; i < arguments.length; i++) {
            encoding.value(arguments[i]);
        }
        return null;
    }
}
