package io.hibernateredis.query;

import java.util.TreeMap;
import org.hibernate.Filter;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;

/**
 * Names one execution of a query: two get the same name only if they ask the database the same and
 * make the same of its answer.
 */
final class QueryIdentity {

    private QueryIdentity() {}

    /**
     * @throws RuntimeException if a parameter is of a type whose values cannot be told apart
     */
    static String of(
            CompiledSelect compiled,
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        var limit = context.getQueryOptions().peekOriginalLimit();
        var encoding =
                new Encoding()
                        .text("query")
                        .bytes(compiled.identity())
                        .text(context.getSession().getTenantIdentifier())
                        .number(limit == null ? null : limit.getFirstRow())
                        .number(limit == null ? null : limit.getMaxRows());
        BoundParameters.add(encoding, select, bindings, context);
        addFilters(encoding, context.getSession());
        return encoding.name();
    }

    @SuppressWarnings("deprecation") // What replaces it is not there in Hibernate 7.2.
    private static void addFilters(Encoding encoding, SharedSessionContractImplementor session) {
        var enabled =
                new TreeMap<String, Filter>(session.getLoadQueryInfluencers().getEnabledFilters());
        encoding.group(enabled.size());
        enabled.forEach(
                (name, filter) -> {
                    var parameters = filter.getFilterDefinition().getParameterNames();
                    encoding.text(name).group(parameters.size());
                    parameters.stream()
                            .sorted()
                            .forEach(
                                    parameter ->
                                            encoding.text(parameter)
                                                    .value(filter.getParameterValue(parameter)));
                });
    }
}
