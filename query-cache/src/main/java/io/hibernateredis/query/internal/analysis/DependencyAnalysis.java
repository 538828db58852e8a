package io.hibernateredis.query.internal.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.metamodel.mapping.internal.CaseStatementDiscriminatorMappingImpl.CaseStatementDiscriminatorExpression;
import org.hibernate.persister.internal.SqlFragmentPredicate;
import org.hibernate.sql.ast.SqlAstJoinType;
import org.hibernate.sql.ast.spi.AbstractSqlAstWalker;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.cte.CteStatement;
import org.hibernate.sql.ast.tree.delete.DeleteStatement;
import org.hibernate.sql.ast.tree.expression.AggregateColumnWriteExpression;
import org.hibernate.sql.ast.tree.expression.AggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.AliasedExpression;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.ast.tree.expression.FunctionExpression;
import org.hibernate.sql.ast.tree.expression.LiteralAsParameter;
import org.hibernate.sql.ast.tree.expression.NestedColumnReference;
import org.hibernate.sql.ast.tree.expression.OrderedSetAggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingSqlFragmentExpression;
import org.hibernate.sql.ast.tree.expression.SqlSelectionExpression;
import org.hibernate.sql.ast.tree.expression.WindowFunctionExpression;
import org.hibernate.sql.ast.tree.from.TableGroupJoin;
import org.hibernate.sql.ast.tree.from.TableReference;
import org.hibernate.sql.ast.tree.insert.InsertSelectStatement;
import org.hibernate.sql.ast.tree.predicate.FilterPredicate;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.ast.tree.update.UpdateStatement;
import org.jspecify.annotations.Nullable;

/**
 * Walks a compiled query once, and finds every occurrence of a table, the columns of it that are
 * mentioned, and what must hold for one of its rows to matter. For one query.
 *
 * <p>Nodes that hide what they render make the query not cacheable; so do nodes of an unknown kind,
 * and functions of which it is not known that they are deterministic.
 */
public class DependencyAnalysis extends AbstractSqlAstWalker implements FromClauseReader.Walker {

    private final Findings findings;
    private final Functions functions;
    private final ConditionReader conditions;
    private final FromClauseReader tables;
    private final Set<CteStatement> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What holds of the rows of the outer queries for which the current one is asked. */
    private List<Condition> outer = List.of();

    public DependencyAnalysis(
            GroupableColumns columns, Functions functions, ConditionReader conditions) {
        this.findings = new Findings(columns);
        this.functions = functions;
        this.conditions = conditions;
        this.tables = new FromClauseReader(this, findings, functions, conditions);
    }

    public Dependencies of(SelectStatement statement) {
        walk(statement);
        return findings.dependencies();
    }

    @Override
    public void walk(@Nullable SqlAstNode node) {
        if (node == null) {
            return;
        }
        try {
            node.accept(this);
        } catch (UnsupportedOperationException e) {
            // This is how nodes say that they cannot be walked.
            findings.hidden(node);
        }
    }

    private void raw(String sql) {
        findings.rawSql();
        check(sql);
    }

    private void check(String sql) {
        String suspect = functions.suspectIn(sql, false);
        if (!suspect.isEmpty()) {
            findings.obstacle(
                    "'%s' in the SQL fragment '%s' may read other rows, or differ each time"
                            .formatted(suspect, sql));
        }
    }

    @Override
    public void call(FunctionExpression function) {
        String name = Objects.requireNonNullElse(function.getFunctionName(), "");
        if (!functions.isDeterministic(name)) {
            findings.obstacle("function '%s' is not known to be deterministic".formatted(name));
        }
        function.getArguments().forEach(this::argument);
    }

    private void argument(SqlAstNode argument) {
        // Options such as those of the JSON functions: they read nothing, and are not to be walked.
        if (!(argument instanceof Enum<?>)) {
            walk(argument);
        }
    }

    // Queries

    @Override
    public void visitSelectStatement(SelectStatement statement) {
        var around = outer;
        outer = List.of();
        for (CteStatement cte : statement.getCteStatements().values()) {
            if (visited.add(cte)) {
                walk(cte.getCteDefinition());
            }
        }
        outer = around;
        statement.getCteObjects().values().forEach(findings::hidden);
        walk(statement.getQueryPart());
    }

