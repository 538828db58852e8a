package io.hibernateredis.query.internal.identity;

import java.util.Arrays;
import java.util.TreeMap;
import org.hibernate.Filter;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.spi.Limit;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.jspecify.annotations.Nullable;

/**
 * Names one execution of a query: two get the same name only if they ask the database the same and
 * make the same of its answer.
 */
public final class QueryIdentity {

    /** Hibernate 7.2 does not tell the limit of a query that is rendered into its statement. */
    private static final boolean TELLS_ORIGINAL_LIMIT =
            Arrays.stream(QueryOptions.class.getMethods())
                    .anyMatch(method -> method.getName().equals("peekOriginalLimit"));

    private QueryIdentity() {}

    /**
     * The name of one execution.
     *
     * @param statement identifies the text of the statement and the shape of its result
     * @throws RuntimeException if a parameter is of a type whose values cannot be told apart
     */
    public static String of(
            byte[] statement,
            JdbcSelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context) {
        var limit = limitOf(context.getQueryOptions());
        var encoding =
                new Encoding()
                        .text("query")
                        .bytes(statement)
                        .text(context.getSession().getTenantIdentifier())
                        .number(limit == null ? null : limit.getFirstRow())
                        .number(limit == null ? null : limit.getMaxRows())
                        .number(select.getRowsToSkip())
                        .number(select.getMaxRows());
        BoundParameters.add(encoding, select, bindings, context);
        addFilters(encoding, context.getSession());
        return encoding.name();
    }

    private static @Nullable Limit limitOf(QueryOptions options) {
        return TELLS_ORIGINAL_LIMIT ? options.peekOriginalLimit() : options.getLimit();
    }

    @SuppressWarnings("deprecation") // What replaces it is not there in Hibernate 7.2.
    private static void addFilters(Encoding encoding, SharedSessionContractImplementor session) {
        if (!session.getLoadQueryInfluencers().hasEnabledFilters()) {
            encoding.group(0);
            return;
        }
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