    @Override
    public void visitQuerySpec(QuerySpec query) {
        var around = outer;
        Joined from = tables.read(query.getFromClause());
        List<Condition> required = new ArrayList<>(outer);
        Predicate where = query.getWhereClauseRestrictions();
        required.addAll(conditions.read(where));
        from.constrain(required, findings::constrain);

        // What stands beside the tables is only asked for their rows that matter.
        required.addAll(from.facts());
        outer = required;
        walk(where);
        walk(query.getSelectClause());
        query.getGroupByClauseExpressions().forEach(this::walk);
        walk(query.getHavingClauseRestrictions());
        visitOffsetFetchClause(query);
        outer = around;
    }

    // Joins

    @Override
    public void walkOn(@Nullable Predicate predicate) {
        walk(predicate);
    }

    @Override
    public SqlAstJoinType typeOf(TableGroupJoin join) {
        return join.getJoinType();
    }

    /** An alias that stands for two tables leaves open which of them a column belongs to. */
    @Override
    public boolean isNew(Occurrence occurrence) {
        var before = findings.occurrence(occurrence.alias());
        if (before != null && !before.table().equals(occurrence.table())) {
            findings.widen(occurrence.table(), WideningReason.UNCONSTRAINED);
        }
        return before == null;
    }

    // Columns

    @Override
    public void visitColumnReference(ColumnReference column) {
        String alias = column.getQualifier();
        if (alias == null) {
            raw(column.getExpressionText());
            return;
        }
        findings.mention(alias, Set.of(column.getColumnExpression()));
        if (!ConditionReader.isPlain(column)) {
            findings.mentionAll(alias);
            check(column.getExpressionText());
        }
    }

    @Override
    public void visitNestedColumnReference(NestedColumnReference column) {
        findings.hidden(column);
    }

    @Override
    public void visitAggregateColumnWriteExpression(AggregateColumnWriteExpression expression) {
        findings.hidden(expression);
    }

    @Override
    public void visitSqlSelectionExpression(SqlSelectionExpression expression) {
        walk(expression.getSelection().getExpression());
    }

    // What renders itself

    @Override
    public void visitSelfRenderingExpression(SelfRenderingExpression expression) {
        if (expression instanceof FunctionExpression function) {
            call(function);
            if (expression instanceof AggregateFunctionExpression aggregate) {
                walk(aggregate.getFilter());
            }
            if (expression instanceof OrderedSetAggregateFunctionExpression ordered
                    && ordered.getWithinGroup() != null) {
                ordered.getWithinGroup().forEach(this::walk);
            }
            if (expression instanceof WindowFunctionExpression window) {
                walk(window.getFilter());
            }
        } else if (expression instanceof CaseStatementDiscriminatorExpression discriminator) {
            discriminator.getUsedTableReferences().forEach(this::mentionKey);
        } else if (expression instanceof AliasedExpression aliased) {
            walk(aliased.getExpression());
        } else if (expression instanceof SelfRenderingSqlFragmentExpression fragment) {
            raw(fragment.getExpression());
        } else if (!(expression instanceof LiteralAsParameter<?>)) {
            findings.hidden(expression);
        }
    }

    /** The key of a table of a subclass tells whether it has a row. */
    private void mentionKey(TableReference table) {
        String alias = table.getIdentificationVariable();
        Occurrence occurrence = findings.occurrence(alias);
        if (occurrence == null) {
            findings.rawSql();
        } else {
            findings.mention(alias, occurrence.key());
        }
    }

    @Override
    public void visitFilterPredicate(FilterPredicate predicate) {
        predicate.getFragments().forEach(this::walk);
    }

    @Override
    public void visitFilterFragmentPredicate(FilterPredicate.FilterFragmentPredicate predicate) {
        raw(predicate.getSqlFragment());
    }

    @Override
    public void visitSqlFragmentPredicate(SqlFragmentPredicate predicate) {
        raw(predicate.getSqlFragment());
    }

    // What has no place in a query

    @Override
    public void visitDeleteStatement(DeleteStatement statement) {
        findings.hidden(statement);
    }

    @Override
    public void visitUpdateStatement(UpdateStatement statement) {
        findings.hidden(statement);
    }

    @Override
    public void visitInsertStatement(InsertSelectStatement statement) {
        findings.hidden(statement);
    }
}
